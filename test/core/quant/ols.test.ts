import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation } from "../../../src/core/quant/correlation.js";
import { leastSquares } from "../../../src/core/quant/least-squares.js";
import { fitLine, fitLineThroughOrigin, residualsOf } from "../../../src/core/quant/ols.js";
import { randomPairs, seeds } from "./random-series.js";

describe("a line by least squares", () => {
  it("through (1, 3), (2, 5), (3, 6) is 5/3 + 3/2 x with Σ residual² 1/6 and R² 27/28", () => {
    const line = fitLine([1, 2, 3], [3, 5, 6]);
    expect(line.slope).toBeCloseTo(1.5, 15);
    expect(line.intercept).toBeCloseTo(5 / 3, 14);
    expect(line.residualSquares).toBeCloseTo(1 / 6, 15);
    expect(line.rSquared).toBeCloseTo(27 / 28, 15);
  });

  it("through the origin and (1, 2), (2, 2) is 6/5 x with Σ residual² 4/5", () => {
    const line = fitLineThroughOrigin([1, 2], [2, 2]);
    expect(line).toMatchObject({ intercept: 0, slope: 1.2 });
    expect(line.residualSquares).toBeCloseTo(0.8, 15);
    expect(line.rSquared).toBeCloseTo(0.9, 15);
  });

  it("leaves residuals with mean 0 that have nothing of x in them, and R² is the correlation squared", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 120 }), (seed, count) => {
        const { x, y } = randomPairs(seed, count);
        const line = fitLine(x, y);
        const rest = residualsOf(line, x, y);
        const size = Math.sqrt(line.residualSquares / count);
        expect(Math.abs(rest.reduce((sum, value) => sum + value, 0))).toBeLessThan(
          1e-10 * count * size + 1e-12 * count,
        );
        expect(Math.abs(rest.reduce((sum, value, i) => sum + value * x[i]!, 0))).toBeLessThan(1e-9 * count);
        expect(rest.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(line.residualSquares, 10);
        expect(line.rSquared).toBeCloseTo(correlation(x, y) ** 2, 10);
      }),
    );
  });

  it("has slope × c / d when y is multiplied by c and x by d, and the same slope when both are moved", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 }), (seed, c, d) => {
        const { x, y } = randomPairs(seed, 40);
        const { slope } = fitLine(x, y);
        // Powers of 2 round nothing.
        const scaled = fitLine(
          x.map((value) => value * 2 ** d),
          y.map((value) => value * 2 ** c),
        );
        expect(scaled.slope).toBe(slope * 2 ** (c - d));
        const moved = fitLine(
          x.map((value) => value + c),
          y.map((value) => value + d),
        );
        expect(Math.abs(moved.slope - slope)).toBeLessThan(1e-11 * (1 + Math.abs(slope)));
      }),
    );
  });

  it("has NaN for one pair, for an x that stands at 0.1, and keeps slope 0 but no R² where only y stands", () => {
    expect(fitLine([1], [2])).toEqual({ intercept: NaN, slope: NaN, rSquared: NaN, residualSquares: NaN });
    expect(fitLine([0.1, 0.1, 0.1], [1, 2, 3]).slope).toBeNaN();
    expect(fitLine([1, 2, 3], [0.1, 0.1, 0.1])).toMatchObject({ slope: 0, rSquared: NaN });
    expect(fitLine([1, 2, NaN], [1, 2, 3]).slope).toBeNaN();
  });

  it("refuses 2 x with 3 y", () => {
    expect(() => fitLine([1, 2], [1, 2, 3])).toThrow("as many");
    expect(() => fitLineThroughOrigin([1, 2], [1, 2, 3])).toThrow("as many");
  });
});

describe("least squares of several columns", () => {
  const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

  it("with a constant and x is the line, its errors √(s²/Sxx) and s² (1/n + mean²/Sxx)", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 4, max: 80 }), (seed, count) => {
        const { x, y } = randomPairs(seed, count);
        const line = fitLine(x, y);
        const { coefficients, standardErrors, residualSquares } = leastSquares([ones(count), x], y);
        expect(coefficients[0]).toBeCloseTo(line.intercept, 9);
        expect(coefficients[1]).toBeCloseTo(line.slope, 9);
        expect(residualSquares[2]).toBeCloseTo(line.residualSquares, 9);
        const meanX = x.reduce((sum, value) => sum + value, 0) / count;
        const sxx = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
        const s2 = line.residualSquares / (count - 2);
        expect(standardErrors[1]! / Math.sqrt(s2 / sxx)).toBeCloseTo(1, 9);
        expect(standardErrors[0]! / Math.sqrt(s2 * (1 / count + meanX ** 2 / sxx))).toBeCloseTo(1, 9);
      }),
    );
  });

  it("has the squares of all shorter models: those of a run with fewer columns, and never more with one more", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { x, y } = randomPairs(seed, 30);
        const columns = [ones(30), x, randomPairs(seed + 1, 30).x, randomPairs(seed + 2, 30).y];
        const { residualSquares } = leastSquares(columns, y);
        expect(residualSquares).toHaveLength(5);
        for (let k = 1; k <= 4; k++) {
          expect(residualSquares[k]).toBeLessThanOrEqual(residualSquares[k - 1]!);
          expect(leastSquares(columns.slice(0, k), y).residualSquares[k]).toBeCloseTo(residualSquares[k]!, 9);
        }
        expect(residualSquares[0]).toBeCloseTo(
          y.reduce((sum, value) => sum + value * value, 0),
          9,
        );
      }),
    );
  });

  it("finds the coefficients 3, −2, 0.5 that y was made of within 1e-10", () => {
    const { x } = randomPairs(1, 50);
    const { x: other } = randomPairs(2, 50);
    const y = x.map((value, i) => 3 - 2 * value + 0.5 * other[i]!);
    const { coefficients } = leastSquares([ones(50), x, other], y);
    [3, -2, 0.5].forEach((value, i) => expect(Math.abs(coefficients[i]! - value)).toBeLessThan(1e-10));
  });

  it("has NaN where a column is the sum of two others, and for a column of zeros", () => {
    const { x, y } = randomPairs(1, 20);
    const sum = x.map((value) => value + 1);
    expect([...leastSquares([ones(20), x, sum], y).coefficients].every(Number.isNaN)).toBe(true);
    expect(leastSquares([x, new Float64Array(20)], y).coefficients[1]).toBeNaN();
  });

  it("refuses 3 values for 3 columns, and columns of another length", () => {
    const three = Float64Array.of(1, 2, 4);
    expect(() => leastSquares([three, three, three], three)).toThrow("more values than columns");
    expect(() => leastSquares([Float64Array.of(1, 2)], three)).toThrow("as long as y");
  });
});
