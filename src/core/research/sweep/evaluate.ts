import type { KernelMarket } from "../kernel/market.js";
import { momentumFeatures } from "../kernel/momentum-features.js";
import { type KernelSet, runMomentum } from "../kernel/momentum-run.js";
import type { Stretches } from "../kernel/stretches.js";
import type { KernelTerms, MomentumPoint } from "../kernel/terms.js";
import { writeFigures } from "./figures.js";

/** All that a worker needs; its arrays may lie in shared memory. */
export interface SweepJob {
  readonly markets: readonly KernelMarket[];
  readonly terms: KernelTerms;
  readonly points: readonly MomentumPoint[];
  /** [trial][FIGURES]. */
  readonly figures: Float64Array;
  readonly stretches: Stretches;
}

/** Markets and their indicator columns, once for all combinations of a worker. */
export function kernelSet({ markets, terms }: Pick<SweepJob, "markets" | "terms">): KernelSet {
  return { markets, terms, features: markets.map(momentumFeatures) };
}

/** Evaluates the combinations from `from` up to `to`; each depends on itself alone, so any split gives the same bytes. */
export function evaluate(job: SweepJob, set: KernelSet, from: number, to: number): void {
  for (let trial = from; trial < Math.min(to, job.points.length); trial += 1) {
    const point = job.points[trial];
    if (point === undefined) continue;
    writeFigures(runMomentum(set, point, { into: { stretches: job.stretches, trial } }), job.figures, trial);
  }
}
