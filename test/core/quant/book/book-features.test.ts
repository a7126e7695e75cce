import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandImbalance, depthBands } from "../../../../src/core/quant/book/depth-bands.js";
import { bookFeatures } from "../../../../src/core/quant/book/features.js";
import { bookPressure } from "../../../../src/core/quant/book/pressure.js";
import { leastSlippageBps, sweepBook, takingSlippageBps } from "../../../../src/core/quant/book/sweep.js";
import { depthWithinUsd, imbalance, microprice, midPrice, spreadBps } from "../../../../src/core/quant/order-book.js";
import type { BookSides } from "../../../../src/core/quant/order-book.js";
import { anyBook, handBook, mirrored } from "./books.js";

const crossed = { bids: handBook.asks, asks: handBook.bids };
const slippageOf = (book: BookSides, side: "buy" | "sell", notionalUsd: number): number => {
  const swept = sweepBook(book, side, notionalUsd);
  return swept.ok ? swept.value.slippageBps : Number.NaN;
};

describe("a book of 99, 98, 97 to 101, 102, 103, worked by hand", () => {
  it("holds 297 USD bid and 101 asked within 100 bps, 787 and 305 within 250, all of 1,757 and 614 within 300", () => {
    const more = { bidsEnd: false, asksEnd: false };
    expect(depthBands(handBook, [100, 250, 300])).toEqual([
      { distanceBps: 100, bidUsd: 297, askUsd: 101, ...more },
      { distanceBps: 250, bidUsd: 787, askUsd: 305, ...more },
      { distanceBps: 300, bidUsd: 1_757, askUsd: 614, bidsEnd: true, asksEnd: true },
    ]);
  });

  it("leans to the bids by (8 − 3)/(8 + 3) within 200 bps, and by nothing it could name within 50", () => {
    expect(bandImbalance(handBook, 200)).toBeCloseTo(5 / 11, 12);
    expect(bandImbalance(handBook, 50)).toBeNaN();
  });

  it("presses with 3/2 + 5/4 + 10/8 against 1/2 + 2/4 + 3/8 when 100 bps halve a weight: 2.625 / 5.375", () => {
    expect(bookPressure(handBook, 100)).toBeCloseTo(2.625 / 5.375, 12);
  });

  it("sells 305 USD of asks at 101 for 1 and 102 for 2: 305 / 3 a unit, 166.67 bps over the mid", () => {
    const swept = sweepBook(handBook, "buy", 305);
    expect(swept).toMatchObject({ ok: true, value: { baseQty: 3, worstPrice: 102, levels: 2 } });
    expect(slippageOf(handBook, "buy", 305)).toBeCloseTo(500 / 3, 9);
  });

  it("takes 297 + 49 USD of bids for 3.5 units: 346 / 3.5 a unit, 114.29 bps under the mid", () => {
    const swept = sweepBook(handBook, "sell", 346);
    expect(swept).toMatchObject({ ok: true, value: { baseQty: 3.5, worstPrice: 98, levels: 2 } });
    expect(slippageOf(handBook, "sell", 346)).toBeCloseTo((100 - 346 / 3.5) * 100, 9);
  });

  it("fills 614 USD to the last ask and refuses 615, naming both figures", () => {
    expect(sweepBook(handBook, "buy", 614)).toMatchObject({ ok: true, value: { baseQty: 6, levels: 3 } });
    const error = { code: "not_enough_depth", wantedUsd: 615, availableUsd: 614 };
    expect(sweepBook(handBook, "buy", 615)).toEqual({ ok: false, error });
  });

  it("expects of a notional what a sweep comes to, and beyond the last ask 103 a unit: 717 USD for 7, 242.86 bps", () => {
    expect(leastSlippageBps(handBook, "buy", 305)).toBe(slippageOf(handBook, "buy", 305));
    expect(leastSlippageBps(handBook, "sell", 346)).toBe(slippageOf(handBook, "sell", 346));
    expect(leastSlippageBps(handBook, "buy", 614 + 103)).toBeCloseTo((717 / 7 - 100) * 100, 9);
    expect(leastSlippageBps(crossed, "buy", 10)).toBeNaN();
    expect([0, -5, Number.NaN, Infinity].map((usd) => leastSlippageBps(handBook, "buy", usd))).toEqual(
      new Array<number>(4).fill(Number.NaN),
    );
  });

  it("expects of a quantity the same as of its notional, Infinity beyond the levels, NaN without a mid", () => {
    expect(takingSlippageBps(handBook, "buy", 3)).toBeCloseTo(500 / 3, 9);
    expect(takingSlippageBps(handBook, "sell", 3.5)).toBeCloseTo((100 - 346 / 3.5) * 100, 9);
    expect(takingSlippageBps(handBook, "buy", 6.5)).toBe(Infinity);
    expect(takingSlippageBps(crossed, "buy", 1)).toBeNaN();
  });

  it("says nothing of a crossed or one-sided book, and throws at a notional that is none", () => {
    expect(sweepBook(crossed, "buy", 10)).toEqual({ ok: false, error: { code: "no_mid" } });
    expect(sweepBook({ ...handBook, bids: [] }, "buy", 10)).toEqual({ ok: false, error: { code: "no_mid" } });
    expect(() => sweepBook(handBook, "buy", 0)).toThrow("a sweep of 0 USD");
    expect(() => sweepBook(handBook, "buy", Number.NaN)).toThrow("a sweep of NaN USD");
    expect(bookPressure(crossed, 100)).toBeNaN();
    expect(depthBands(crossed, [500])).toMatchObject([{ bidUsd: 0, askUsd: 0 }]);
  });

  it("has all of it at once: 200 bps wide, microprice 100.5, 50 bps above the mid", () => {
    const rules = { levels: 2, bandBps: 200, depthBps: [100], halvingBps: 100, sweepUsd: 305 };
    const features = bookFeatures(handBook, rules);
    expect(features).toMatchObject({ mid: 100, spreadBps: 200, microprice: 100.5, imbalance: 5 / 11 });
    expect(features?.leanBps).toBeCloseTo(50, 9);
    expect(bookFeatures(mirrored(handBook), rules)?.leanBps).toBeCloseTo(-50, 9);
    expect(features?.buy).toEqual(sweepBook(handBook, "buy", 305));
    expect(features?.sell).toEqual(sweepBook(handBook, "sell", 305));
    expect(features?.depth).toEqual(depthBands(handBook, [100]));
    expect([features?.bandImbalance, features?.pressure]).toEqual([
      bandImbalance(handBook, 200),
      bookPressure(handBook, 100),
    ]);
    expect(bookFeatures(crossed, rules)).toBeNull();
  });
});

describe("any book", () => {
  it("costs the same by quantity as by its notional, on either side", () => {
    fc.assert(
      fc.property(
        anyBook,
        fc.constantFrom("buy" as const, "sell" as const),
        fc.integer({ min: 1, max: 99 }),
        (book, side, part) => {
          const levels = side === "buy" ? book.asks : book.bids;
          const qty = (levels.reduce((sum, level) => sum + level.qty, 0) * part) / 100;
          const byQty = takingSlippageBps(book, side, qty);
          fc.pre(Number.isFinite(byQty) && qty > 0);
          const mid = midPrice(book);
          const notionalUsd = qty * mid * (1 + ((side === "buy" ? 1 : -1) * byQty) / 10_000);
          expect(leastSlippageBps(book, side, notionalUsd)).toBeCloseTo(byQty, 6);
        },
      ),
    );
  });

  const bps = fc.integer({ min: 1, max: 2_000 });
  const levels = fc.integer({ min: 1, max: 15 });

  it("has its microprice within the spread, strictly, and every imbalance between −1 and 1", () => {
    fc.assert(
      fc.property(anyBook, levels, bps, (book, count, limitBps) => {
        const micro = microprice(book.bids, book.asks);
        expect(micro).toBeGreaterThan(book.bids[0]!.price);
        expect(micro).toBeLessThan(book.asks[0]!.price);
        const balances = [imbalance(book.bids, book.asks, count), bandImbalance(book, limitBps)];
        for (const balance of [...balances, bookPressure(book, limitBps)]) {
          if (!Number.isNaN(balance)) expect(Math.abs(balance)).toBeLessThanOrEqual(1);
        }
        expect(bookPressure(book, limitBps)).not.toBeNaN();
      }),
    );
  });

  it("turns every figure round in a mirror: imbalance, band, pressure and lean change their sign, buys become sells", () => {
    fc.assert(
      fc.property(anyBook, levels, bps, (book, count, limitBps) => {
        const other = mirrored(book);
        expect(imbalance(other.bids, other.asks, count)).toBe(-imbalance(book.bids, book.asks, count) + 0);
        expect(bandImbalance(other, limitBps) + 0).toBe(-bandImbalance(book, limitBps) + 0);
        expect(bookPressure(other, limitBps)).toBeCloseTo(-bookPressure(book, limitBps), 12);
        const lean = ({ bids, asks }: BookSides): number => microprice(bids, asks) - midPrice({ bids, asks });
        expect(lean(other)).toBeCloseTo(-lean(book), 9);
        expect(spreadBps(other.bids[0]?.price, other.asks[0]?.price)).toBe(
          spreadBps(book.bids[0]?.price, book.asks[0]?.price),
        );
      }),
    );
  });

  it("costs at least half the spread to take from, more the more is taken, and no more than its worst price", () => {
    fc.assert(
      fc.property(
        anyBook,
        fc.constantFrom("buy", "sell"),
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true })),
        (book, side, shares) => {
          const levelsTaken = side === "buy" ? book.asks : book.bids;
          const allUsd = levelsTaken.reduce((sum, { price, qty }) => sum + price * qty, 0);
          const half = spreadBps(book.bids[0]?.price, book.asks[0]?.price) / 2;
          let before = half - 1e-9;
          for (const share of [...shares, 1].sort((a, b) => a - b)) {
            const swept = sweepBook(book, side, share * allUsd * (1 - 1e-12));
            if (!swept.ok) expect.fail(swept.error.code);
            const { slippageBps, worstPrice, averagePrice, baseQty } = swept.value;
            expect(slippageBps).toBeGreaterThanOrEqual(before - 1e-9);
            const within = side === "buy" ? worstPrice - averagePrice : averagePrice - worstPrice;
            expect(within).toBeGreaterThanOrEqual(-1e-9);
            expect((averagePrice * baseQty) / (share * allUsd)).toBeCloseTo(1, 9);
            before = slippageBps;
          }
          const beyond = sweepBook(book, side, allUsd * 1.000001);
          expect(beyond).toMatchObject({ ok: false, error: { code: "not_enough_depth" } });
        },
      ),
    );
  });

  it("holds no less depth in a wider band, each the figure of `depthWithinUsd`", () => {
    fc.assert(
      fc.property(anyBook, fc.array(bps, { minLength: 1, maxLength: 6 }), (book, distances) => {
        const sorted = [...distances].sort((a, b) => a - b);
        const bands = depthBands(book, sorted);
        const mid = midPrice(book);
        bands.forEach((band, i) => {
          expect(band.bidUsd).toBe(depthWithinUsd(book.bids, mid, band.distanceBps));
          expect(band.askUsd).toBe(depthWithinUsd(book.asks, mid, band.distanceBps));
          expect(band.bidUsd).toBeGreaterThanOrEqual(bands[i - 1]?.bidUsd ?? 0);
          expect(band.askUsd).toBeGreaterThanOrEqual(bands[i - 1]?.askUsd ?? 0);
        });
      }),
    );
  });

  it("presses as its imbalance of all levels once weights hardly fall, and as its best levels once they fall at once", () => {
    fc.assert(
      fc.property(anyBook, (book) => {
        expect(bookPressure(book, 1e12)).toBeCloseTo(imbalance(book.bids, book.asks, 99), 6);
        // The next level is 10 bps away and may hold 1,000 times as much: 2^-50 of that is nothing.
        expect(bookPressure(book, 0.2)).toBeCloseTo(imbalance(book.bids, book.asks, 1), 6);
      }),
    );
  });
});
