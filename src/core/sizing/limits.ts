import type { DecisionBook } from "../domain/decision-book.js";
import type { Intent } from "../domain/intent.js";
import type { SizeLimit } from "../domain/size-limit.js";

/** An order that is to get a size. */
export interface Unsized {
  readonly intent: Intent;
  /** Of the quantity, USD. */
  readonly price: number;
  /** Orders sized earlier in the same cycle are among its orders in flight. */
  readonly book: DecisionBook;
}

/** What sizing must know of the limits so that orders fit into them. Risk reviews again without trusting it. */
export interface SizingLimits {
  /** Share of NAV. */
  readonly riskPerTradePct: number;
  readonly minNotionalPolicy: "veto" | "bump";
  /** Ceiling of a production lease on the gross exposure, USD; Infinity without one. */
  readonly maxGrossUsd: number;
  /** The limits that review tests an order's size by. */
  readonly ofReview: (unsized: Unsized) => readonly SizeLimit[];
}
