import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bollinger } from "../../../src/core/quant/bollinger.js";
import { donchian } from "../../../src/core/quant/donchian.js";
import { kama } from "../../../src/core/quant/kama.js";
import { obv } from "../../../src/core/quant/obv.js";
import { rollingMax, rollingMin } from "../../../src/core/quant/rolling-extremes.js";
import { rsiWilder } from "../../../src/core/quant/rsi.js";
import { stochastic } from "../../../src/core/quant/stochastic.js";
import { rollingVwap } from "../../../src/core/quant/vwap.js";
import { zScore } from "../../../src/core/quant/z-score.js";
import { mapColumns, randomColumns, specs } from "./indicator-specs.js";

const runs = { numRuns: 40 };
const series = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  count: fc.integer({ min: 0, max: 90 }),
  n: fc.integer({ min: 2, max: 20 }),
});

describe.each(specs)("$name", ({ of, warmup, degree, flat, window }) => {
  it("is NaN in its warm-up and nowhere else, also of 0 to 90 bars that may be too few", () => {
    fc.assert(
      fc.property(series, ({ seed, count, n }) => {
        const out = of(randomColumns(seed, count), n);
        expect([...out].map(Number.isNaN)).toEqual(Array.from({ length: count }, (_, i) => i < warmup(n)));
      }),
      runs,
    );
  });

  it("keeps its past to the last bit when the future is cut off", () => {
    fc.assert(
      fc.property(series, fc.nat({ max: 90 }), ({ seed, count, n }, cut) => {
        const columns = randomColumns(seed, count);
        const short = mapColumns(columns, (column) => column.slice(0, cut));
        expect(of(short, n)).toEqual(of(columns, n).slice(0, cut));
      }),
      runs,
    );
  });

  it("reads the same as ever where a price doesn't move", () => {
    const still = mapColumns(randomColumns(1, 50), (column) => new Float64Array(column.length).fill(64));
    const out = of(still, 7);
    expect([...out.slice(warmup(7))].map(Math.abs)).toEqual(Array<number>(50 - warmup(7)).fill(flat));
  });

  it(`is multiplied by c to the power ${degree} when prices are multiplied by c, a power of 2, to the last bit`, () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -20, max: 20 }), ({ seed, count, n }, power) => {
        const columns = randomColumns(seed, count);
        const scaled = { ...mapColumns(columns, (x) => x.map((value) => value * 2 ** power)), volume: columns.volume };
        expect(of(scaled, n)).toEqual(of(columns, n).map((value) => value * 2 ** (power * degree)));
      }),
      runs,
    );
  });

  it("answers a NaN bar with NaN, before it as if it weren't there", () => {
    fc.assert(
      fc.property(series, fc.nat({ max: 89 }), ({ seed, count, n }, at) => {
        const columns = randomColumns(seed, count);
        const spoiled = mapColumns(columns, (x) => x.map((value, i) => (i === at ? Number.NaN : value)));
        const out = of(spoiled, n);
        if (at < count) expect(out[at]).toBeNaN();
        expect(out.slice(0, at)).toEqual(of(columns, n).slice(0, at));
        if (window === undefined) expect(out.slice(at).every(Number.isNaN)).toBe(true);
      }),
      runs,
    );
  });
});

describe.each(specs.filter((spec) => spec.window !== undefined))("$name", ({ of, window }) => {
  it("forgets what left its window to the last bit, a NaN too", () => {
    fc.assert(
      fc.property(series, fc.nat({ max: 60 }), ({ seed, count, n }, start) => {
        const columns = randomColumns(seed, count);
        const spoiled = mapColumns(columns, (x) => x.map((value, i) => (i < start ? Number.NaN : value)));
        const late = mapColumns(columns, (x) => x.slice(start));
        const reach = window!(n);
        const expected = of(columns, n).slice(start + reach - 1);
        expect(of(spoiled, n).slice(start + reach - 1)).toEqual(expected);
        expect(of(late, n).slice(reach - 1)).toEqual(expected);
      }),
      runs,
    );
  });
});

describe("bounds", () => {
  it("hold: RSI and stochastic within 0 and 100, |z| ≤ √(n − 1), close within its Donchian channel", () => {
    fc.assert(
      fc.property(series, ({ seed, count, n }) => {
        const columns = randomColumns(seed, count);
        const { k, d } = stochastic(columns, { lookback: n, smoothing: 3, signal: 2 });
        for (const value of [...rsiWilder(columns.close, n), ...k, ...d].filter((x) => !Number.isNaN(x))) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
        }
        for (const z of zScore(columns.close, n).slice(n - 1))
          expect(Math.abs(z)).toBeLessThan(Math.sqrt(n - 1) + 1e-9);
        const { upper, lower } = donchian(columns, n);
        for (let i = n - 1; i < count; i++) {
          expect(columns.close[i]).toBeGreaterThanOrEqual(lower[i]!);
          expect(columns.close[i]).toBeLessThanOrEqual(upper[i]!);
        }
      }),
      runs,
    );
  });
});

describe("rolling extremes", () => {
  it("are Math.max and Math.min of each window, ties and NaN included", () => {
    const value = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (list, n) => {
        const values = Float64Array.from(list);
        const windows = list.map((_, i) => (i < n - 1 ? [Number.NaN] : list.slice(i - n + 1, i + 1)));
        expect([...rollingMax(values, n)]).toEqual(windows.map((part) => Math.max(...part)));
        expect([...rollingMin(values, n)]).toEqual(windows.map((part) => Math.min(...part)));
      }),
    );
  });
});

describe("worked by hand", () => {
  it("RSI(2) of 10, 11, 10, 12 is 50 and then 83.33: gains 0.5 and 1.25, losses 0.5 and 0.25", () => {
    const out = rsiWilder(Float64Array.of(10, 11, 10, 12), 2);
    expect(out[2]).toBe(50);
    expect(out[3]).toBeCloseTo(100 * (1.25 / 1.5), 12);
  });

  it("bands of 1, 3 at 2 deviations are 0, 2, 4, and the z-score of 3 among them is 1", () => {
    const { upper, middle, lower } = bollinger(Float64Array.of(1, 3), 2, 2);
    expect([lower[1], middle[1], upper[1]]).toEqual([0, 2, 4]);
    expect(zScore(Float64Array.of(1, 3), 2)[1]).toBe(1);
  });

  it("VWAP of 10 × 3 and 20 × 1 is 12.5, and of no volume the plain mean 15", () => {
    const prices = Float64Array.of(10, 20);
    expect(rollingVwap(prices, Float64Array.of(3, 1), 2)[1]).toBe(12.5);
    expect(rollingVwap(prices, Float64Array.of(0, 0), 2)[1]).toBe(15);
  });

  it("OBV of closes 5, 6, 6, 4 with volumes 1, 2, 3, 4 is 0, 2, 2, −2", () => {
    expect([...obv(Float64Array.of(5, 6, 6, 4), Float64Array.of(1, 2, 3, 4))]).toEqual([0, 2, 2, -2]);
  });

  it("KAMA of a straight line moves by the fast α squared, 4/9 of the distance", () => {
    const out = kama(Float64Array.of(1, 2, 3), { efficiency: 2, fast: 2, slow: 30 });
    expect(out[2]).toBeCloseTo(2 + 4 / 9, 12);
  });

  it("KAMA moves by the slow α squared, 4/961, where price came back, and by 4/9 once it stands still", () => {
    const out = kama(Float64Array.of(1, 2, 1, 1, 1), { efficiency: 2, fast: 2, slow: 30 });
    expect(out[2]).toBeCloseTo(2 - 4 / 961, 12);
    expect(out[4]! - 1).toBeCloseTo((out[3]! - 1) * (5 / 9), 12);
  });
});
