import type { SharpeMoments, TrialRun } from "../../ports/trial-ledger.js";
import { mergeMoments } from "../../quant/running-moments.js";

/** Several runs together. */
export interface TrialTotals {
  readonly runs: number;
  readonly trials: number;
  /** Sum over the runs: what one tried is taken to differ from what another did, which errs on the careful side. */
  readonly effectiveTrials: number;
  /** Sharpe ratios of all their trials, of one bar of the length asked for. */
  readonly sharpes: SharpeMoments;
}

/**
 * Adds runs up. Ratios of other bars are scaled by the root of the ratio of lengths, as ratios of independent returns do.
 *
 * Units:   barMs: bar of the ratios that come out. exceptRunId: a run that is counted elsewhere (the one being graded).
 */
export function totalsOf(runs: readonly TrialRun[], barMs: number, exceptRunId: string | null = null): TrialTotals {
  const counted = runs.filter(({ runId }) => runId !== exceptRunId);
  return {
    runs: counted.length,
    trials: counted.reduce((sum, run) => sum + run.trials, 0),
    effectiveTrials: counted.reduce((sum, run) => sum + run.effectiveTrials, 0),
    sharpes: counted
      .map(({ sharpes, barMs: from }) => scaled(sharpes, Math.sqrt(barMs / from)))
      .reduce(mergeMoments, { count: 0, mean: 0, squaredDeviations: 0 }),
  };
}

function scaled({ count, mean, squaredDeviations }: SharpeMoments, factor: number): SharpeMoments {
  return { count, mean: mean * factor, squaredDeviations: squaredDeviations * factor * factor };
}
