import type { DecisionBook } from "../domain/decision-book.js";
import {
  ENTRY_ORDER_SHARE,
  ORDER_WINDOW_MS,
  type OrderCounts,
  type OrdersCounted,
  type VenueOrderLimits,
} from "../domain/order-budget.js";

type Window = keyof OrderCounts;

/** One window of the venue as rule R14 sees it. */
export interface OrderWindow {
  /** Orders the venue may have counted of the account. */
  readonly used: number;
  /** Orders after which nothing is opened any more. */
  readonly limit: number;
  /** Wall time. */
  readonly seconds: number;
  readonly setting: string;
}

const SETTING: Readonly<Record<Window, string>> = { tenSeconds: "orders_10s", minute: "orders_1m" };

/** Both windows of a venue for the account of the books. Windows slide: no count of the venue's own grid is larger. */
export function orderWindows(book: DecisionBook, limits: VenueOrderLimits): readonly OrderWindow[] {
  return (["tenSeconds", "minute"] as const).map((window) => ({
    used: usedOrders(book, window, limits.timeScale),
    limit: Math.floor(limits[window] * ENTRY_ORDER_SHARE),
    seconds: ORDER_WINDOW_MS[window] / 1_000,
    setting: `${limits.setting}.${SETTING[window]}`,
  }));
}

/** Our own orders, or what the venue counted of everybody's and ours since then: whichever is more. */
function usedOrders({ atMs, account, risk }: DecisionBook, window: Window, timeScale: number): number {
  const sinceMs = atMs - ORDER_WINDOW_MS[window] * timeScale;
  const sent = Object.hasOwn(risk.sentOrders, account) ? (risk.sentOrders[account] ?? []) : [];
  const counted = Object.hasOwn(risk.countedOrders, account) ? risk.countedOrders[account] : undefined;
  const own = countAfter(sent, sinceMs);
  if (counted === undefined || counted.atMs <= sinceMs) return own;
  return Math.max(own, counted[window] + countAfter(sent, counted.atMs));
}

/** Instants are in order: from the newest back, so that a long memory costs nothing. */
function countAfter(instants: readonly number[], sinceMs: number): number {
  let index = instants.length;
  while (index > 0 && !((instants[index - 1] ?? Number.NaN) <= sinceMs)) index -= 1;
  return instants.length - index;
}

/** The later word replaces the earlier; of one instant the larger figures hold. */
export function laterCount(known: OrdersCounted | undefined, told: OrdersCounted): OrdersCounted {
  if (known === undefined || told.atMs > known.atMs) return told;
  return {
    atMs: known.atMs,
    tenSeconds: Math.max(known.tenSeconds, told.tenSeconds),
    minute: Math.max(known.minute, told.minute),
  };
}
