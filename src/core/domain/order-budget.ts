import { MINUTE_MS, SECOND_MS } from "../lib/time.js";

/** Orders within each of the venue's two windows: counted, or allowed of one account. Changes of an order count as one. */
export interface OrderCounts {
  readonly tenSeconds: number;
  readonly minute: number;
}

/** Lengths of the windows in wall time. */
export const ORDER_WINDOW_MS: OrderCounts = { tenSeconds: 10 * SECOND_MS, minute: MINUTE_MS };

/** Share of the venue's limit that entries may use up; the rest is kept for stops, closes and whatever else reduces. */
export const ENTRY_ORDER_SHARE = 0.8;

/** What the venue said it has counted of the account, by whomever its orders were sent. */
export interface OrdersCounted extends OrderCounts {
  readonly atMs: number;
}

/** What a venue allows, as it said at the start of the session. */
export interface VenueOrderLimits extends OrderCounts {
  /** Path of the settings below which the figures are journaled. */
  readonly setting: string;
  /** Venue seconds per wall second: a window of the venue is so much longer in market time. */
  readonly timeScale: number;
}
