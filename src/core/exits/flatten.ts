import type { OrderRecord } from "../domain/order.js";
import { entryPrice, isLong } from "../domain/position.js";
import { isOnGrid } from "../domain/venue-grid.js";
import { compareDec, type Dec, toNumber } from "../lib/decimal.js";
import { exitOrder } from "./exit-order.js";
import { cancel, closingLot, type Guard, hasFailed, NO_ACTIONS, type ProtectionAction } from "./guard.js";
import { concerns, isAt, isLive, isProtected } from "./protection.js";

/**
 * Closes a position at market where its protection has failed, or a part of it that must go. Null: no reason to, the position keeps its exits.
 * An empty list: a close is on its way, or one has just failed; nothing else may be placed beside it.
 * A position above the venue's market maximum goes lot by lot, each after the fill of the one before; what is less than
 * the venue's smallest order goes last (`closingQty`).
 */
export function planFlatten(of: Guard): readonly ProtectionAction[] | null {
  const { position, orders, view, policy, atMs } = of;
  if (orders.some(isFlattening)) return NO_ACTIONS;
  const whole = flattenReason(of);
  const because = whole ?? of.trim?.because ?? null;
  if (because === null) return null;
  const closing = orders.filter((order) => isLive(order) && (order.purpose === "close" || order.purpose === "reduce"));
  // Two closes would ask for more than the position: a waiting one makes room, one in flight does the work.
  if (closing.length > 0) {
    return closing
      .filter((order) => order.style === "maker" && order.status !== "intended")
      .map((order) => cancel(order, because));
  }
  const justFailed = orders.some(
    (order) =>
      order.purpose === "flatten" && hasFailed(order) && atMs - (order.finishedAtMs ?? atMs) < policy.flatten_retry_ms,
  );
  // Refused again and again: each try waits longer.
  if (justFailed || atMs < of.mayCloseAtMs) return NO_ACTIONS;
  const lot = closingLot(of);
  const part = whole === null ? (of.trim?.qty ?? lot) : lot;
  const qty = compareDec(part, lot) < 0 ? part : lot;
  const sized = exitOrder({
    position,
    view,
    purpose: "flatten",
    part: 0,
    qty,
    triggerPrice: null,
    because,
  });
  return [{ kind: "place", sized, because }];
}

function isFlattening(order: OrderRecord): boolean {
  return order.purpose === "flatten" && isLive(order);
}

const GUARDING = ["disaster_stop", "stop"] as const;

function flattenReason(of: Guard): string | null {
  const { position, orders, policy, atMs, flattenAll } = of;
  if (flattenAll) return of.flattenBecause ?? "a flat book is demanded";
  // From when it became known: a position that a restart finds is given its stop before it is given up.
  const knownMs = position.unprotectedKnownMs;
  const inTime = knownMs === null || atMs - knownMs < policy.protect_deadline_ms;
  if (!inTime && !isProtected(position, orders)) return `unprotected since ${position.unprotectedSinceMs ?? knownMs}`;
  for (const purpose of GUARDING) {
    const trigger = purpose === "stop" ? position.exits?.strategyStop : position.exits?.disasterStop;
    if (trigger === undefined || trigger === null || isPlaced(of, purpose, trigger)) continue;
    if (orders.some((order) => order.purpose === purpose && wasRefused(order, of))) return `${purpose} rejected`;
    if (isThrough(trigger, purpose, of)) return `${purpose} ${trigger} is already through the market`;
  }
  return null;
}

/** A triggered stop is at work, wherever the plan has moved since. */
function isPlaced({ orders, side }: Guard, purpose: OrderRecord["purpose"], trigger: Dec): boolean {
  for (const order of orders) {
    if (order.purpose !== purpose || order.request.side !== side || !isLive(order)) continue;
    if (order.triggered || isAt(order, trigger)) return true;
  }
  return false;
}

/** One that was refused for a grid that no longer holds is placed again on the new one. */
function wasRefused(order: OrderRecord, { position, view }: Guard): boolean {
  const wasOutdated = view !== undefined && !isOnGrid(order.request, view.instrument);
  return order.status === "rejected" && concerns(order, position) && !wasOutdated;
}

/** A stop that would trigger at once. The entry price is the newest price there is until the next mark. */
function isThrough(trigger: Dec, purpose: "disaster_stop" | "stop", { position, view }: Guard): boolean {
  if (view === undefined) return false;
  const entry = entryPrice(position);
  const known = purpose === "stop" ? view.last : view.mark;
  const price = position.openedAtMs > view.markAtMs && entry !== null ? toNumber(entry) : known;
  return isLong(position) ? price <= toNumber(trigger) : price >= toNumber(trigger);
}
