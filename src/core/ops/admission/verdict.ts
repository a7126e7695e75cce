import { grouped } from "../../lib/grouped.js";
import type { Trial } from "./admit.js";
import type { InvarianceResult } from "./invariance.js";

/** truncation: no look-ahead · warmup: enough of it · dearer: costs × 2 · later: one base bar of delay. */
export type AdmissionTest = "truncation" | "warmup" | "dearer" | "later";

/** Gains of a strategy over all its tried markets, each with one unit of capital. */
export interface Together {
  readonly markets: number;
  readonly base: number;
  readonly dearer: number;
  readonly later: number;
}

/** A trial with what the strategy did on all its markets, and the verdict. */
export interface Admission extends Trial {
  readonly together: Together;
  /** Tests that were not passed: the invariances on this market, the stresses over all of them. */
  readonly failed: readonly AdmissionTest[];
  readonly admitted: boolean;
}

/**
 * The verdict on every trial. The two invariances are judged market by market. Under doubled costs, and under a bar of
 * delay, a strategy has to gain over all its markets together: one market is an anecdote, and an edge that is no larger
 * than its costs or gone after a bar is none to trade on. What gains nothing in the plain run gains nothing dearer.
 */
export function verdicts(trials: readonly Trial[]): readonly Admission[] {
  const byStrategy = grouped(trials, ({ strategy }) => strategy);
  const sums = new Map([...byStrategy].map(([strategy, own]) => [strategy, togetherOf(own)]));
  return trials.map((trial) => {
    const together = sums.get(trial.strategy) ?? togetherOf([trial]);
    const failed = failedTests(trial, together);
    return { ...trial, together, failed, admitted: failed.length === 0 };
  });
}

function togetherOf(trials: readonly Trial[]): Together {
  const sum = (of: "base" | "dearer" | "later"): number => trials.reduce((total, trial) => total + trial[of].gain, 0);
  return { markets: trials.length, base: sum("base"), dearer: sum("dearer"), later: sum("later") };
}

function failedTests({ truncation, warmup }: Trial, { dearer, later }: Together): readonly AdmissionTest[] {
  const passed: Readonly<Record<AdmissionTest, boolean>> = {
    truncation: isSame(truncation),
    warmup: isSame(warmup),
    dearer: dearer > 0,
    later: later > 0,
  };
  return (["truncation", "warmup", "dearer", "later"] as const).filter((test) => !passed[test]);
}

/** Nothing compared proves nothing. */
function isSame({ compared, first }: InvarianceResult): boolean {
  return compared > 0 && first === null;
}
