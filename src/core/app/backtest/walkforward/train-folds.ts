import { present } from "../../../lib/invariant.js";
import { sharpesOf } from "../../../quant/block-moments.js";
import { effectiveTrials } from "../../../quant/effective-trials.js";
import { momentsOf, type RunningMoments } from "../../../quant/running-moments.js";
import { groupTrials } from "../../../quant/trial-groups.js";
import { mapColumns } from "../../../research/kernel/market.js";
import { momentsOfStretches } from "../../../research/kernel/stretches.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { type Figures, readFigures } from "../../../research/sweep/figures.js";
import type { BarRange } from "../../../research/walkforward/folds.js";
import { jobOver, type SweepGround } from "../sweep/ground.js";
import { runWorkers } from "../sweep/run-workers.js";

/** Everything that the trains of a walk-forward run share. */
export type Training = SweepGround;

/** All combinations over the bars of one train. */
export interface TrainedFold {
  readonly figures: readonly Figures[];
  readonly effectiveTrials: number;
  /** Sharpe ratios of one bar. */
  readonly sharpes: RunningMoments;
}

/**
 * Evaluates every combination over a range of bars as a sweep would: flat at its first bar, with the bars before it for the
 * indicators and none after it.
 *
 * Returns null where a signal ended it.
 */
export async function trainFold(
  training: Training,
  range: BarRange,
  options: Parameters<typeof runWorkers>[2],
): Promise<TrainedFold | null> {
  const { markets, terms, points } = training;
  const firstRow = terms.firstRow + range.from;
  const end = terms.firstRow + range.to;
  const cut = {
    ...training,
    markets: markets.map((market) => mapColumns(market, (column) => column.subarray(0, end))),
    terms: { ...terms, firstRow },
  };
  const job = jobOver(cut, points, end - firstRow);
  if ((await runWorkers(job, [{ from: 0, to: points.length }], options)) < points.length) return null;
  return {
    figures: points.map((_, trial) => readFigures(job.figures, trial)),
    effectiveTrials: effectiveTrials(groupTrials(job.stretches.sums, points.length), points.length),
    sharpes: momentsOf(sharpesOf(momentsOfStretches(job.stretches, points.length))),
  };
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
