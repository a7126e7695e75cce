import type { MetaQuestion } from "../domain/meta-signal.js";

/**
 * A meta-signal: the probability that a trade pays its costs. It scales or vetoes what a strategy wants and never opens
 * alone. A pure function: the same question has the same answer for ever, so that a replay of the journal decides alike.
 */
export interface MetaModel {
  /** Names the model and its version in the journal's configuration. */
  readonly id: string;
  /** Market time after which its answers count as unknown. */
  readonly validUntilMs: number;
  /** 0…1; NaN where it can't say. */
  probability(question: MetaQuestion): number;
}
