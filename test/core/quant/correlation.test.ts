import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation, correlationMatrix, rollingCorrelation } from "../../../src/core/quant/correlation.js";
import { covariance, variance } from "../../../src/core/quant/moments.js";
import { randomPairs, randomReturns, seeds } from "./random-series.js";

describe("correlation", () => {
  it("of 1, 2, 3, 4 with 1, 3, 2, 4 is 0.8, of anything with itself 1 and with its negative −1", () => {
    expect(correlation([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 15);
    fc.assert(
      fc.property(seeds, (seed) => {
        const values = randomReturns(seed, 30);
        expect(correlation(values, values)).toBeCloseTo(1, 14);
        expect(
          correlation(
            values,
            values.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 14);
      }),
    );
  });

  it("is covariance over both deviations, within ±1, symmetric to the bit, and blind to level and unit", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 80 }), fc.integer({ min: -9, max: 9 }), (seed, count, c) => {
        const { x, y } = randomPairs(seed, count);
        const value = correlation(x, y);
        expect(value).toBeCloseTo(covariance(x, y) / Math.sqrt(variance(x) * variance(y)), 12);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(correlation(y, x)).toBe(value);
        expect(
          correlation(
            x.map((entry) => 2 ** c * entry + c),
            y,
          ),
        ).toBeCloseTo(value, 10);
        expect(
          correlation(
            x.map((entry) => -entry),
            y,
          ),
        ).toBe(-value);
      }),
    );
  });

  it("is NaN of one pair, beside a series that stands at 0.1, and with a NaN", () => {
    expect(correlation([1], [2])).toBeNaN();
    expect(correlation([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(correlation([1, 2, NaN], [1, 2, 3])).toBeNaN();
    expect(() => correlation([1, 2], [1])).toThrow("as many");
  });
});

describe("rolling correlation", () => {
  it("is NaN for the first n − 1 pairs, then that of the window alone to the last bit", () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 60 }), fc.integer({ min: 2, max: 20 }), (seed, count, n) => {
        const { x, y } = randomPairs(seed, count);
        const expected = Array.from(x, (_, i) =>
          i < n - 1 ? Number.NaN : correlation(x.slice(i - n + 1, i + 1), y.slice(i - n + 1, i + 1)),
        );
        expect([...rollingCorrelation(x, y, n)]).toEqual(expected);
      }),
    );
  });
});

describe("correlation matrix", () => {
  it("has 1 on its diagonal, is symmetric to the bit, and holds the correlation of each two", () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 6 }), (seed, k) => {
        const columns = Array.from({ length: k }, (_, i) => randomReturns(seed + i, 40));
        const matrix = correlationMatrix(columns);
        expect(matrix.map((row) => row.length)).toEqual(Array(k).fill(k));
        matrix.forEach((row, i) =>
          row.forEach((value, j) => {
            expect(value).toBe(i === j ? 1 : correlation(columns[i]!, columns[j]!));
            expect(matrix[j]![i]).toBe(value);
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("has NaN in the row and column of a strategy that never traded, and only there", () => {
    const matrix = correlationMatrix([randomReturns(1, 20), new Float64Array(20), randomReturns(2, 20)]);
    expect(matrix.map((row) => [...row].map(Number.isNaN))).toEqual([
      [false, true, false],
      [true, true, true],
      [false, true, false],
    ]);
  });
});
