import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dickeyFuller, schwertLags } from "../../../src/core/quant/dickey-fuller.js";
import { engleGranger } from "../../../src/core/quant/engle-granger.js";
import { halfLifeBars } from "../../../src/core/quant/half-life.js";
import { mackinnonCritical, mackinnonP } from "../../../src/core/quant/mackinnon.js";
import type { Trend } from "../../../src/core/quant/mackinnon-tables.js";
import { autoregression, randomNormals, randomPairs, seeds, walkOf } from "./random-series.js";

const trends: readonly Trend[] = ["none", "constant", "constant+trend"];
const fixed = { fixed: 1 };

describe("MacKinnon's distributions", () => {
  it.each(trends)("never fall with τ, %s, but for 4e-4 where the two polynomials meet", (trend) => {
    for (const series of [1, 2] as const) {
      let before = 0;
      for (let tau = -22; tau <= 4; tau += 0.01) {
        const p = mackinnonP(tau, trend, series);
        expect(p).toBeGreaterThanOrEqual(before - 4e-4);
        before = p;
      }
      expect([mackinnonP(-30, trend, series), mackinnonP(9, trend, series)]).toEqual([0, 1]);
    }
  });

  it("have p 0.01, 0.05 and 0.10 at the critical values of a large sample, within 0.001", () => {
    for (const [trend, series] of [
      ["none", 1],
      ["constant", 1],
      ["constant", 2],
      ["constant+trend", 1],
      ["constant+trend", 2],
    ] as const) {
      const { onePercent, fivePercent, tenPercent } = mackinnonCritical(trend, series, 1e9);
      const shares = [onePercent, fivePercent, tenPercent].map((tau) => mackinnonP(tau, trend, series));
      [0.01, 0.05, 0.1].forEach((share, i) => expect(Math.abs(shares[i]! - share)).toBeLessThan(1e-3));
    }
  });

  it("have no critical values of two series without a constant, and NaN for NaN", () => {
    expect(mackinnonCritical("none", 2, 100).fivePercent).toBeNaN();
    expect(mackinnonP(Number.NaN, "constant", 1)).toBeNaN();
  });
});

describe("Dickey-Fuller test", () => {
  it("of 0, 1, 0, 1, 1 without lags or trend is −0.775, the t of Δ on the level worked by hand", () => {
    // Δ = 1, −1, 1, 0 on 0, 1, 0, 1: slope −1/2, residuals 1, −1/2, 1, 1/2, s² = 2.5/3, error √(s²/2).
    const { statistic, observations } = dickeyFuller(Float64Array.of(0, 1, 0, 1, 1), {
      trend: "none",
      lags: { fixed: 0 },
    });
    expect(statistic).toBeCloseTo(-0.5 / Math.sqrt(2.5 / 3 / 2), 12);
    expect(observations).toBe(4);
  });

  it("is the same after × c, and with a constant after + c", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -20, max: 20 }), fc.constantFrom(...trends), (seed, c, trend) => {
        const values = walkOf(randomNormals(seed, 80));
        const options = { trend, lags: { maxLags: 4 } };
        const test = dickeyFuller(values, options);
        // A power of 2 rounds nothing.
        expect(
          dickeyFuller(
            values.map((value) => value * 2 ** c),
            options,
          ),
        ).toEqual(test);
        if (trend === "none") return;
        const moved = dickeyFuller(
          values.map((value) => value + c),
          options,
        );
        expect(Math.abs(moved.statistic - test.statistic)).toBeLessThan(1e-9);
        expect(moved.lags).toBe(test.lags);
      }),
      { numRuns: 60 },
    );
  });

  it("with a trend is the same when a straight line is added", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -3, max: 3, noNaN: true }), (seed, slope) => {
        const values = walkOf(randomNormals(seed, 60));
        const options = { trend: "constant+trend", lags: fixed } as const;
        const tilted = dickeyFuller(
          values.map((value, i) => value + slope * i),
          options,
        );
        expect(Math.abs(tilted.statistic - dickeyFuller(values, options).statistic)).toBeLessThan(1e-8);
      }),
      { numRuns: 60 },
    );
  });

  it("rejects some 5 % of 400 random walks at 5 %, and each of 100 autoregressions that keep half", () => {
    const options = { trend: "constant", lags: { fixed: 0 } } as const;
    const pOf = (values: Float64Array): number => dickeyFuller(values, options).pValue;
    const walks = Array.from({ length: 400 }, (_, seed) => pOf(walkOf(randomNormals(seed, 250))));
    const rejected = walks.filter((p) => p <= 0.05).length;
    // Three standard deviations of a binomial share around 20.
    expect(rejected).toBeGreaterThan(7);
    expect(rejected).toBeLessThan(33);
    const returning = Array.from({ length: 100 }, (_, seed) => pOf(autoregression(seed, 250, 0.5)));
    expect(returning.filter((p) => p <= 0.05)).toHaveLength(100);
  });

  it("takes the lags of lowest AIC: never fewer than the 2 that 20 samples were made with, exactly 2 in most", () => {
    const chosen = Array.from({ length: 20 }, (_, seed) => {
      const steps = randomNormals(seed, 600);
      const values = new Float64Array(600);
      const change = (i: number): number => (values[i] ?? 0) - (values[i - 1] ?? 0);
      steps.forEach((step, i) => {
        values[i] = (values[i - 1] ?? 0) + 0.4 * change(i - 1) - 0.5 * change(i - 2) + step;
      });
      return dickeyFuller(values, { trend: "constant", lags: { maxLags: 8 } }).lags;
    });
    expect(Math.min(...chosen)).toBe(2);
    expect(chosen.filter((lags) => lags === 2).length).toBeGreaterThan(10);
  });

  it("takes at most Schwert's lags: 12 for 100 values, 22 for 1,095, and less than half of few", () => {
    expect([schwertLags(100, "constant"), schwertLags(1095, "constant"), schwertLags(10, "constant")]).toEqual([
      12, 22, 3,
    ]);
    expect(schwertLags(3, "constant+trend")).toBe(0);
  });

  it("tries no more lags than leave half of the values: of 20, a maximum of 50 is one of 8", () => {
    const values = walkOf(randomNormals(3, 20));
    const of = (maxLags: number) => dickeyFuller(values, { trend: "constant", lags: { maxLags } });
    expect(of(50)).toEqual(of(8));
    expect(of(50).statistic).not.toBeNaN();
  });

  it("says NaN, which no limit of p admits, of values that stand, hold a NaN, or are too few", () => {
    const gap = randomNormals(1, 30);
    gap[9] = Number.NaN;
    for (const values of [new Float64Array(30).fill(0.1), gap, Float64Array.of(1, 2, 4), new Float64Array(0)]) {
      for (const lags of [{ fixed: 1 }, { maxLags: null }]) {
        const { statistic, pValue } = dickeyFuller(values, { trend: "constant", lags });
        expect([statistic, pValue]).toEqual([Number.NaN, Number.NaN]);
      }
    }
  });

  it("refuses 1.5 lags and −1", () => {
    for (const count of [1.5, -1, Number.NaN]) {
      expect(() => dickeyFuller(randomNormals(1, 30), { trend: "none", lags: { fixed: count } })).toThrow("whole");
    }
  });
});

describe("Engle and Granger's test", () => {
  it("has the same t when x and y are moved and multiplied, with the hedge ratio multiplied accordingly", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -6, max: 6 }), fc.integer({ min: -9, max: 9 }), (seed, power, shift) => {
        const { x, y } = randomPairs(seed, 90);
        const test = engleGranger(x, y, fixed);
        const other = engleGranger(
          x.map((value) => value * 2 ** power + shift),
          y.map((value) => 3 * value - shift),
          fixed,
        );
        expect(Math.abs(other.statistic - test.statistic)).toBeLessThan(1e-8);
        expect(other.line.slope).toBeCloseTo((3 * test.line.slope) / 2 ** power, 8);
      }),
      { numRuns: 60 },
    );
  });

  it("finds 0.7 between walks that share one, p under 0.001, and nothing under 0.05 in most that don't", () => {
    const { x, y } = randomPairs(5, 500);
    const found = engleGranger(x, y, fixed);
    expect(Math.abs(found.line.slope - 0.7)).toBeLessThan(0.03);
    expect(found.pValue).toBeLessThan(0.001);
    const strangers = Array.from({ length: 200 }, (_, seed) => {
      const other = walkOf(randomNormals(seed + 9_000, 200));
      return engleGranger(walkOf(randomNormals(seed, 200)), other, fixed).pValue;
    });
    // 5 % of 200 and three standard deviations.
    expect(strangers.filter((p) => p <= 0.05).length).toBeLessThan(20);
  });

  it("asks more than a plain Dickey-Fuller test of the same spread", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { x, y } = randomPairs(seed, 90);
        const { statistic, pValue, spread } = engleGranger(x, y, fixed);
        const plain = dickeyFuller(spread, { trend: "none", lags: fixed });
        expect(statistic).toBe(plain.statistic);
        expect(pValue).toBeGreaterThanOrEqual(plain.pValue);
      }),
      { numRuns: 60 },
    );
  });

  it("has NaN for p where y is 2x + 1 but for rounding, where x stands, and where a bar is missing", () => {
    const { x, y } = randomPairs(2, 60);
    const gap = y.map((value, i) => (i === 30 ? Number.NaN : value));
    const perfect = engleGranger(
      x,
      x.map((value) => 2 * value + 1),
      fixed,
    );
    expect(perfect.line.slope).toBeCloseTo(2, 12);
    for (const { statistic, pValue } of [
      perfect,
      engleGranger(new Float64Array(60), y, fixed),
      engleGranger(x, gap, fixed),
    ]) {
      expect([statistic, pValue]).toEqual([Number.NaN, Number.NaN]);
    }
  });
});

describe("half-life", () => {
  it("of a distance that keeps 0.9 a bar is 6.58 bars, of 0.5 one bar, of −0.5, which swings, one bar too", () => {
    const decay = (keep: number): Float64Array => Float64Array.from({ length: 40 }, (_, i) => 5 + keep ** i);
    expect(halfLifeBars(decay(0.9))).toBeCloseTo(Math.log(0.5) / Math.log(0.9), 9);
    expect(halfLifeBars(decay(0.5))).toBeCloseTo(1, 9);
    expect(halfLifeBars(decay(-0.5))).toBeCloseTo(1, 9);
  });

  it("is Infinity where distances grow, and NaN where nothing moves or two bars are all there is", () => {
    expect(halfLifeBars(Float64Array.from({ length: 40 }, (_, i) => 1.05 ** i))).toBe(Infinity);
    expect(halfLifeBars(new Float64Array(40).fill(0.1))).toBeNaN();
    expect(halfLifeBars(Float64Array.of(1, 2))).toBeNaN();
  });

  it("doesn't change with level and unit of the spread", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -9, max: 9 }), (seed, c) => {
        const spread = autoregression(seed, 120, 0.8);
        const other = halfLifeBars(spread.map((value) => 2 ** c * value + c));
        expect(Math.abs(other / halfLifeBars(spread) - 1)).toBeLessThan(1e-8);
      }),
    );
  });
});
