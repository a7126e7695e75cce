import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createDrawdown,
  drawdowns,
  maxDrawdown,
  nextDrawdown,
  rollingMaxDrawdown,
  ulcerIndex,
} from "../../../src/core/quant/drawdown.js";
import {
  averageDrawdown,
  drawdownSpells,
  longestDrawdownBars,
  worstSpells,
} from "../../../src/core/quant/drawdown-spells.js";
import { equityCurve } from "../../../src/core/quant/equity-curve.js";
import { randomReturns, seeds } from "./random-series.js";

const curves = fc
  .tuple(seeds, fc.nat({ max: 200 }))
  .map(([seed, count]) => equityCurve(randomReturns(seed, count), 100_000));

/** 100 → 120 → 90 → 120 (back) → 118 → 130 → 104 → 117 (not back). */
const example = Float64Array.of(100, 120, 90, 105, 120, 118, 130, 104, 117);

describe("drawdown", () => {
  it("of the example is 25 % at the trough, 0 back at the peak, and at most 25 %", () => {
    const depths = [...drawdowns(example)].map((depth) => Number(depth.toFixed(6)));
    expect(depths).toEqual([0, 0, 0.25, 0.125, 0, 0.016667, 0, 0.2, 0.1]);
    expect(maxDrawdown(example)).toBe(0.25);
    expect(maxDrawdown(Float64Array.of(5))).toBe(0);
  });

  it("is the loss from the highest value so far, bar by bar as folded through JSON", () => {
    fc.assert(
      fc.property(curves, (equity) => {
        let state = createDrawdown();
        const folded = Array.from(equity, (value) => {
          state = JSON.parse(JSON.stringify(state)) as typeof state;
          return nextDrawdown(state, value);
        });
        const batch = [...drawdowns(equity)];
        expect(folded).toEqual(batch);
        expect(batch).toEqual(Array.from(equity, (value, i) => 1 - value / Math.max(...equity.slice(0, i + 1))));
        expect(state.deepest).toBe(maxDrawdown(equity));
        expect(maxDrawdown(equity)).toBe(Math.max(...batch));
      }),
    );
  });

  it("doesn't change with the currency, and can only be deeper with more bars", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: -20, max: 20 }), fc.nat({ max: 200 }), (equity, power, cut) => {
        expect(drawdowns(equity.map((value) => value * 2 ** power))).toEqual(drawdowns(equity));
        expect(maxDrawdown(equity.slice(0, cut + 1))).toBeLessThanOrEqual(maxDrawdown(equity));
      }),
    );
  });

  it("is above 1 in debt: from 100 to −20 it is 1.2", () => {
    expect(maxDrawdown(Float64Array.of(100, -20))).toBe(1.2);
  });

  it("refuses NaN, infinity and a curve that starts at 0", () => {
    for (const values of [
      [1, Number.NaN],
      [1, Infinity],
      [0, 1],
    ]) {
      expect(() => drawdowns(Float64Array.from(values))).toThrow("equity curve");
    }
  });

  it("rolls: the largest within each window alone, NaN before the first full one", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 30 }), (equity, n) => {
        const expected = Array.from(equity, (_, i) =>
          i < n - 1 ? Number.NaN : maxDrawdown(equity.slice(i - n + 1, i + 1)),
        );
        expect([...rollingMaxDrawdown(equity, n)]).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it("has as ulcer index its root mean square: of the example 0.1139, never above the largest", () => {
    const squares = 0.25 ** 2 + 0.125 ** 2 + (2 / 120) ** 2 + 0.2 ** 2 + 0.1 ** 2;
    expect(ulcerIndex(example)).toBeCloseTo(Math.sqrt(squares / 9), 14);
    fc.assert(fc.property(curves, (equity) => ulcerIndex(equity) <= maxDrawdown(equity) + 1e-15));
  });
});

describe("drawdown spells", () => {
  it("of the example are bars 1 to 4, 4 to 6, and 6 to the end without recovery", () => {
    const spells = drawdownSpells(example).map(({ depth, ...rest }) => ({ ...rest, depth: Number(depth.toFixed(6)) }));
    expect(spells).toEqual([
      { peak: 1, trough: 2, recovery: 4, bars: 3, depth: 0.25 },
      { peak: 4, trough: 5, recovery: 6, bars: 2, depth: 0.016667 },
      { peak: 6, trough: 7, recovery: null, bars: 2, depth: 0.2 },
    ]);
    expect(averageDrawdown(drawdownSpells(example))).toBeCloseTo((0.25 + 2 / 120 + 0.2) / 3, 14);
    expect(longestDrawdownBars(drawdownSpells(example))).toBe(3);
  });

  it("cover each bar below its peak once, and their deepest is the largest drawdown", () => {
    fc.assert(
      fc.property(curves, (equity) => {
        const spells = drawdownSpells(equity);
        const depths = drawdowns(equity);
        const covered = new Set<number>();
        for (const { peak, trough, recovery, depth } of spells) {
          expect(depths[peak]).toBe(0);
          expect(depths[trough]).toBe(depth);
          expect(depths[recovery ?? peak]).toBe(0);
          for (let i = peak + 1; i < (recovery ?? equity.length); i++) {
            expect(covered.has(i)).toBe(false);
            covered.add(i);
          }
        }
        expect(covered.size).toBe(depths.filter((depth) => depth > 0).length);
        expect(worstSpells(spells, 1)[0]?.depth ?? 0).toBe(maxDrawdown(equity));
        expect(spells.slice(0, -1).every(({ recovery }) => recovery !== null)).toBe(true);
        expect(averageDrawdown(spells)).toBeLessThanOrEqual(maxDrawdown(equity) + 1e-15);
      }),
    );
  });

  it("are none on a curve that only rises, whose average and longest are 0", () => {
    const spells = drawdownSpells(Float64Array.of(1, 1, 2, 3));
    expect([spells.length, averageDrawdown(spells), longestDrawdownBars(spells)]).toEqual([0, 0, 0]);
  });

  it("have their trough at the first of equal lows: 100, 80, 90, 80, 85", () => {
    expect(drawdownSpells(Float64Array.of(100, 80, 90, 80, 85))).toEqual([
      { peak: 0, trough: 1, recovery: null, bars: 4, depth: 1 - 80 / 100 },
    ]);
  });

  it("come deepest first, at most so many as asked for, the older of equal ones before", () => {
    const twice = drawdownSpells(Float64Array.of(100, 50, 100, 50, 100, 75, 100));
    expect(worstSpells(twice, 2).map(({ peak, depth }) => [peak, depth])).toEqual([
      [0, 0.5],
      [2, 0.5],
    ]);
    expect(worstSpells(twice, 9).map(({ depth }) => depth)).toEqual([0.5, 0.5, 0.25]);
  });
});
