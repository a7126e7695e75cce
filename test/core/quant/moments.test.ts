import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beta, covariance, mean, variance } from "../../../src/core/quant/moments.js";

const returns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 90 });

describe("moments", () => {
  it("of 1, 2, 3, 4 are mean 2.5 and variance 5/3, and the covariance with 2, 4, 6, 8 is 10/3", () => {
    expect(mean([1, 2, 3, 4])).toBe(2.5);
    expect(variance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 15);
    expect(covariance([1, 2, 3, 4], [2, 4, 6, 8])).toBeCloseTo(10 / 3, 15);
  });

  it("are NaN where one value or none says nothing", () => {
    expect(mean([])).toBeNaN();
    expect(variance([1])).toBeNaN();
    expect(beta([0.1], [0.2])).toBeNaN();
  });

  it("refuse series of lengths 2 and 3", () => {
    expect(() => covariance([1, 2], [1, 2, 3])).toThrow("as many");
  });
});

describe("beta", () => {
  it("of a series on itself is 1, of a + b × series is b, and NaN on a benchmark that never moves", () => {
    fc.assert(
      fc.property(returns, fc.double({ min: -5, max: 5, noNaN: true }), (benchmark, b) => {
        const spread = Math.max(...benchmark) - Math.min(...benchmark);
        fc.pre(spread > 0.01);
        expect(beta(benchmark, benchmark)).toBe(1);
        expect(
          beta(
            benchmark.map((value) => 0.001 + b * value),
            benchmark,
          ),
        ).toBeCloseTo(b, 9);
      }),
    );
    expect(beta([0.1, 0.2, 0.3], [0.1, 0.1, 0.1])).toBeNaN();
  });
});
