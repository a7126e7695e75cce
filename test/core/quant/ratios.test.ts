import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alpha, capture, informationRatio, stability } from "../../../src/core/quant/benchmark.js";
import { interpolatedQuantile } from "../../../src/core/quant/interpolated-quantile.js";
import { beta, mean } from "../../../src/core/quant/moments.js";
import { gainToPain, omega, ratePerBar } from "../../../src/core/quant/omega.js";
import { activeReturns, rollingSharpe, sharpe } from "../../../src/core/quant/sharpe.js";
import { downsideDeviation, sortino } from "../../../src/core/quant/sortino.js";
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from "../../../src/core/quant/tails.js";
import { randomReturns, seeds } from "./random-series.js";

const counts = fc.integer({ min: 2, max: 120 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const scaled = (values: Float64Array, power: number): Float64Array => values.map((value) => value * 2 ** power);

describe("Sharpe ratio", () => {
  it("of 1 %, 2 %, 3 % is 2 a bar and 2 × √365 a year", () => {
    const returns = Float64Array.of(0.01, 0.02, 0.03);
    expect(sharpe(returns, 1)).toBeCloseTo(2, 14);
    expect(sharpe(returns, 365)).toBeCloseTo(2 * Math.sqrt(365), 12);
  });

  it("doesn't change with leverage, turns over with the sign, and rises by what is added over the deviation", () => {
    fc.assert(
      fc.property(seeds, counts, fc.integer({ min: -9, max: 9 }), (seed, count, power) => {
        const returns = randomReturns(seed, count);
        expect(sharpe(scaled(returns, power), 365)).toBe(sharpe(returns, 365));
        expect(
          sharpe(
            returns.map((value) => -value),
            365,
          ),
        ).toBe(-sharpe(returns, 365));
        const raised = activeReturns(returns, -0.001);
        expect(sharpe(raised, 1) - sharpe(returns, 1)).toBeCloseTo((0.001 * sharpe(returns, 1)) / mean(returns), 6);
      }),
    );
  });

  it("is NaN of one bar and of zeros, and infinite of equal gains or losses", () => {
    const equal = new Float64Array(9).fill(0.1);
    expect(sharpe(Float64Array.of(0.1), 1)).toBeNaN();
    expect(sharpe(new Float64Array(5), 1)).toBeNaN();
    expect([
      sharpe(equal, 1),
      sharpe(
        scaled(equal, 1).map((value) => -value),
        1,
      ),
    ]).toEqual([Infinity, -Infinity]);
  });

  it("rolls: each window alone, NaN before the first full one", () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 60 }), fc.integer({ min: 2, max: 20 }), (seed, count, n) => {
        const returns = randomReturns(seed, count);
        const expected = Array.from(returns, (_, i) =>
          i < n - 1 ? Number.NaN : sharpe(returns.slice(i - n + 1, i + 1), 365),
        );
        expect([...rollingSharpe(returns, n, 365)]).toEqual(expected);
      }),
    );
  });
});

describe("Sortino ratio", () => {
  it("of 4 % and −2 % has a downside deviation of 2 % / √2 over both bars, and is √2 / 2", () => {
    const returns = Float64Array.of(0.04, -0.02);
    expect(downsideDeviation(returns, 1)).toBeCloseTo(0.02 / Math.SQRT2, 15);
    expect(sortino(returns, 1)).toBeCloseTo(Math.SQRT2 / 2, 14);
  });

  it("doesn't change with leverage, grows by √ of the bars, and has the sign of the mean", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20, max: 120 }), fc.integer({ min: -9, max: 9 }), (seed, count, power) => {
        const returns = randomReturns(seed, count);
        expect(sortino(scaled(returns, power), 365)).toBe(sortino(returns, 365));
        expect(sortino(returns, 400) / sortino(returns, 100)).toBeCloseTo(2, 12);
        expect(Math.sign(sortino(returns, 365))).toBe(Math.sign(mean(returns)));
        const both =
          downsideDeviation(returns, 1) ** 2 +
          downsideDeviation(
            returns.map((value) => -value),
            1,
          ) **
            2;
        expect(both).toBeCloseTo(mean(returns.map((value) => value * value)), 14);
      }),
    );
  });
});

describe("omega", () => {
  it("of 3 %, −1 %, −1 % is 1.5, and gain to pain 0.5; without a loss there is none", () => {
    expect(omega(Float64Array.of(0.03, -0.01, -0.01))).toBeCloseTo(1.5, 14);
    expect(gainToPain(Float64Array.of(0.03, -0.01, -0.01))).toBeCloseTo(0.5, 14);
    expect(omega(Float64Array.of(0.03, 0.01))).toBeNaN();
  });

  it("is 1 at the mean, falls as the threshold rises, and is turned over by the sign", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 5, max: 120 }), (seed, count) => {
        const returns = randomReturns(seed, count);
        expect(omega(returns, mean(returns))).toBeCloseTo(1, 9);
        fc.pre(returns.some((value) => value > 0) && returns.some((value) => value < 0));
        expect(omega(returns, 0.002)).toBeLessThanOrEqual(omega(returns, 0.001));
        expect(omega(returns) * omega(returns.map((value) => -value))).toBeCloseTo(1, 12);
      }),
    );
  });

  it("takes a yearly rate as what compounds to it", () => {
    expect((1 + ratePerBar(0.1, 365)) ** 365).toBeCloseTo(1.1, 12);
  });
});

describe("tails", () => {
  it("of 1 to 11 have quantiles 1, 1.5, 6 and 11 at 0, 5, 50 and 100 %, whatever their order", () => {
    const values = Float64Array.from([7, 1, 11, 2, 10, 3, 9, 4, 8, 5, 6]);
    expect([0, 0.05, 0.5, 1].map((at) => interpolatedQuantile(values, at))).toEqual([1, 1.5, 6, 11]);
    expect(values[0]).toBe(7);
    expect(interpolatedQuantile(new Float64Array(0), 0.5)).toBeNaN();
    expect(interpolatedQuantile(Float64Array.of(1, Number.NaN), 0)).toBeNaN();
  });

  it("of 8 returns are 0.0755 and −0.079 at 95 % and 5 %, as NumPy has them, and the tail ratio 0.9557", () => {
    const returns = Float64Array.of(0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1);
    expect(interpolatedQuantile(returns, 0.95)).toBeCloseTo(0.0755, 15);
    expect(valueAtRisk(returns, 0.05)).toBeCloseTo(0.079, 15);
    expect(tailRatio(returns)).toBeCloseTo(0.9556962025316452, 14);
  });

  it("of 21 returns from −10 % to 10 % lose 9 % or more in 5 %, on average 9.5 %", () => {
    const returns = Float64Array.from({ length: 21 }, (_, i) => (i - 10) / 100);
    expect(valueAtRisk(returns, 0.05)).toBeCloseTo(0.09, 15);
    expect(conditionalValueAtRisk(returns, 0.05)).toBeCloseTo(0.095, 15);
  });

  it("have quantiles that never fall and stay within the values, and CVaR no less than VaR", () => {
    fc.assert(
      fc.property(seeds, counts, share, share, (seed, count, a, b) => {
        const returns = randomReturns(seed, count);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        // Rounding of the interpolation, a last place.
        const slack = 1e-16;
        expect(interpolatedQuantile(returns, low)).toBeLessThanOrEqual(interpolatedQuantile(returns, high) + slack);
        expect(interpolatedQuantile(returns, low)).toBeGreaterThanOrEqual(Math.min(...returns) - slack);
        expect(interpolatedQuantile(returns, high)).toBeLessThanOrEqual(Math.max(...returns) + slack);
        expect(conditionalValueAtRisk(returns, a)).toBeGreaterThanOrEqual(valueAtRisk(returns, a) - slack);
      }),
    );
  });

  it("average exactly the bars at or below the quantile where no two are equal", () => {
    fc.assert(
      fc.property(seeds, counts, fc.nat({ max: 16 }), (seed, count, sixteenths) => {
        // A share whose place in the list is exact.
        const at = sixteenths / 16;
        const returns = randomReturns(seed, count);
        // The quantile can be a bar's own value: a last place above it still counts.
        const worst = returns.filter((value) => value <= -valueAtRisk(returns, at) + 1e-15);
        expect(conditionalValueAtRisk(returns, at)).toBeCloseTo(-mean(worst), 12);
      }),
    );
  });

  it("are NaN of nothing and where one return is missing", () => {
    for (const returns of [new Float64Array(0), Float64Array.of(0.1, Number.NaN, -0.1)]) {
      expect([valueAtRisk(returns, 0.05), conditionalValueAtRisk(returns, 0.05), tailRatio(returns)]).toEqual([
        NaN,
        NaN,
        NaN,
      ]);
    }
  });
});

describe("against a benchmark", () => {
  it("returns made of 0.001 + 1.5 × benchmark have alpha 0.365 a year and beta 1.5", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 5, max: 120 }), (seed, count) => {
        const benchmark = randomReturns(seed, count);
        const returns = benchmark.map((value) => 0.001 + 1.5 * value);
        expect(alpha(returns, benchmark, 365)).toBeCloseTo(0.365, 9);
        expect(beta(returns, benchmark)).toBeCloseTo(1.5, 9);
      }),
    );
  });

  it("an information ratio is the Sharpe ratio of the difference, and NaN against itself", () => {
    const [returns, benchmark] = [randomReturns(1, 50), randomReturns(2, 50)];
    const difference = returns.map((value, i) => value - benchmark[i]!);
    expect(informationRatio(returns, benchmark, 365)).toBe(sharpe(difference, 365));
    expect(informationRatio(returns, returns, 365)).toBeNaN();
  });

  it("half of each benchmark return captures half of one bar's rise and half of one bar's fall", () => {
    const benchmark = Float64Array.of(0.04, -0.02);
    const returns = Float64Array.of(0.02, -0.01);
    expect(capture(returns, benchmark, "up", 1)).toBeCloseTo(0.5, 13);
    expect(capture(returns, benchmark, "down", 1)).toBeCloseTo(0.5, 13);
    expect(capture(returns, Float64Array.of(0.04, 0), "down", 1)).toBeNaN();
  });

  it("each captures all of itself both ways", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20, max: 120 }), (seed, count) => {
        const returns = randomReturns(seed, count);
        expect(capture(returns, returns, "up", 365)).toBe(1);
        expect(capture(returns, returns, "down", 365)).toBe(1);
      }),
    );
  });

  it("figures of 2 with 3 returns are refused", () => {
    const [two, three] = [randomReturns(1, 2), randomReturns(1, 3)];
    expect(() => alpha(two, three, 1)).toThrow("as many");
    expect(() => informationRatio(two, three, 1)).toThrow("as many");
    expect(() => capture(two, three, "up", 1)).toThrow("as many");
  });
});

describe("stability", () => {
  it("is 1 of 1 % a day, whatever the direction, in 0 to 1 of anything, and NaN of zeros", () => {
    expect(stability(new Float64Array(50).fill(0.01))).toBeCloseTo(1, 12);
    expect(stability(new Float64Array(50).fill(-0.01))).toBeCloseTo(1, 12);
    expect(stability(new Float64Array(50))).toBeNaN();
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 120 }), (seed, count) => {
        const value = stability(randomReturns(seed, count));
        expect(value).toBeGreaterThanOrEqual(-1e-12);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
