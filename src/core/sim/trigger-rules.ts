import type { OrderRequest } from "../domain/order.js";
import { instrumentOf, markOf } from "./context.js";
import type { SimContext } from "./context.js";
import { tradesThrough } from "./matching-bar.js";
import type { SimMarket, SimOrder } from "./state.js";

interface Range {
  readonly low: number;
  readonly high: number;
}

/** A sell stop and a buy take-profit trigger on the way down, the other two on the way up. */
export function triggersDownwards(request: OrderRequest): boolean {
  return (request.type === "stop_market") === (request.side === "sell");
}

/** Whether the price of the order's working type has reached its trigger. */
export function isTriggeredAt(request: OrderRequest, trigger: number, market: SimMarket): boolean {
  const price = request.workingType === "mark" ? markOf(market) : (market.last ?? Number.NaN);
  return triggersDownwards(request) ? price <= trigger : price >= trigger;
}

/** Whether the bar reached the trigger: a stop by a touch, a take-profit only by one tick more. */
export function isTriggeredWithin(context: SimContext, order: SimOrder, market: SimMarket): boolean {
  const { request, triggerPrice: trigger } = order;
  if (market.bar === null || trigger === null) return false;
  const range: Range = request.workingType === "mark" ? (market.bar.mark ?? market.bar) : market.bar;
  if (request.type === "take_profit_market") {
    const { tick } = instrumentOf(context, request.symbol);
    return tradesThrough(triggersDownwards(request) ? "buy" : "sell", trigger, range, tick);
  }
  return triggersDownwards(request) ? range.low <= trigger : range.high >= trigger;
}
