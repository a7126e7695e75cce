import {
  type BarsByInstant,
  type InvarianceResult,
  truncationInvariance,
  warmupInvariance,
  saidBy,
} from "./invariance.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import type { Subject } from "./subject.js";

export interface AdmissionOptions {
  /** Distance in base bars of the instants at which folds are compared. */
  readonly every: number;
  /** Fee and slippage of one side, a fraction. */
  readonly costFraction: number;
}

/** What a strategy says and gains on one market or pair; `verdicts` judges all trials of a strategy. */
export interface Trial {
  readonly strategy: string;
  readonly name: string;
  /** Passes: no look-ahead. */
  readonly truncation: InvarianceResult;
  /** Passes: decides the same however much history came before its warm-up. */
  readonly warmup: InvarianceResult;
  readonly base: Outcome;
  /** Twice the costs. */
  readonly dearer: Outcome;
  /** One base bar later. */
  readonly later: Outcome;
  /** Share of the base gain that is left; null where the base case gains nothing. */
  readonly keptWhenDearer: number | null;
  readonly keptWhenLater: number | null;
}

/** Tries one strategy on one market or pair: both invariances, the plain run, twice the costs, a bar of delay. */
export function admit(subject: Subject, instants: BarsByInstant, options: AdmissionOptions): Trial {
  const { every, costFraction } = options;
  const said = saidBy(subject, instants);
  const truncation = truncationInvariance(subject, instants, every, said);
  const warmup = warmupInvariance(subject, instants, every, said);
  const base = outcomeOf(subject, instants, { costFraction, delayBars: 0 });
  const dearer = outcomeOf(subject, instants, { costFraction: 2 * costFraction, delayBars: 0 });
  const later = outcomeOf(subject, instants, { costFraction, delayBars: 1 });
  const kept = ({ gain }: Outcome): number | null => (base.gain > 0 ? gain / base.gain : null);
  return {
    ...{ strategy: subject.strategy, name: subject.name, truncation, warmup, base, dearer, later },
    keptWhenDearer: kept(dearer),
    keptWhenLater: kept(later),
  };
}
