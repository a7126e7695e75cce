import type { Dec } from "../lib/decimal.js";
import type { ApprovedOrder, ExitLevels, Purpose, Side } from "./intent.js";

export const ORDER_TYPES = ["market", "limit", "stop_market", "take_profit_market"] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
/** GTX is post-only; GTD ends at expireAtMs. */
export const TIMES_IN_FORCE = ["GTC", "IOC", "GTX", "GTD"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export type Liquidity = "maker" | "taker";

/** Exactly what goes to a broker. */
export interface OrderRequest {
  /** `[A-Za-z0-9]{1,32}`, a pure function of intent id, leg, slice and attempt. */
  readonly clientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  /** Null only with closePosition. */
  readonly qty: Dec | null;
  readonly price: Dec | null;
  readonly triggerPrice: Dec | null;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly expireAtMs: number | null;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly workingType: "mark" | "last";
}

/** Never rests: the venue fills or ends it when it arrives. */
export function endsAtOnce({
  type,
  timeInForce,
  triggerPrice,
}: Pick<OrderRequest, "type" | "timeInForce" | "triggerPrice">): boolean {
  return triggerPrice === null && (type === "market" || timeInForce === "IOC");
}

/** New terms of a resting limit order; it keeps its ids and goes to the end of the queue. */
export interface OrderChange {
  readonly clientOrderId: string;
  readonly symbol: string;
  /** Side and reduce-only of the order, which a change leaves as they are. */
  readonly side: Side;
  readonly reduceOnly: boolean;
  readonly price: Dec;
  /** Whole quantity, what has filled included. */
  readonly qty: Dec;
}

/** How an entry that is large for its market is spread over time: even slices of whole steps, one an interval. */
export interface SlicePlan {
  /** Of all slices together. */
  readonly qty: Dec;
  readonly stepSize: Dec;
  readonly slices: number;
  readonly intervalMs: number;
}

/** How an approved order reaches the market. */
export interface RoutedOrder {
  readonly order: ApprovedOrder;
  readonly style: "maker" | "taker" | "resting";
  readonly limitPrice: Dec | null;
  readonly timeoutMs: number | null;
  readonly maxSlippageBps: number;
  readonly expectedCostBps: number;
  readonly reason: string;
}

/**
 * intended → submitted → acknowledged | rejected | unknown → partially_filled → filled | canceled | expired.
 * `abandoned`: intended, never sent (halted or stale after a restart).
 */
export const ORDER_STATUSES = [
  "intended",
  "submitted",
  "acknowledged",
  "partially_filled",
  "unknown",
  "filled",
  "canceled",
  "expired",
  "rejected",
  "abandoned",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export function isFinal(status: OrderStatus): boolean {
  return (
    status === "filled" ||
    status === "canceled" ||
    status === "expired" ||
    status === "rejected" ||
    status === "abandoned"
  );
}

/** An order as the books know it. Plain data; quantities and money are decimal strings. */
export interface OrderRecord {
  /** With the terms of its last change. */
  request: OrderRequest;
  readonly intentId: string;
  readonly groupId: string;
  readonly strategy: string;
  readonly purpose: Purpose;
  readonly attempt: number;
  /** Exits of the position that this order opens; null for reducing orders. */
  readonly exits: ExitLevels | null;
  readonly style: RoutedOrder["style"];
  readonly routeReason: string;
  readonly maxSlippageBps: number;
  readonly expectedCostBps: number;
  /** Mid (or mark, where there is no book) at the decision: the base of implementation shortfall. */
  readonly decisionPrice: Dec;
  /** While a change is on its way, that of the larger of the two. */
  notionalUsd: number;
  readonly stopPrice: Dec | null;
  readonly strength: number;
  readonly reasons: readonly string[];
  /** Rules that the approval behind this order evaluated. */
  readonly rulesEvaluated: number;
  status: OrderStatus;
  filledQty: Dec;
  /** Σ qty × price of the fills. */
  filledQuote: Dec;
  fees: Dec;
  makerQty: Dec;
  venueOrderId: string | null;
  cancelRequested: boolean;
  /** New terms that were sent and not answered, and what the order was worth before them. */
  changing: { readonly change: OrderChange; readonly notionalUsd: number } | null;
  /** The venue refused a change: it is not asked again. */
  changeRefused: boolean;
  /** Changes that were asked for. */
  changes: number;
  triggered: boolean;
  readonly intendedAtMs: number;
  submittedAtMs: number | null;
  acknowledgedAtMs: number | null;
  finishedAtMs: number | null;
  endReason: string | null;
  endCode: number | null;
}
