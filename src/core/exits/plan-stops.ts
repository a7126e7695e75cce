import type { Purpose, Side } from "../domain/intent.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import type { ExitPlan } from "../domain/position.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { absDec, compareDec, type Dec, floorToStep, isZeroDec } from "../lib/decimal.js";
import { exitOrder } from "./exit-order.js";
import { cancel, type Guard, isCancellable, marketLot, NO_ACTIONS, type ProtectionAction } from "./guard.js";
import { fits, isLive, works } from "./protection.js";

/**
 * The venue's stop for the whole position. Venues hold one closePosition stop a side, so a wrong one has to be gone
 * before the right one is sent.
 */
export function planDisasterStop(of: Guard, exits: ExitPlan): readonly ProtectionAction[] {
  const { position, orders, view, side } = of;
  let known = 0;
  let kept: OrderRecord | null = null;
  for (const order of orders) {
    if (!isOpenExit(order, "disaster_stop", side)) continue;
    known += 1;
    if (kept === null && isLive(order) && fits(order, side, exits.disasterStop, null)) kept = order;
  }
  if (known === 1 && kept !== null) return NO_ACTIONS;
  if (known > 0) {
    return orders
      .filter((order) => isOpenExit(order, "disaster_stop", side) && order !== kept && isCancellable(order))
      .map((order) => cancel(order, "not the position's disaster stop"));
  }
  const because = "every position has a disaster stop";
  const qty = absDec(position.qty);
  const triggerPrice = exits.disasterStop;
  const sized = exitOrder({ position, view, purpose: "disaster_stop", part: 0, qty, triggerPrice, because });
  return [{ kind: "place", sized, because }];
}

/** One of these that may still work. */
function isOpenExit({ purpose, request, status }: OrderRecord, wanted: Purpose, side: Side): boolean {
  return purpose === wanted && request.side === side && !isFinal(status);
}

/** The strategy's stop for the filled quantity. At most two at the venue, the second being the replacement.
 * Above the venue's market maximum it covers one lot; the disaster stop covers the rest. */
export function planStrategyStop(of: Guard, exits: ExitPlan): readonly ProtectionAction[] {
  const { position, orders, view, side } = of;
  let open = 0;
  let live = 0;
  let newest: OrderRecord | null = null;
  let hasTriggered = false;
  for (const order of orders) {
    if (!isOpenExit(order, "stop", side)) continue;
    open += 1;
    if (!isLive(order)) continue;
    live += 1;
    newest = order;
    hasTriggered ||= order.triggered;
  }
  const trigger = exits.strategyStop;
  if (trigger === null) return live === 0 ? NO_ACTIONS : cancelStops(of, null, "the plan has no strategy stop");
  // One that has triggered is closing the position: what is left of it will be seen in the books.
  if (hasTriggered) return NO_ACTIONS;
  const qty = marketLot(of);
  const retires = live > 1 && newest !== null && mayRetireOlder(newest, of);
  const actions = retires ? cancelStops(of, newest, "replaced by a newer stop") : NO_ACTIONS;
  const inPlace = isZeroDec(qty) || (newest !== null && covers(newest, { of, trigger, qty }));
  // One that is being cancelled may still be at the venue: a third would have to wait for it.
  if (inPlace || open >= 2) return actions;
  const because =
    newest === null ? "the filled quantity needs its stop" : `stop moved or resized: ${qty} at ${trigger}`;
  const sized = exitOrder({ position, view, purpose: "stop", part: 0, qty, triggerPrice: trigger, because });
  return [{ kind: "place", sized, because }, ...actions];
}

/** Withdraws the strategy's stops, but for one. */
function cancelStops({ orders, side }: Guard, kept: OrderRecord | null, because: string): readonly ProtectionAction[] {
  return orders
    .filter((order) => isOpenExit(order, "stop", side) && order !== kept && isCancellable(order))
    .map((order) => cancel(order, because));
}

/** A stop as the plan wants it, or one that was placed for the whole position before the venue's steps grew. */
function covers(
  stop: OrderRecord,
  { of: { position, view, side }, trigger, qty }: { readonly of: Guard; readonly trigger: Dec; readonly qty: Dec },
): boolean {
  if (fits(stop, side, trigger, qty)) return true;
  const rest = unfilledQty(stop);
  if (view === undefined || compareDec(rest, absDec(position.qty)) > 0) return false;
  return fits(stop, side, trigger, null) && compareDec(floorToStep(rest, view.instrument.stepSize), qty) === 0;
}

/** The overlap of a stop and its replacement ends when the new one works, or when its time is up. */
function mayRetireOlder(newest: OrderRecord, { policy, atMs }: Guard): boolean {
  return works(newest) || atMs - newest.intendedAtMs >= policy.replace_timeout_ms;
}
