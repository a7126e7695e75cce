import type { PriceRange } from "../domain/bar.js";
import type { OrderChange } from "../domain/order.js";
import type { Holding } from "../domain/position.js";
import type { Dec } from "../lib/decimal.js";
import type { SimRequest } from "./request.js";

/** What is known of one symbol over the span that starts now; mark is null where none was recorded. */
export interface SpanBar extends PriceRange {
  readonly symbol: string;
  /** Base currency. */
  readonly volume: number;
  readonly mark: PriceRange | null;
}

/** All bars that open at one instant; a symbol without a bar can't trade until the next span. */
export interface Span {
  readonly openMs: number;
  readonly closeMs: number;
  readonly bars: readonly SpanBar[];
}

/** One price level that our own orders eat from until the next snapshot: [price, quantity]. */
export type SimLevel = [number, number];

export interface SimMarket {
  readonly symbol: string;
  last: number | null;
  mark: number | null;
  /** The bar of the open span; null where the symbol has none. */
  bar: SpanBar | null;
  /** Base quantity our takers took out of this bar. */
  takenQty: number;
  book: { bids: SimLevel[]; asks: SimLevel[] } | null;
}

/** An order that works at the venue. */
export interface SimOrder {
  readonly request: SimRequest;
  readonly venueOrderId: string;
  /** Price and trigger of the request as numbers, for comparisons; the trigger is null again once it has fired. */
  readonly limitPrice: number | null;
  triggerPrice: number | null;
  /** The best price that an active trailing stop has seen. */
  bestPrice?: number;
  /** Null for a closePosition order until it triggers. */
  leavesQty: Dec | null;
  /** Part of the leaves that an interference keeps from executing until it is released. */
  heldBackQty?: Dec;
  /** Bar mode: the price beyond which the market must trade for a resting limit to fill. */
  throughPrice: number | null;
  /** Book mode: quantity in front of us at our price. */
  aheadQty: number;
}

/** A holding, and its figures as numbers for the margin checks of every bar. */
interface SimPosition {
  readonly holding: Holding;
  /** Signed. */
  readonly qty: number;
  readonly costUsd: number;
}

export interface SimAccount {
  readonly account: string;
  wallet: Dec;
  /** By symbol; flat ones are removed. */
  positions: Record<string, SimPosition>;
  /** Leverage settings by symbol; the policy's where none was made. */
  leverages: Record<string, number>;
}

export type SimTask =
  | { readonly kind: "arrive" | "match"; readonly request: SimRequest }
  | { readonly kind: "cancel"; readonly clientOrderId: string }
  | { readonly kind: "modify"; readonly change: OrderChange }
  | { readonly kind: "expire" | "release" | "execute"; readonly venueOrderId: string };

/** Something that happens later. Equal instants go by rank (0 before the bar's own phases, 1 after), then by number. */
export interface Scheduled {
  readonly atMs: number;
  readonly rank: 0 | 1;
  readonly number: number;
  readonly task: SimTask;
}

/** open: until mid-bar, last = open · late: after the intrabar evaluation · closed: between two spans. */
interface SpanClock {
  readonly openMs: number;
  readonly midMs: number;
  readonly closeMs: number;
  phase: "open" | "late" | "closed";
}

/** The whole venue as plain data: JSON out and in changes nothing. */
export interface SimState {
  nowMs: number;
  span: SpanClock | null;
  markets: Record<string, SimMarket>;
  accounts: Record<string, SimAccount>;
  /** Oldest first. */
  orders: SimOrder[];
  /** Soonest first. */
  schedule: Scheduled[];
  /** Before the numbers of orders and trades, where one session has several venues; left out for one alone. */
  readonly idPrefix?: string;
  nextTaskNumber: number;
  nextOrderNumber: number;
  nextTradeNumber: number;
}

export function createSimState(wallets: Readonly<Record<string, Dec>>, startMs: number, idPrefix = ""): SimState {
  const accounts: Record<string, SimAccount> = {};
  for (const [account, wallet] of Object.entries(wallets))
    accounts[account] = { account, wallet, positions: {}, leverages: {} };
  return {
    nowMs: startMs,
    span: null,
    markets: {},
    accounts,
    orders: [],
    schedule: [],
    ...(idPrefix === "" ? {} : { idPrefix }),
    nextTaskNumber: 1,
    nextOrderNumber: 1,
    nextTradeNumber: 1,
  };
}
