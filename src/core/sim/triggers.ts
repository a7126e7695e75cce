import { isZeroDec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { MINUTE_MS } from "../lib/time.js";
import { isTradable, isWorking, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { enterAsLimit } from "./trigger-limit.js";
import { followMarket } from "./trailing.js";
import { removeOrder } from "./end-order.js";
import { reducibleQty } from "./reduce-only.js";
import { marginRejection } from "./margin-check.js";
import { executeInBar } from "./matching-bar.js";
import { executeInBook } from "./matching-book.js";
import { executeMarket } from "./meet-market.js";
import { clampToRange } from "./price-range.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";
import { schedule } from "./schedule.js";
import type { SimMarket, SimOrder } from "./state.js";
import { isTriggeredAt } from "./trigger-rules.js";

/** Turns a conditional order into a market order and executes it from where the bar or the book allows. */
export function fireOrder(context: SimContext, order: SimOrder, market: SimMarket): void {
  const { request } = order;
  const { clientOrderId } = request;
  const { nowMs } = context.state;
  context.out.push({ type: "order.triggered", atMs: nowMs, clientOrderId });
  if (request.closePosition) {
    order.leavesQty = reducibleQty(context, request.account, request.symbol, request.side);
  }
  const course = context.interference?.onTrigger(request, nowMs) ?? { kind: "none" };
  if (course.kind === "engine_late") {
    order.triggerPrice = null;
    schedule(context, nowMs + course.marketMs, { kind: "execute", venueOrderId: order.venueOrderId });
    return;
  }
  const rejection = course.kind === "reject" ? reject("-2019") : triggerRejection(context, order);
  if (rejection === null) executeTriggered(context, order, market);
  else refuseTriggered(context, order, rejection);
}

/** The engine gets to an order late: at the price of now, and only while the symbol trades. */
export function executeLate(context: SimContext, order: SimOrder): void {
  const market = marketOf(context, order.request.symbol);
  if (!isTradable(context, market)) {
    schedule(context, context.state.nowMs + MINUTE_MS, { kind: "execute", venueOrderId: order.venueOrderId });
    return;
  }
  const rejection = triggerRejection(context, order);
  if (rejection !== null) refuseTriggered(context, order, rejection);
  else if (order.request.limitOnTrigger !== undefined) enterAsLimit(context, order, market);
  else executeMarket(context, order, market);
}

function refuseTriggered(context: SimContext, order: SimOrder, rejection: Rejection): void {
  removeOrder(context, order);
  const { clientOrderId } = order.request;
  context.out.push({ type: "order.rejected", atMs: context.state.nowMs, clientOrderId, ...rejection });
}

function executeTriggered(context: SimContext, order: SimOrder, market: SimMarket): void {
  const fillsFromBar = market.book === null && isTradable(context, market);
  if (fillsFromBar) market.last = firePrice(order, market);
  if (order.request.limitOnTrigger !== undefined) enterAsLimit(context, order, market);
  else if (market.book !== null) executeInBook(context, order, market);
  else if (fillsFromBar && market.last !== null) executeInBar(context, order, market, market.last);
  if (isWorking(context, order)) order.triggerPrice = null;
}

/** Fires what the current last or mark price has reached: what it came by first, equal triggers oldest first. */
export function fireReached(context: SimContext, symbol: string): void {
  const market = marketOf(context, symbol);
  if (!isTradable(context, market)) return;
  for (const order of context.state.orders) if (order.request.symbol === symbol) followMarket(order, market);
  const reached = context.state.orders.filter(
    ({ request, triggerPrice }) =>
      request.symbol === symbol && triggerPrice !== null && isTriggeredAt(request, triggerPrice, market),
  );
  if (reached.length > 1) reached.sort(nearestFirst);
  for (const order of reached) if (isWorking(context, order)) fireOrder(context, order, market);
}

/** A falling price comes by the higher sell stop first, a rising one by the lower buy stop. */
function nearestFirst(a: SimOrder, b: SimOrder): number {
  if (a.request.side !== b.request.side) return 0;
  const distance = (a.triggerPrice ?? 0) - (b.triggerPrice ?? 0);
  return a.request.side === "sell" ? -distance : distance;
}

/**
 * Last price at which a triggered order of bar mode executes, before slippage. Stop: the worse of the current price and
 * the trigger; take-profit: the trigger, without the gain of a gap; both inside the bar.
 */
function firePrice({ request, triggerPrice }: SimOrder, market: SimMarket): number {
  const bar = present(market.bar, "bar of a triggered order");
  const last = market.last ?? bar.open;
  const trigger = present(triggerPrice, "trigger of a triggered order");
  const clamped = clampToRange(trigger, bar);
  if (request.type === "take_profit_market") return clamped;
  const isWorse = request.side === "sell" ? last < trigger : last > trigger;
  return isWorse ? last : clamped;
}

function triggerRejection(context: SimContext, { request }: SimOrder): Rejection | null {
  const { account, symbol, side, reduceOnly, closePosition } = request;
  if (!reduceOnly && !closePosition) return marginRejection(context, request);
  return isZeroDec(reducibleQty(context, account, symbol, side)) ? reject("-2022") : null;
}
