import { describe, expect, it } from "vitest";
import { maxDrawdown } from "../../../../src/core/quant/drawdown.js";
import { equityCurve, totalReturn } from "../../../../src/core/quant/equity-curve.js";
import {
  breakEvenMultiple,
  costStress,
  stressedReturns,
} from "../../../../src/core/research/montecarlo/cost-stress.js";
import { monteCarloNotes } from "../../../../src/core/research/montecarlo/notes.js";
import { mergeFigures, summarise } from "../../../../src/core/research/montecarlo/path-figures.js";
import { reshuffledPaths } from "../../../../src/core/research/montecarlo/reshuffle.js";
import { randomReturns } from "../../quant/random-series.js";

/** 101 paths: returns −50 % … +50 %, drawdowns 0 … 1, Sharpe ratios −5 … 5. */
const figures = {
  from: 0,
  to: 101,
  finalReturn: Float64Array.from({ length: 101 }, (_, at) => (at - 50) / 100),
  maxDrawdown: Float64Array.from({ length: 101 }, (_, at) => (100 - at) / 100),
  sharpe: Float64Array.from({ length: 101 }, (_, at) => (at - 50) / 10),
};

describe("the summary of resampled paths", () => {
  it("has quantiles at 5, 50 and 95 %, the share that lost, and the share whose drawdown reached 25 %, itself included", () => {
    const summary = summarise(figures, 0.25, 365);
    expect(summary).toEqual({
      paths: 101,
      quantiles: {
        finalReturn: { p5: -0.45, p50: 0, p95: 0.45 },
        maxDrawdown: { p5: 0.05, p50: 0.5, p95: 0.95 },
        sharpe: { p5: -4.5, p50: 0, p95: 4.5 },
      },
      probabilityOfLoss: 50 / 101,
      probabilityOfRuin: 76 / 101,
    });
  });

  it("has no Sharpe ratio under 90 days, nor where a path never moved", () => {
    const unknown = { p5: null, p50: null, p95: null };
    expect(summarise(figures, 0.25, 89.9).quantiles.sharpe).toEqual(unknown);
    const idle = { ...figures, sharpe: figures.sharpe.with(3, Number.NaN) };
    expect(summarise(idle, 0.25, 365).quantiles.sharpe).toEqual(unknown);
    expect(() => summarise({ ...figures, to: 0 }, 0.25, 365)).toThrow("needs a path");
  });
});

describe("what is said beside the figures", () => {
  const context = { sweepWinner: false, days: 1460, bars: 35_040, meanBlockBars: 168 };

  it("is that a sweep's best row ignores selection, that 89 days have no Sharpe ratio, that 2.5 blocks are few", () => {
    expect(monteCarloNotes(context)).toEqual([]);
    expect(monteCarloNotes({ ...context, sweepWinner: true })[0]).toContain("ignores selection");
    expect(monteCarloNotes({ ...context, days: 89 })).toEqual(["No Sharpe ratio: 89.0 days are fewer than 90."]);
    expect(monteCarloNotes({ ...context, bars: 420 })[0]).toContain("2.5 blocks on average");
  });
});

describe("trades in another order", () => {
  const trades = randomReturns(3, 40).map((value) => 5 * value);

  it("end where the run ended and fall between the best and the worst order", () => {
    const paths = reshuffledPaths({ trades, seed: "order" }, 0, 300);
    expect(new Set(paths.finalReturn)).toEqual(new Set([totalReturn(trades)]));
    const fall = (order: Float64Array): number => maxDrawdown(equityCurve(order));
    const losses = trades.filter((trade) => trade < 0);
    const worst = -totalReturn(losses);
    const least = Math.max(...losses.map((loss) => -loss));
    for (const deepest of paths.maxDrawdown) {
      expect(deepest).toBeLessThanOrEqual(worst + 1e-12);
      expect(deepest).toBeGreaterThanOrEqual(least - 1e-12);
    }
    // The run's own order is one of them: it lies within, and the orders differ.
    expect(new Set(paths.maxDrawdown).size).toBeGreaterThan(200);
    expect(fall(trades.toSorted())).toBeCloseTo(worst, 12);
    expect([...paths.sharpe].every(Number.isNaN)).toBe(true);
  });

  it("come in all orders alike: 2 of the 6 orders of 3 trades keep the losses apart, and so do 1/3 ± 2.5 % of 3,000 paths", () => {
    // Losses of 50 % and 10 % one after the other make 55 %, with the gain between them 50 %.
    const paths = reshuffledPaths({ trades: Float64Array.of(1, -0.5, -0.1), seed: "even" }, 0, 3000);
    const half = paths.maxDrawdown.filter((fall) => Math.abs(fall - 0.5) < 1e-9).length / 3000;
    expect(Math.abs(half - 1 / 3)).toBeLessThan(0.025);
    expect(paths.maxDrawdown.filter((fall) => Math.abs(fall - 0.55) < 1e-9)).toHaveLength(3000 - half * 3000);
  });

  it("are the same bytes for 1 and for 3 workers", () => {
    const [a, b, c] = [10, 25, 40].map((to, at) => reshuffledPaths({ trades, seed: "w" }, [0, 10, 25][at]!, to));
    expect(mergeFigures([c!, a!, b!])).toEqual(reshuffledPaths({ trades, seed: "w" }, 0, 40));
    expect(() => reshuffledPaths({ trades: Float64Array.of(-2), seed: "w" }, 0, 1)).toThrow("below −1");
  });
});

describe("costs at a multiple", () => {
  // Two bars a day: one earns 1 % gross and costs 0.2 %, one loses 0.5 % and costs 0.1 %.
  const costs = Float64Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 0.002 : 0.001));
  const returns = costs.map((cost, at) => (at % 2 === 0 ? 0.01 : -0.005) - cost);

  it("at 1 is the run, at 0 the run without costs, at 3 it pays twice as much again on every bar", () => {
    const run = { returns, costs };
    expect(stressedReturns(run, 1)).toEqual(returns);
    expect(stressedReturns(run, 0)[0]).toBeCloseTo(0.01, 15);
    expect(stressedReturns(run, 3)[1]).toBeCloseTo(-0.008, 15);
    const [free, same, thrice] = costStress(run, [0, 1, 3], 730);
    expect(free!.totalReturn).toBeCloseTo((1.01 * 0.995) ** 100 - 1, 10);
    expect(same!.totalReturn).toBeCloseTo((1.008 * 0.994) ** 100 - 1, 10);
    expect(thrice!.totalReturn).toBeLessThan(0);
    expect(thrice!.maxDrawdown).toBeGreaterThan(same!.maxDrawdown);
    expect(thrice!.sharpe).toBeLessThan(0);
  });

  it("break even where (1.01 − 0.002 m)(0.995 − 0.001 m) is 1: m = 1.652", () => {
    // 0.000002 m² − 0.003 m + 0.00495 = 0.
    const expected = (0.003 - Math.sqrt(0.003 ** 2 - 4 * 0.000002 * 0.00495)) / (2 * 0.000002);
    expect(breakEvenMultiple({ returns, costs })).toBeCloseTo(expected, 5);
    expect(expected).toBeCloseTo(1.652, 3);
  });

  it("have no break-even for a run that loses without them, nor for one that has none; cannot be below 0", () => {
    expect(breakEvenMultiple({ returns: Float64Array.of(-0.5), costs: Float64Array.of(0.1) })).toBeNull();
    expect(breakEvenMultiple({ returns: Float64Array.of(0.5), costs: Float64Array.of(0) })).toBeNull();
    expect(() => stressedReturns({ returns: Float64Array.of(0.5), costs: Float64Array.of(-1) }, 2)).toThrow("below 0");
    expect(
      costStress({ returns: Float64Array.of(0, 0), costs: Float64Array.of(0, 0) }, [1], 365)[0]!.sharpe,
    ).toBeNull();
    expect([...stressedReturns({ returns: Float64Array.of(0), costs: Float64Array.of(1) }, 5)]).toEqual([-1]);
  });
});
