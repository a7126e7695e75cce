import type { OrderRequest } from "../domain/order.js";
import type { Dec } from "../lib/decimal.js";

/**
 * An order as this venue takes it: one of ours, and what only other clients of the paper venue ask for ("New Algo
 * Order" and "New Order", Binance USD-M, 2026-10). Orders of a session have none of the latter.
 */
export interface SimRequest extends OrderRequest {
  /** A stop or take-profit that becomes a limit order when it triggers, not a market order. */
  readonly limitOnTrigger?: LimitOnTrigger;
  /** A stop whose trigger follows the price; `triggerPrice` then says nothing. */
  readonly trail?: Trail;
  /** It triggers only while last and mark price are no further apart than this fraction of the mark. */
  readonly triggerProtect?: number;
  /** What ends where the order would trade with another one of its account; left out: nobody looks. */
  readonly stpMode?: StpMode;
}

interface LimitOnTrigger {
  /** Null: whoever interferes names it when it triggers. */
  readonly price: Dec | null;
  readonly timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "GTD";
}

interface Trail {
  /** Way back from the best price that triggers, as a fraction of it. */
  readonly callbackRate: number;
  /** The price from which on it follows; null: at once. */
  readonly activatePrice: number | null;
}

export const STP_MODES = ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "NONE"] as const;
/** NONE: the account trades with itself. */
export type StpMode = (typeof STP_MODES)[number];
