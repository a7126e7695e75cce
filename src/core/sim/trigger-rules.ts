import type { OrderRequest } from "../domain/order.js";
import type { SimRequest } from "./request.js";
import { instrumentOf, markOf } from "./context.js";
import type { SimContext } from "./context.js";
import { tradesThrough } from "./matching-bar.js";
import { clampToRange, type PriceRange } from "./price-range.js";
import type { SimMarket, SimOrder } from "./state.js";

/** A sell stop and a buy take-profit trigger on the way down, the other two on the way up. */
export function triggersDownwards(request: OrderRequest): boolean {
  return (request.type === "stop_market") === (request.side === "sell");
}

/** The price that an order's trigger looks at; NaN before the first one. */
export function workingPrice({ workingType }: OrderRequest, market: SimMarket): number {
  return workingType === "mark" ? markOf(market) : (market.last ?? Number.NaN);
}

/** Whether the price of the order's working type has reached its trigger. */
export function isTriggeredAt(request: SimRequest, trigger: number, market: SimMarket): boolean {
  const price = workingPrice(request, market);
  const isReached = triggersDownwards(request) ? price <= trigger : price >= trigger;
  return isReached && isWithinProtection(request, market.last ?? Number.NaN, market.mark);
}

/** A protected order does not trigger while last and mark price are too far apart; it goes on waiting. */
function isWithinProtection({ triggerProtect }: SimRequest, last: number, mark: number | null): boolean {
  return triggerProtect === undefined || mark === null || Math.abs(mark - last) <= triggerProtect * mark;
}

/** Within a bar nobody knows where the other price stood when this one came by: the nearest it was in the bar. */
function isProtectedWithin(request: SimRequest, trigger: number, market: SimMarket): boolean {
  const { bar } = market;
  if (bar === null || bar.mark === null) return true;
  const own = request.workingType === "mark" ? bar.mark : bar;
  const other = request.workingType === "mark" ? bar : bar.mark;
  const price = clampToRange(trigger, own);
  const nearest = clampToRange(price, other);
  return request.workingType === "mark"
    ? isWithinProtection(request, nearest, price)
    : isWithinProtection(request, price, nearest);
}

/** Whether the bar reached the trigger: a stop by a touch, a take-profit only by one tick more. */
export function isTriggeredWithin(context: SimContext, order: SimOrder, market: SimMarket): boolean {
  const { request, triggerPrice: trigger } = order;
  if (market.bar === null || trigger === null || !isProtectedWithin(request, trigger, market)) return false;
  const range: PriceRange = request.workingType === "mark" ? (market.bar.mark ?? market.bar) : market.bar;
  if (request.type === "take_profit_market") {
    const { tick } = instrumentOf(context, request.symbol);
    return tradesThrough(triggersDownwards(request) ? "buy" : "sell", trigger, range, tick);
  }
  return triggersDownwards(request) ? range.low <= trigger : range.high >= trigger;
}
