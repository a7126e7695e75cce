import type { Dec } from "../lib/decimal.js";

/** Leave to increase exposure at a production venue: short, bounded, and good for one configuration only. */
export interface Lease {
  readonly untilMs: number;
  /** Most gross exposure of the account in quote currency, resting and unknown orders included. */
  readonly maxNotionalUsd: Dec;
  /** Another configuration needs another lease. */
  readonly configHash: string;
}
