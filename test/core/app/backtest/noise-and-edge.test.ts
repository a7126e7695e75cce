import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openTrialLedger } from "../../../../src/core/adapters/fs/trial-ledger.js";
import { gradeJob } from "../../../../src/core/app/backtest/sweep/grade-job.js";
import { kernelMarket } from "../../../../src/core/research/kernel/market.js";
import { createStretches } from "../../../../src/core/research/kernel/stretches.js";
import { parseAxes } from "../../../../src/core/research/sweep/axes.js";
import { sweptDefinition } from "../../../../src/core/research/sweep/axis-params.js";
import { evaluate, kernelSet, type SweepJob } from "../../../../src/core/research/sweep/evaluate.js";
import { FIGURES, readFigures, sweepMetrics } from "../../../../src/core/research/sweep/figures.js";
import { sweepPoints } from "../../../../src/core/research/sweep/points.js";
import { ranked } from "../../../../src/core/research/sweep/rank.js";
import { strategyPoints } from "../../../../src/core/research/sweep/strategy-points.js";
import { rowParams } from "../../../../src/core/research/sweep/symbol-axis.js";
import { randomNormals } from "../../quant/random-series.js";

const folder = mkdtempSync(join(tmpdir(), "hedge-noise-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const HOUR_MS = 3_600_000;
const [MARKETS, BARS, FIRST_ROW] = [16, 6_500, 500];
const TERMS = { navStart: 100_000, weight: 1, takerFee: 0, slippage: 0, disasterAtr: 6, firstRow: FIRST_ROW };

/** Hourly bars of a random walk; `persistence` of each step stays in the next one. */
function walk(symbol: string, seed: number, persistence: number) {
  const steps = randomNormals(seed, BARS);
  let [price, drift] = [100, 0];
  const open = new Float64Array(BARS);
  const close = steps.map((step, row) => {
    open[row] = price;
    drift = persistence * drift + 0.004 * step;
    price *= Math.exp(drift);
    return price;
  });
  const high = close.map((value, row) => Math.max(value, open[row]!) * 1.001);
  const low = close.map((value, row) => Math.min(value, open[row]!) * 0.999);
  const openTimeMs = Float64Array.from({ length: BARS }, (_, row) => row * HOUR_MS);
  const bars = { symbol, barMs: HOUR_MS, openTimeMs, open, high, low, close, volume: new Float64Array(BARS) };
  return kernelMarket(bars, { marks: null, funding: null }, { assumedRate: 0, assumedIntervalMs: 8 * HOUR_MS });
}

/** A whole sweep of momentum over 16 markets, each alone: points, kernel, ranking, grade. */
function sweepOver(seed: number, edge: { readonly market: number; readonly persistence: number } | null) {
  return sweepOf(seed, edge, { count: MARKETS, grid: ["fast=6,12", "slow=24,48"] });
}

/** grid: of each market. */
function sweepOf(
  seed: number,
  edge: { readonly market: number; readonly persistence: number } | null,
  { count, grid }: { readonly count: number; readonly grid: readonly string[] },
) {
  const universe = Array.from({ length: count }, (_, at) => `M${String(at)}`);
  const markets = universe.map((symbol, at) =>
    walk(symbol, seed * 100 + at, edge?.market === at ? edge.persistence : 0),
  );
  const axes = parseAxes([`symbol=${universe.join(",")}`, ...grid]);
  const swept = { definition: sweptDefinition("momentum"), base: {}, disasterAtr: 6, universe };
  const { points, values } = strategyPoints(
    axes,
    sweepPoints(axes, { search: "grid", samples: null, seed: "" }),
    swept,
  );
  const job: SweepJob = {
    ...{ markets, terms: TERMS, points, alone: markets.map((market) => ({ markets: [market], terms: TERMS })) },
    figures: new Float64Array(points.length * FIGURES.length),
    stretches: createStretches(BARS - FIRST_ROW, points.length),
  };
  evaluate(job, kernelSet(job), 0, points.length);
  const metrics = points.map((_, row) =>
    sweepMetrics(readFigures(job.figures, row), { navStart: 100_000, barMs: HOUR_MS }),
  );
  const best = ranked(metrics, "sharpe")[0]!;
  const grade = gradeJob({
    ...{ job, metrics, axes, values, search: "grid", best, by: "sharpe", family: "momentum", atMs: 0 },
    ...{ runId: `run-${String(seed)}`, ledger: openTrialLedger(nodeFiles, join(folder, `${String(seed)}.jsonl`)) },
  });
  return { best: rowParams(axes, values[best]!), ...grade.overfitting };
}

describe("a grid of more trials than are clustered at once", () => {
  it("has the same grade in whatever order its 756 combinations were given", () => {
    const given = [
      ["fast=5:60:2", "slow=70:200:5"],
      ["slow=70:200:5", "fast=5:60:2"],
      [`slow=${Array.from({ length: 27 }, (_, at) => String(200 - 5 * at)).join(",")}`, "fast=5:60:2"],
    ];
    const [first, ...others] = given.map((grid) => sweepOf(11, null, { count: 1, grid }));
    expect(first?.trials).toBe(756);
    for (const other of others) expect(other).toEqual({ ...first, best: expect.anything() as unknown });
  }, 60_000);
});

describe("a dense grid of 251 neighbours over one market", () => {
  it("of pure noise counts as fewer than 60 trials, and its best row has a deflated ratio of 0.4 to 0.8 on average of 6, below 0.95 in each", () => {
    const grid = ["fast=5:60:5", "slow=20:240:10"];
    const grades = Array.from({ length: 6 }, (_, seed) => sweepOf(seed + 1, null, { count: 1, grid }));
    const mean = grades.reduce((sum, of) => sum + of.deflatedSharpe! / grades.length, 0);
    expect(Math.abs(mean - 0.6)).toBeLessThan(0.2);
    for (const of of grades) {
      expect(of.deflatedSharpe).toBeLessThan(0.95);
      expect([of.trials, of.effectiveTrials >= 10, of.effectiveTrials < 60]).toEqual([251, true, true]);
    }
  }, 60_000);
});

describe("a whole sweep of 64 combinations over 6,000 bars", () => {
  it("of pure noise has on average of 8 a PBO of 0.5 ± 0.15, and a best row with a deflated Sharpe ratio below 0.95", () => {
    const grades = Array.from({ length: 8 }, (_, seed) => sweepOver(seed + 1, null));
    const mean = grades.reduce((sum, of) => sum + of.probabilityOfBacktestOverfitting! / grades.length, 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.15);
    for (const of of grades) {
      expect(of.deflatedSharpe).toBeLessThan(0.95);
      expect([of.trials, of.effectiveTrials >= 10]).toEqual([64, true]);
    }
  });

  it("in which the steps of one market persist finds that market: PBO below 0.05, deflated ratio above 0.95, a plateau", () => {
    const { best, ...of } = sweepOver(31, { market: 5, persistence: 0.6 });
    expect(best["symbol"]).toBe("M5");
    expect(of.probabilityOfBacktestOverfitting).toBeLessThan(0.05);
    expect(of.deflatedSharpe).toBeGreaterThan(0.95);
    expect(of.plateau).toBeGreaterThan(0.5);
  });
});
