import type { Purpose } from "../domain/intent.js";
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
  const { position, view, side } = of;
  const known = openExits(of, "disaster_stop");
  const kept = known.find((order) => isLive(order) && fits(order, side, exits.disasterStop, null));
  if (kept !== undefined && known.length === 1) return NO_ACTIONS;
  if (known.length > 0) {
    const surplus = known.filter((order) => order !== kept && isCancellable(order));
    return surplus.map((order) => cancel(order, "not the position's disaster stop"));
  }
  const because = "every position has a disaster stop";
  const qty = absDec(position.qty);
  const triggerPrice = exits.disasterStop;
  const sized = exitOrder({ position, view, purpose: "disaster_stop", part: 0, qty, triggerPrice, because });
  return [{ kind: "place", sized, because }];
}

/** Orders of one purpose that may still work, oldest first. */
function openExits({ orders, side }: Guard, purpose: Purpose): readonly OrderRecord[] {
  return orders.filter((order) => order.purpose === purpose && order.request.side === side && !isFinal(order.status));
}

/** The strategy's stop for the filled quantity. At most two at the venue, the second being the replacement.
 * Above the venue's market maximum it covers one lot; the disaster stop covers the rest. */
export function planStrategyStop(of: Guard, exits: ExitPlan): readonly ProtectionAction[] {
  const { position, view } = of;
  const open = openExits(of, "stop");
  const live = open.filter(isLive);
  const trigger = exits.strategyStop;
  if (trigger === null)
    return live.filter(isCancellable).map((order) => cancel(order, "the plan has no strategy stop"));
  // One that has triggered is closing the position: what is left of it will be seen in the books.
  if (live.some((order) => order.triggered)) return [];
  const qty = marketLot(of);
  const newest = live[live.length - 1];
  const retires = live.length > 1 && newest !== undefined && mayRetireOlder(newest, of);
  const retired = retires ? live.slice(0, -1).filter(isCancellable) : [];
  const actions = retired.map((order) => cancel(order, "replaced by a newer stop"));
  const inPlace = isZeroDec(qty) || (newest !== undefined && covers(newest, { of, trigger, qty }));
  // One that is being cancelled may still be at the venue: a third would have to wait for it.
  if (inPlace || open.length >= 2) return actions;
  const because =
    newest === undefined ? "the filled quantity needs its stop" : `stop moved or resized: ${qty} at ${trigger}`;
  const sized = exitOrder({ position, view, purpose: "stop", part: 0, qty, triggerPrice: trigger, because });
  return [{ kind: "place", sized, because }, ...actions];
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
