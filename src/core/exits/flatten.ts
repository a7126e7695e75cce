import type { OrderRecord } from "../domain/order.js";
import { entryPrice, isLong } from "../domain/position.js";
import { type Dec, isZeroDec, toNumber } from "../lib/decimal.js";
import { exitOrder, exitSide } from "./exit-order.js";
import { cancel, type Guard, hasFailed, marketLot, type ProtectionAction } from "./guard.js";
import { isLive, isProtected } from "./protection.js";

/**
 * Closes a position at market where its protection has failed. Null: no reason to, the position keeps its exits.
 * An empty list: a close is on its way, or one has just failed; nothing else may be placed beside it.
 * A position above the venue's market maximum goes lot by lot, each after the fill of the one before.
 */
export function planFlatten(of: Guard): ProtectionAction[] | null {
  const { position, orders, view, policy, atMs } = of;
  const live = orders.filter(isLive);
  if (live.some((order) => order.purpose === "flatten")) return [];
  const because = flattenReason(of, live);
  if (because === null) return null;
  const closing = live.filter((order) => order.purpose === "close" || order.purpose === "reduce");
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
  const qty = marketLot(of);
  // A rest below the venue's grid can't be closed by quantity; its closePosition stop still takes it.
  if (justFailed || isZeroDec(qty)) return [];
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

function flattenReason(of: Guard, live: readonly OrderRecord[]): string | null {
  const { position, orders, policy, atMs, flattenAll } = of;
  if (flattenAll) return "a flat book is demanded";
  const since = position.unprotectedSinceMs;
  const inTime = since === null || atMs - since < policy.protect_deadline_ms;
  if (!inTime && !isProtected(position, orders)) return `unprotected since ${since}`;
  const side = exitSide(position);
  for (const purpose of ["disaster_stop", "stop"] as const) {
    const trigger = purpose === "stop" ? position.exits?.strategyStop : position.exits?.disasterStop;
    if (trigger === undefined || trigger === null) continue;
    const placed = live.some((order) => isInPlace(order, purpose, trigger) && order.request.side === side);
    if (placed) continue;
    if (orders.some((order) => order.purpose === purpose && wasRefused(order, of))) return `${purpose} rejected`;
    if (isThrough(trigger, purpose, of)) return `${purpose} ${trigger} is already through the market`;
  }
  return null;
}

/** A triggered stop is at work, wherever the plan has moved since. */
function isInPlace(order: OrderRecord, purpose: OrderRecord["purpose"], trigger: Dec): boolean {
  return order.purpose === purpose && (order.triggered || order.request.triggerPrice === trigger);
}

function wasRefused(order: OrderRecord, { position }: Guard): boolean {
  return (
    order.status === "rejected" &&
    order.intendedAtMs >= position.openedAtMs &&
    order.request.side === exitSide(position)
  );
}

/** A stop that would trigger at once. The entry price is the newest price there is until the next mark. */
function isThrough(trigger: Dec, purpose: "disaster_stop" | "stop", { position, view }: Guard): boolean {
  if (view === undefined) return false;
  const entry = entryPrice(position);
  const known = purpose === "stop" ? view.last : view.mark;
  const price = position.openedAtMs > view.markAtMs && entry !== null ? toNumber(entry) : known;
  return isLong(position) ? price <= toNumber(trigger) : price >= toNumber(trigger);
}
