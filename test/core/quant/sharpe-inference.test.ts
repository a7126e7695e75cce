import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kurtosis, skewness } from "../../../src/core/quant/shape.js";
import {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecordBars,
  probabilisticSharpe,
  sharpeSample,
  sharpeStandardError,
} from "../../../src/core/quant/sharpe-inference.js";
import { normalQuantile } from "../../../src/core/quant/normal.js";
import { randomNormals, randomReturns, seeds } from "./random-series.js";

/** The example of Bailey and López de Prado (2014): 2.5 a year, 1,250 days, ratios of the trials with variance 1/2. */
const example = { sharpe: 2.5 / Math.sqrt(250), bars: 1250, skewness: -3, kurtosis: 10 };
const VARIANCE = 0.5 / 250;

const samples = fc.record({
  sharpe: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  bars: fc.integer({ min: 30, max: 5000 }),
  skewness: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  kurtosis: fc.double({ min: 4, max: 12, noNaN: true }),
});

describe("skewness and kurtosis", () => {
  it("of 0, 0, 0, 1 are 2 / √3 and 7 / 3", () => {
    expect(skewness([0, 0, 0, 1])).toBeCloseTo(2 / Math.sqrt(3), 14);
    expect(kurtosis([0, 0, 0, 1])).toBeCloseTo(7 / 3, 14);
  });

  it("are 0 and 3 of 20,000 normal values within 0.05 and 0.1, and NaN of values that stand at 0.1", () => {
    const values = randomNormals(1, 20_000);
    expect(Math.abs(skewness(values))).toBeLessThan(0.05);
    expect(Math.abs(kurtosis(values) - 3)).toBeLessThan(0.1);
    expect([skewness([0.1, 0.1, 0.1]), kurtosis([0.1, 0.1, 0.1])]).toEqual([NaN, NaN]);
  });

  it("don't change with level and unit, skewness turns over with the sign, and kurtosis ≥ 1 + skewness²", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 5, max: 80 }), (seed, count) => {
        const values = randomReturns(seed, count);
        const other = values.map((value) => -4 * value + 0.5);
        expect(skewness(other)).toBeCloseTo(-skewness(values), 9);
        expect(kurtosis(other)).toBeCloseTo(kurtosis(values), 9);
        expect(kurtosis(values)).toBeGreaterThanOrEqual(1 + skewness(values) ** 2 - 1e-9);
      }),
    );
  });
});

describe("probabilistic Sharpe ratio", () => {
  it("of the 2012 paper's manager, 0.458 a month for 24 months, is 0.982 if normal and 0.913 with his tails", () => {
    const manager = { sharpe: 0.458, bars: 24 };
    expect(probabilisticSharpe({ ...manager, skewness: 0, kurtosis: 3 }, 0)).toBeCloseTo(0.982, 3);
    expect(probabilisticSharpe({ ...manager, skewness: -2.448, kurtosis: 10.164 }, 0)).toBeCloseTo(0.913, 3);
  });

  it("is a half against itself, and falls as the benchmark rises", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (sample, step) => {
        expect(probabilisticSharpe(sample, sample.sharpe)).toBe(0.5);
        expect(probabilisticSharpe(sample, sample.sharpe + step)).toBeLessThan(0.5);
        expect(probabilisticSharpe(sample, sample.sharpe - step)).toBeGreaterThan(0.5);
      }),
    );
  });

  it("has as standard error of normal returns √((1 + SR²/2) / (n − 1)) (Lo 2002)", () => {
    const sample = { sharpe: 0.2, bars: 101, skewness: 0, kurtosis: 3 };
    expect(sharpeStandardError(sample)).toBeCloseTo(Math.sqrt((1 + 0.02) / 100), 15);
  });

  it("takes the figures of returns, and has NaN of returns that never move", () => {
    const returns = randomReturns(4, 400);
    const sample = sharpeSample(returns);
    expect(sample).toMatchObject({ bars: 400, skewness: skewness(returns), kurtosis: kurtosis(returns) });
    expect(probabilisticSharpe(sample, 0)).toBeGreaterThan(0);
    expect(probabilisticSharpe(sharpeSample(new Float64Array(90)), 0)).toBeNaN();
  });
});

describe("minimum track record", () => {
  it.each([
    { name: "daily", bars: 252, years: 2.73 },
    { name: "weekly", bars: 52, years: 2.83 },
    { name: "monthly", bars: 12, years: 3.24 },
  ])("of $name normal returns is $years years for 2 a year to be above 1 at 95 %, as published", ({ bars, years }) => {
    const sample = { sharpe: 2 / Math.sqrt(bars), skewness: 0, kurtosis: 3 };
    const needed = minimumTrackRecordBars(sample, 1 / Math.sqrt(bars), 0.95);
    expect(needed / bars).toBeCloseTo(years, 2);
  });

  it("is where the probabilistic ratio reaches the confidence, and Infinity where the ratio isn't above", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.6, max: 0.999, noNaN: true }), (sample, confidence) => {
        const benchmark = sample.sharpe - 0.05;
        const bars = minimumTrackRecordBars(sample, benchmark, confidence);
        expect(probabilisticSharpe({ ...sample, bars }, benchmark)).toBeCloseTo(confidence, 9);
        expect(minimumTrackRecordBars(sample, sample.sharpe, confidence)).toBe(Infinity);
      }),
    );
  });
});

describe("deflated Sharpe ratio", () => {
  it("of the 2014 paper's example is 0.9004 after 100 trials and 0.9505 after 46", () => {
    expect(deflatedSharpe(example, VARIANCE, 100)).toBeCloseTo(0.9004, 4);
    expect(deflatedSharpe(example, VARIANCE, 46)).toBeCloseTo(0.9505, 4);
  });

  it("never rises with more trials, and after one is the probabilistic ratio against 0", () => {
    expect(deflatedSharpe(example, VARIANCE, 1)).toBe(probabilisticSharpe(example, 0));
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 1.001, max: 10, noNaN: true }),
        (n, times) => {
          expect(expectedMaximumSharpe(VARIANCE, n * times)).toBeGreaterThanOrEqual(expectedMaximumSharpe(VARIANCE, n));
          expect(deflatedSharpe(example, VARIANCE, n * times)).toBeLessThanOrEqual(
            deflatedSharpe(example, VARIANCE, n),
          );
        },
      ),
    );
    expect(expectedMaximumSharpe(VARIANCE, 1.01)).toBe(0);
    expect(deflatedSharpe(example, VARIANCE, Number.NaN)).toBeNaN();
  });

  it("expects of the best of 5, 20 and 100 normal values what 2,000 draws show, within 0.05", () => {
    for (const trials of [5, 20, 100]) {
      const draws = randomNormals(trials, 2_000 * trials);
      let sum = 0;
      for (let i = 0; i < 2_000; i++) sum += Math.max(...draws.subarray(i * trials, (i + 1) * trials));
      expect(Math.abs(sum / 2_000 - expectedMaximumSharpe(1, trials))).toBeLessThan(0.05);
    }
    expect(expectedMaximumSharpe(4, 100)).toBe(2 * expectedMaximumSharpe(1, 100));
    expect(expectedMaximumSharpe(1, 100)).toBeLessThan(normalQuantile(0.9999));
  });
});
