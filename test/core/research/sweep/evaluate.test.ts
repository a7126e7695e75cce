import { describe, expect, it } from "vitest";
import { openRecordedData, dataDirectory } from "../../../../src/core/app/recorded-data.js";
import { kernelMarket } from "../../../../src/core/research/kernel/market.js";
import { runMomentum } from "../../../../src/core/research/kernel/momentum-run.js";
import { createStretches, momentsOfStretches, STRETCHES } from "../../../../src/core/research/kernel/stretches.js";
import { blockMoments } from "../../../../src/core/quant/block-moments.js";
import { annualVolatility, cagr } from "../../../../src/core/quant/annualised.js";
import { maxDrawdown } from "../../../../src/core/quant/drawdown.js";
import { sharpe } from "../../../../src/core/quant/sharpe.js";
import { sortino } from "../../../../src/core/quant/sortino.js";
import { momentumParamsSchema } from "../../../../src/core/strategies/momentum-params.js";
import { volTargetParamsSchema } from "../../../../src/core/strategies/vol-target-params.js";
import {
  evaluate,
  evaluateRange,
  kernelSet,
  type SweepJob,
  trialCurve,
} from "../../../../src/core/research/sweep/evaluate.js";
import { FIGURES, readFigures, sweepMetrics } from "../../../../src/core/research/sweep/figures.js";
import { ranked } from "../../../../src/core/research/sweep/rank.js";

const HOUR_MS = 3_600_000;
const DAYS = 200;
const NAV = 100_000;
const POINTS = [8, 12, 16, 20, 24].flatMap((fast) =>
  [30, 50].map((slow) => ({ fast, slow, atrPeriod: 14, entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 })),
);

const RULES = {
  ...{ trailStepAtr: 0.25, liquidationFraction: 0.5, tick: 1e-12, warmRow: 499 },
  markets: [
    {
      minNotionalUsd: 5,
      brackets: [{ notionalFloorUsd: 0, notionalCapUsd: 1e9, maxLeverage: 20, maintenanceRate: 0.01, deductionUsd: 0 }],
    },
  ],
};

async function jobOf(symbols: readonly string[]): Promise<SweepJob> {
  const store = await openRecordedData(dataDirectory(null));
  const range = { fromMs: Date.parse("2023-01-01"), toMs: Date.parse("2023-01-01") + (DAYS + 30) * 24 * HOUR_MS };
  const terms = { assumedRate: 0.0001, assumedIntervalMs: 8 * HOUR_MS };
  const markets = await Promise.all(
    symbols.map(async (symbol) =>
      kernelMarket(
        await store.bars(symbol, range),
        { marks: null, funding: await store.funding(symbol, range) },
        terms,
      ),
    ),
  );
  const firstRow = 30 * 24;
  return {
    markets,
    terms: { navStart: NAV, weight: 1 / symbols.length, takerFee: 0.0005, slippage: 0.0001, disasterAtr: 6, firstRow },
    points: POINTS,
    figures: new Float64Array(POINTS.length * FIGURES.length),
    stretches: createStretches(DAYS * 24, POINTS.length),
  };
}

describe("a sweep of 10 combinations over 200 days of two markets", () => {
  it("gives the same bytes in one piece and in pieces of any size, in any order", async () => {
    const whole = await jobOf(["BTCUSDT", "SOLUSDT"]);
    evaluate(whole, kernelSet(whole), 0, POINTS.length);
    const parts = await jobOf(["BTCUSDT", "SOLUSDT"]);
    for (const [from, to] of [
      [7, 10],
      [0, 3],
      [3, 7],
    ] as const)
      evaluate(parts, kernelSet(parts), from, to);
    expect(parts.figures).toEqual(whole.figures);
    expect([parts.stretches.sums, parts.stretches.squares]).toEqual([whole.stretches.sums, whole.stretches.squares]);
    expect(new Set(POINTS.map((_, at) => readFigures(whole.figures, at).nav)).size).toBe(POINTS.length);
  });

  it("trades each market alone where its points name one: the figures of sweeps of these markets, whatever the cut", async () => {
    const [one, two] = [await jobOf(["BTCUSDT"]), await jobOf(["SOLUSDT"])];
    for (const job of [one, two]) evaluate(job, kernelSet(job), 0, POINTS.length);
    const params = momentumParamsSchema.parse({ fast: 8, slow: 30, trail_atr: 2 });
    const generic = [0, 1].map((market) => ({ strategy: "momentum", params, market }));
    const points = [...[0, 1].flatMap((market) => POINTS.map((point) => ({ ...point, market }))), ...generic];
    const { markets, terms } = await jobOf(["BTCUSDT", "SOLUSDT"]);
    const alone = markets.map((market) => ({ markets: [market], terms: { ...terms, weight: 1 }, rules: RULES }));
    const count = points.length;
    const empty = { figures: new Float64Array(count * FIGURES.length), stretches: createStretches(DAYS * 24, count) };
    const both: SweepJob = { markets, terms: { ...terms, weight: 1 }, alone, points, ...empty };
    for (const [from, to] of [
      [7, 13],
      [0, 7],
      [13, count],
    ] as const)
      evaluate(both, kernelSet(both), from, to);
    const width = POINTS.length * FIGURES.length;
    expect(both.figures.slice(0, width)).toEqual(one.figures);
    expect(both.figures.slice(width, 2 * width)).toEqual(two.figures);
    const [btc, sol] = [2 * POINTS.length, 2 * POINTS.length + 1].map((at) => readFigures(both.figures, at).nav);
    expect(btc).not.toBe(sol);
    expect(trialCurve(both, 2 * POINTS.length + 1).tally.nav).toBe(sol);
    expect(trialCurve(both, POINTS.length + 2).nav).toEqual(trialCurve(two, 2).nav);
  });

  it("gives the same bytes in pieces where some points have a kernel of their own and others share a fold", async () => {
    const params = (changes: Record<string, unknown>) => momentumParamsSchema.parse({ fast: 8, slow: 30, ...changes });
    const strategies = [1, 2, 3].map((trail_atr) => ({ strategy: "momentum", params: params({ trail_atr }) }));
    const points = [
      POINTS[0]!,
      ...strategies,
      POINTS[1]!,
      { strategy: "vol_target", params: volTargetParamsSchema.parse({}) },
    ];
    const mixed = async (): Promise<SweepJob> => ({ ...(await jobOf(["BTCUSDT"])), points, rules: RULES });
    const [whole, parts] = [await mixed(), await mixed()];
    evaluate(whole, kernelSet(whole), 0, points.length);
    for (const [from, to] of [
      [2, 6],
      [0, 2],
    ] as const)
      evaluate(parts, kernelSet(parts), from, to);
    expect(parts.figures).toEqual(whole.figures);
    expect(parts.stretches.sums).toEqual(whole.stretches.sums);
    expect(new Set(points.map((_, at) => readFigures(whole.figures, at).nav)).size).toBe(points.length);
    const { nav, tally } = trialCurve(whole, 2);
    expect([nav.length, nav.at(-1)]).toEqual([DAYS * 24, readFigures(whole.figures, 2).nav]);
    expect(tally.trades).toBe(readFigures(whole.figures, 2).trades);
  });

  it("tells how far combinations that share a fold are while they run, never back and never beyond them", async () => {
    const params = [1, 2, 3, 4].map((trail_atr) => momentumParamsSchema.parse({ fast: 8, slow: 30, trail_atr }));
    const points = [POINTS[0]!, ...params.map((of) => ({ strategy: "momentum", params: of }))];
    const job: SweepJob = { ...(await jobOf(["BTCUSDT"])), points, rules: RULES };
    const told: number[] = [];
    const onDone = (done: number): void => void told.push(done);
    evaluateRange(job, kernelSet(job), { from: 1, to: points.length, onDone });
    // Four of them side by side over 5,520 bars: several parts of four, not 0 and then 4.
    expect(new Set(told).size).toBeGreaterThan(3);
    expect(told.filter((done) => done > 0 && done < 4).length).toBeGreaterThan(2);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    expect([told[0], told.every((done) => done <= 4)]).toEqual([0, true]);
    const quiet: SweepJob = { ...(await jobOf(["BTCUSDT"])), points, rules: RULES };
    evaluate(quiet, kernelSet(quiet), 1, points.length);
    expect(job.figures).toEqual(quiet.figures);
  });

  it("has metrics from sums that equal those of the whole curve: return, Sharpe, Sortino, drawdown, volatility", async () => {
    const job = await jobOf(["BTCUSDT"]);
    evaluate(job, kernelSet(job), 0, POINTS.length);
    POINTS.forEach((point, trial) => {
      const nav: number[] = [];
      runMomentum(kernelSet(job), point, { onBar: (_row, value) => void nav.push(value) });
      const returns = Float64Array.from(nav, (value, at) => value / (nav[at - 1] ?? NAV) - 1);
      const year = 365 * 24;
      const metrics = sweepMetrics(readFigures(job.figures, trial), { navStart: NAV, barMs: HOUR_MS });
      expect(metrics.totalReturn).toBeCloseTo(nav.at(-1)! / NAV - 1, 12);
      expect(metrics.sharpe).toBeCloseTo(sharpe(returns, year), 9);
      expect(metrics.sortino).toBeCloseTo(sortino(returns, year), 9);
      expect(metrics.volatility).toBeCloseTo(annualVolatility(returns, year), 9);
      expect(metrics.cagr).toBeCloseTo(cagr(returns, year), 9);
      expect(metrics.maxDrawdown).toBeCloseTo(maxDrawdown(Float64Array.from([NAV, ...nav])), 12);
    });
  });

  it("keeps of each curve the sums over 64 stretches that its returns add up to", async () => {
    const job = await jobOf(["SOLUSDT"]);
    evaluate(job, kernelSet(job), 0, POINTS.length);
    const moments = momentsOfStretches(job.stretches, POINTS.length);
    const columns = POINTS.map((point) => {
      const nav: number[] = [];
      runMomentum(kernelSet(job), point, { onBar: (_row, value) => void nav.push(value) });
      return nav.map((value, at) => value / (nav[at - 1] ?? NAV) - 1);
    });
    const matrix = Float64Array.from(columns[0]!.flatMap((_, bar) => columns.map((column) => column[bar]!)));
    const plain = blockMoments(matrix, POINTS.length, STRETCHES);
    expect(moments.bars).toEqual(plain.bars);
    moments.sums.forEach((value, at) => {
      expect(value).toBeCloseTo(plain.sums[at]!, 12);
    });
    moments.squares.forEach((value, at) => {
      expect(value).toBeCloseTo(plain.squares[at]!, 12);
    });
  });
});

describe("the order of rows", () => {
  it("is by the metric, best first; rows without it come last, equal ones as they were tried", () => {
    const row = (sharpeRatio: number | null) => ({ sharpe: sharpeRatio }) as Parameters<typeof ranked>[0][number];
    expect(ranked([row(1), row(null), row(3), row(1), row(-2)], "sharpe")).toEqual([2, 0, 3, 4, 1]);
  });
});
