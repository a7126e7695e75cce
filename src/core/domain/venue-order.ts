import type { Dec } from "../lib/decimal.js";
import type { Side } from "./intent.js";

/** An order as the venue describes it. Fills are never booked from here: quantities come from trades. */
export interface VenueOrder {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly symbol: string;
  readonly conditional: boolean;
  readonly side: Side;
  /** Null for closePosition. */
  readonly qty: Dec | null;
  readonly filledQty: Dec;
  /** Null for a market order, and for a conditional one. */
  readonly price: Dec | null;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly status: "open" | "triggered" | "filled" | "canceled" | "expired" | "rejected";
  /** The regular order that a conditional one became; null before its trigger. */
  readonly triggeredOrderId: string | null;
  readonly atMs: number;
}
