import type { Config } from "../../../config/config-files.js";
import { present } from "../../../lib/invariant.js";
import { sharpesOf } from "../../../quant/block-moments.js";
import { effectiveTrials } from "../../../quant/effective-trials.js";
import { momentsOf, type RunningMoments } from "../../../quant/running-moments.js";
import { clusterTrials } from "../../../quant/trial-clusters.js";
import { mapColumns } from "../../../research/kernel/market.js";
import { createStretches, momentsOfStretches } from "../../../research/kernel/stretches.js";
import type { KernelTerms } from "../../../research/kernel/terms.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import type { SweepJob } from "../../../research/sweep/evaluate.js";
import { FIGURES, type Figures, readFigures } from "../../../research/sweep/figures.js";
import { momentumPoints } from "../../../research/sweep/momentum-points.js";
import type { SweepPoints } from "../../../research/sweep/points.js";
import type { BarRange } from "../../../research/walkforward/folds.js";
import { sampleOf } from "../sweep/grade-job.js";
import { paramsOf, termsOf } from "../sweep/run-sweep.js";
import { runWorkers, sharedMarket, sharedMemory } from "../sweep/run-workers.js";
import type { SweepMarkets } from "../sweep/sweep-markets.js";

/** Everything that the trains of a walk-forward run share. */
export interface Training {
  readonly markets: SweepJob["markets"];
  readonly terms: KernelTerms;
  readonly points: SweepJob["points"];
  /** Values of the axes, of each point. */
  readonly values: SweepPoints;
  readonly refused: number;
}

/** All combinations over the bars of one train. */
export interface TrainedFold {
  readonly figures: readonly Figures[];
  readonly effectiveTrials: number;
  /** Sharpe ratios of one bar. */
  readonly sharpes: RunningMoments;
}

/** Errors: Failure 2 or 3 of the combinations and the costs. */
export function prepareTraining(
  config: Config,
  { markets, firstRow }: SweepMarkets,
  { axes, values }: { readonly axes: readonly SweepAxis[]; readonly values: SweepPoints },
): Training {
  const tried = momentumPoints(axes, values, paramsOf(config));
  const weight = 1 / markets.length;
  return {
    markets: markets.map(sharedMarket),
    terms: { ...termsOf(config, markets.length), weight, firstRow },
    ...tried,
  };
}

/**
 * Evaluates every combination over a range of bars as a sweep would: flat at its first bar, with the bars before it for the
 * indicators and none after it.
 *
 * Returns null where a signal ended it.
 */
export async function trainFold(
  { markets, terms, points }: Training,
  range: BarRange,
  options: Parameters<typeof runWorkers>[1],
): Promise<TrainedFold | null> {
  const firstRow = terms.firstRow + range.from;
  const end = terms.firstRow + range.to;
  const job: SweepJob = {
    markets: markets.map((market) => mapColumns(market, (column) => column.subarray(0, end))),
    terms: { ...terms, firstRow },
    points,
    figures: new Float64Array(sharedMemory(points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT)),
    stretches: createStretches(end - firstRow, points.length, sharedMemory),
  };
  if ((await runWorkers(job, options)) < points.length) return null;
  const sample = sampleOf(job);
  return {
    figures: points.map((_, trial) => readFigures(job.figures, trial)),
    effectiveTrials: effectiveTrials(clusterTrials(sample.series, sample.trials), points.length),
    sharpes: momentsOf(sharpesOf(momentsOfStretches(job.stretches, points.length))),
  };
}

/**
 * Mean holding of all trades of all combinations, in bars, at most: bars in which anything was held, as if every market
 * had been. 0 without trades.
 */
export function meanHoldingOf({ markets }: Training, { figures }: TrainedFold): number {
  let [held, trades] = [0, 0];
  for (const one of figures) {
    held += one.heldBars;
    trades += one.trades;
  }
  return trades === 0 ? 0 : (held * markets.length) / trades;
}

/** Axis values of a row by their names. */
export function paramsOfRow(
  axes: readonly SweepAxis[],
  { values }: Training,
  row: number,
): Readonly<Record<string, number>> {
  const point = present(values[row], "values of a row");
  return Object.fromEntries(axes.map(({ name }, axis) => [name, point[axis] ?? Number.NaN]));
}
