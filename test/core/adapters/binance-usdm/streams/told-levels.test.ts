import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toldLevels } from "../../../../../src/core/adapters/binance-usdm/streams/told-levels.js";

const kept = (levels: readonly (readonly [number, number])[]) => ({
  prices: levels.map(([price]) => price),
  qtys: levels.map(([, qty]) => qty),
});

/** Asks of a book whose mid is 50,000, one tick of 0.1 (0.02 bps) after another. */
const liquid = kept(Array.from({ length: 1_000 }, (_, at) => [50_000.05 + at * 0.1, 0.5] as const));

describe("what is told of a book's side", () => {
  it("is the best levels alone where nothing asks for more", () => {
    expect(toldLevels(liquid, 50_000, { levels: 2, reachBps: 0 })).toEqual([
      { price: 50_000.05, qty: 0.5 },
      { price: 50_000.15, qty: 0.5 },
    ]);
  });

  it("is 10 levels, then a sum for each basis point: 1,000 levels reach 20 bps in 30 entries, none of the quantity lost", () => {
    const told = toldLevels(liquid, 50_000, { levels: 10, reachBps: 50 });
    expect(told.length).toBe(30);
    expect(told.reduce((sum, { qty }) => sum + qty, 0)).toBe(500);
    expect(told[10]).toEqual({ price: expect.closeTo(50_004.95, 6) as number, qty: 20 });
    expect(told.at(-1)?.price).toBeCloseTo(50_099.95, 6);
  });

  it("ends one level past the reach: the sum of the second there is nobody's", () => {
    const side = kept([
      [100.01, 1],
      [100.2, 2],
      [100.49, 3],
      [100.6, 4],
      [100.601, 5],
    ]);
    expect(toldLevels(side, 100, { levels: 1, reachBps: 50 })).toEqual([
      { price: 100.01, qty: 1 },
      { price: 100.2, qty: 2 },
      { price: 100.49, qty: 3 },
      { price: 100.6, qty: 4 },
    ]);
  });

  it("is nothing more than the best levels of a book without a mid", () => {
    expect(toldLevels(liquid, Number.NaN, { levels: 1, reachBps: 50 })).toHaveLength(1);
    expect(toldLevels(kept([]), 100, { levels: 10, reachBps: 50 })).toEqual([]);
  });

  it("holds in every band of whole basis points what the side holds, at no better price (300 random sides)", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 1, max: 50 }));
    const sides = fc.uniqueArray(level, { minLength: 1, maxLength: 200, selector: ([at]) => at });
    fc.assert(
      fc.property(sides, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 80 }), (levels, best, bandBps) => {
        const asks = levels.sort(([a], [b]) => a - b).map(([at, qty]) => [100_000 + at / 8, qty] as const);
        const told = toldLevels(kept(asks), 100_000, { levels: best, reachBps: 80 });
        const edge = 100_000 * (1 + bandBps / 10_000);
        const within = (side: readonly (readonly [number, number])[]) =>
          side.filter(([price]) => price <= edge).reduce((sum, [, qty]) => sum + qty, 0);
        expect(within(told.map(({ price, qty }) => [price, qty] as const))).toBe(within(asks));
        const cost = (side: readonly (readonly [number, number])[]) =>
          side.filter(([price]) => price <= edge).reduce((sum, [price, qty]) => sum + price * qty, 0);
        const [ours, true_] = [cost(told.map(({ price, qty }) => [price, qty] as const)), cost(asks)];
        expect(ours).toBeGreaterThanOrEqual(true_ - 1e-6);
        expect(ours).toBeLessThanOrEqual(true_ * 1.0001 + 1e-6);
        expect(told.map(({ price }) => price)).toEqual([...told.map(({ price }) => price)].sort((a, b) => a - b));
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
