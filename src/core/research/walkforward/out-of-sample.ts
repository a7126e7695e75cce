import { invariant } from "../../lib/invariant.js";
import type { BarRange, Fold } from "./folds.js";

/** The bars a walk-forward run reports on. */
export interface OutOfSample extends BarRange {
  /** Of the bars from … to − 1. */
  readonly returns: Float64Array;
}

/**
 * One series out of the tests of all folds, which is all that a walk-forward run reports.
 *
 * Shape:   tested: bar returns of each fold's test, in the order of the folds.
 * Errors:  InvariantError without a fold, if a test has another number of bars than its fold, or tests leave a gap.
 */
export function joinOutOfSample(folds: readonly Fold[], tested: readonly Float64Array[]): OutOfSample {
  const from = folds[0]?.test.from ?? 0;
  const to = folds.at(-1)?.test.to ?? 0;
  invariant(folds.length >= 1 && folds.length === tested.length, `${folds.length} folds have ${tested.length} tests`);
  const returns = new Float64Array(to - from);
  let next = from;
  folds.forEach(({ test }, at) => {
    const values = tested[at] ?? new Float64Array(0);
    const fits = test.from === next && values.length === test.to - test.from;
    invariant(fits, `the test of bars ${test.from} to ${test.to} has ${values.length} returns, next is bar ${next}`);
    returns.set(values, test.from - from);
    next = test.to;
  });
  return { from, to, returns };
}
