import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLevelBook, writeLevels } from "../../../../src/core/quant/book/level-book.js";
import type { Level } from "../../../../src/core/quant/order-book.js";

const changes = fc.array(fc.record({ price: fc.integer({ min: 1, max: 12 }), qty: fc.integer({ min: 0, max: 3 }) }), {
  maxLength: 10,
});
const bothSides = fc.record({ bids: changes, asks: changes });

/** The same by a map, sorted from scratch. */
function sorted(written: readonly Level[], direction: 1 | -1): Level[] {
  const byPrice = new Map(written.map((level) => [level.price, level]));
  return [...byPrice.values()].filter(({ qty }) => qty > 0).sort((a, b) => direction * (a.price - b.price));
}

describe("a book that changes are written into", () => {
  it("replaces a level, inserts one between others, takes one away, and ignores the end of one it doesn't have", () => {
    const book = createLevelBook({
      bids: [
        { price: 99, qty: 1 },
        { price: 97, qty: 2 },
      ],
      asks: [{ price: 101, qty: 3 }],
    });
    const asks = [
      { price: 101, qty: 0 },
      { price: 105, qty: 0 },
      { price: 102, qty: 4 },
    ];
    writeLevels(book, {
      bids: [
        { price: 98, qty: 5 },
        { price: 99, qty: 7 },
      ],
      asks,
    });
    expect(book).toEqual({
      bids: [
        { price: 99, qty: 7 },
        { price: 98, qty: 5 },
        { price: 97, qty: 2 },
      ],
      asks: [{ price: 102, qty: 4 }],
    });
  });

  it("is after any changes what the last write of each price says, best first", () => {
    fc.assert(
      fc.property(fc.array(bothSides, { minLength: 1, maxLength: 8 }), (writes) => {
        const [snapshot, ...diffs] = writes;
        const book = createLevelBook(snapshot!);
        for (const diff of diffs) writeLevels(book, diff);
        expect(book.bids).toEqual(
          sorted(
            writes.flatMap(({ bids }) => bids),
            -1,
          ),
        );
        expect(book.asks).toEqual(
          sorted(
            writes.flatMap(({ asks }) => asks),
            1,
          ),
        );
      }),
    );
  });
});
