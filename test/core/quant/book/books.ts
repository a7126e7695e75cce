import fc from "fast-check";
import type { BookSides, Level } from "../../../../src/core/quant/order-book.js";

/** Three levels a side around 100: 297 + 490 + 970 USD bid, 101 + 204 + 309 USD asked. */
export const handBook: BookSides = {
  bids: [
    { price: 99, qty: 3 },
    { price: 98, qty: 5 },
    { price: 97, qty: 10 },
  ],
  asks: [
    { price: 101, qty: 1 },
    { price: 102, qty: 2 },
    { price: 103, qty: 3 },
  ],
};

const steps = fc.array(fc.record({ away: fc.integer({ min: 1, max: 9 }), qty: fc.integer({ min: 1, max: 5_000 }) }), {
  minLength: 1,
  maxLength: 12,
});

/** Levels a few ticks apart, away from a price of 1,000 in whole ticks. */
function ladder(rungs: readonly { away: number; qty: number }[], direction: 1 | -1): Level[] {
  let price = 1_000;
  return rungs.map(({ away, qty }) => {
    price += direction * away;
    return { price, qty: qty / 8 };
  });
}

/** Books that are not crossed, with the best bid and ask 2 to 18 ticks apart. */
export const anyBook: fc.Arbitrary<BookSides> = fc
  .record({ bids: steps, asks: steps })
  .map(({ bids, asks }) => ({ bids: ladder(bids, -1), asks: ladder(asks, 1) }));

/** The book as seen in a mirror that stands at the mid: bids become asks as far away. */
export function mirrored({ bids, asks }: BookSides): BookSides {
  const sum = bids[0]!.price + asks[0]!.price;
  const turned = (side: readonly Level[]): Level[] => side.map(({ price, qty }) => ({ price: sum - price, qty }));
  return { bids: turned(asks), asks: turned(bids) };
}
