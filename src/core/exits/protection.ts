import { isFinal, type OrderRecord } from "../domain/order.js";
import type { Position } from "../domain/position.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { compareDec, type Dec } from "../lib/decimal.js";
import { exitSide } from "./exit-order.js";

/** Accepted by the venue and not on its way out. */
export function works(order: OrderRecord): boolean {
  return (order.status === "acknowledged" || order.status === "partially_filled") && !order.cancelRequested;
}

/** Sent or about to be sent, and not on its way out; an unknown outcome counts as there. */
export function isLive(order: OrderRecord): boolean {
  return !isFinal(order.status) && !order.cancelRequested;
}

export function belongsTo(order: OrderRecord, position: Position): boolean {
  return order.request.symbol === position.symbol && order.request.account === position.account;
}

/** An exit of this position, and of no earlier one on its symbol. */
export function concerns(order: OrderRecord, position: Position): boolean {
  return order.intendedAtMs >= position.openedAtMs && order.request.side === exitSide(position);
}

/** True while a disaster stop of the position works at the venue. */
export function isProtected(position: Position, orders: readonly OrderRecord[]): boolean {
  for (const order of orders) {
    if (order.purpose !== "disaster_stop" || !belongsTo(order, position)) continue;
    if (order.request.side === exitSide(position) && works(order)) return true;
  }
  return false;
}

/** Equal texts are equal decimals; only different ones need a look at their digits. */
function same(a: Dec | null, b: Dec): boolean {
  return a === b || (a !== null && compareDec(a, b) === 0);
}

/**
 * The level of the plan that a resting exit stands for. Its trigger is that level on the venue's grid of the day it was
 * placed, so an order is as good as ever when only the grid has changed.
 */
export function levelOf({ stopPrice, request }: OrderRecord): Dec | null {
  return stopPrice ?? request.triggerPrice;
}

/** A resting exit that stands for this level of the plan. */
export function isAt(order: OrderRecord, level: Dec): boolean {
  return same(levelOf(order), level);
}

/** A resting exit that is as the plan wants it. One that has triggered is at work and is left alone. */
export function fits(order: OrderRecord, side: OrderRecord["request"]["side"], level: Dec, qty: Dec | null): boolean {
  if (order.request.side !== side) return false;
  if (order.triggered) return true;
  return isAt(order, level) && (qty === null || same(unfilledQty(order), qty));
}
