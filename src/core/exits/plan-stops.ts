import type { OrderRecord } from "../domain/order.js";
import type { ExitPlan } from "../domain/position.js";
import { absDec } from "../lib/decimal.js";
import { exitOrder, exitSide } from "./exit-order.js";
import { cancel, type Guard, isCancellable, type ProtectionAction } from "./plan-protection.js";
import { fits, isLive, works } from "./protection.js";
import { isFinal } from "../domain/order.js";

/**
 * The venue's stop for the whole position. Venues hold one closePosition stop a side, so a wrong one has to be gone
 * before the right one is sent.
 */
export function planDisasterStop(of: Guard, exits: ExitPlan): ProtectionAction[] {
  const { position, orders, view } = of;
  const side = exitSide(position);
  const known = orders.filter(
    (order) => order.purpose === "disaster_stop" && order.request.side === side && !isFinal(order.status),
  );
  const right = known.filter((order) => isLive(order) && fits(order, side, exits.disasterStop, null));
  const [kept] = right;
  const surplus = known.filter((order) => order !== kept && isCancellable(order));
  if (kept !== undefined || known.length > 0)
    return surplus.map((order) => cancel(order, "not the position's disaster stop"));
  const because = "every position has a disaster stop";
  const qty = absDec(position.qty);
  const triggerPrice = exits.disasterStop;
  const sized = exitOrder({ position, view, purpose: "disaster_stop", part: 0, qty, triggerPrice, because });
  return [{ kind: "place", sized, because }];
}

/** The strategy's stop for the filled quantity. At most two live ones, the second being the replacement. */
export function planStrategyStop(of: Guard, exits: ExitPlan): ProtectionAction[] {
  const { position, orders, view } = of;
  const side = exitSide(position);
  const live = orders.filter((order) => order.purpose === "stop" && order.request.side === side && isLive(order));
  const trigger = exits.strategyStop;
  if (trigger === null)
    return live.filter(isCancellable).map((order) => cancel(order, "the plan has no strategy stop"));
  const qty = absDec(position.qty);
  const newest = live[live.length - 1];
  const older = live.slice(0, -1);
  const retired = newest !== undefined && mayRetireOlder(newest, of) ? older.filter(isCancellable) : [];
  const actions = retired.map((order) => cancel(order, "replaced by a newer stop"));
  const inPlace = newest !== undefined && fits(newest, side, trigger, qty);
  const replacing = older.length > retired.length;
  if (inPlace || replacing) return actions;
  const because =
    newest === undefined ? "the filled quantity needs its stop" : `stop moved or resized: ${qty} at ${trigger}`;
  const sized = exitOrder({ position, view, purpose: "stop", part: 0, qty, triggerPrice: trigger, because });
  return [{ kind: "place", sized, because }, ...actions];
}

/** The overlap of a stop and its replacement ends when the new one works, or when its time is up. */
function mayRetireOlder(newest: OrderRecord, { policy, atMs }: Guard): boolean {
  return works(newest) || newest.triggered || atMs - newest.intendedAtMs >= policy.replace_timeout_ms;
}
