import type { Dec } from "../lib/decimal.js";

/**
 * What a position in a pair was opened on, frozen until it is closed. Spread = ln y − mean − beta × ln x;
 * z = spread / deviation.
 */
export interface PairTerms {
  /** Hedge ratio: units of ln x held against one of ln y, and dollars of x against one of y. */
  readonly beta: number;
  readonly mean: number;
  readonly deviation: number;
  /** Bars of the strategy in which the spread's distance from its mean halves. */
  readonly halfLifeBars: number;
  /** Sign of z at entry: 1 is short y and long x, −1 long y and short x. */
  readonly side: -1 | 1;
  /** Time after the first fill by which both legs must be held; measured in wall time. */
  readonly hedgeTimeoutMs: number;
}

/** One leg of a pair as its orders carry it. */
export interface PairLeg {
  readonly pair: string;
  /** Dollars of this leg a dollar of the larger one, 0…1. */
  readonly share: number;
  /** 0 is sent first, the less liquid leg; 1 follows its fills. */
  readonly rank: 0 | 1;
  readonly terms: PairTerms;
}

/** Two legs of one idea as the engine follows them; plain data, a fold of the journal. */
export interface PairGroup {
  readonly id: string;
  readonly strategy: string;
  readonly account: string;
  readonly pair: string;
  readonly terms: PairTerms;
  readonly openedAtMs: number;
  /** By rank. */
  readonly legs: readonly [GroupLeg, GroupLeg];
  /** opening: orders on their way · open: both legs held · unwinding: whatever is held is being closed. */
  phase: "opening" | "open" | "unwinding";
  /** When the first of its fills came; the other leg has to follow within the hedge timeout. */
  firstFillAtMs: number | null;
  /** Why it is unwinding. */
  because: string | null;
}

export interface GroupLeg {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly approvedQty: Dec;
  filledQty: Dec;
  /** Nothing of its entry works or waits any more. */
  ended: boolean;
  /** What became of an order that ended without its whole quantity. */
  failure: string | null;
}
