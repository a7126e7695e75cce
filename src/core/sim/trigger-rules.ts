import type { OrderRequest } from "../domain/order.js";
import { toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { instrumentOf, markOf } from "./context.js";
import type { SimContext } from "./context.js";
import { tradesThrough } from "./matching-bar.js";
import type { SimMarket } from "./state.js";

interface Range {
  readonly low: number;
  readonly high: number;
}

/** A sell stop and a buy take-profit trigger on the way down, the other two on the way up. */
export function triggersDownwards(request: OrderRequest): boolean {
  return (request.type === "stop_market") === (request.side === "sell");
}

export function triggerPriceOf(request: OrderRequest): number {
  return toNumber(present(request.triggerPrice, "trigger price"));
}

/** Whether the price of the order's working type has reached its trigger. */
export function isTriggeredAt(request: OrderRequest, market: SimMarket): boolean {
  const price = request.workingType === "mark" ? markOf(market) : (market.last ?? Number.NaN);
  const trigger = triggerPriceOf(request);
  return triggersDownwards(request) ? price <= trigger : price >= trigger;
}

/** Whether the bar reached the trigger: a stop by a touch, a take-profit only by one tick more. */
export function isTriggeredWithin(context: SimContext, request: OrderRequest, market: SimMarket): boolean {
  if (market.bar === null) return false;
  const range: Range = request.workingType === "mark" ? (market.bar.mark ?? market.bar) : market.bar;
  const trigger = triggerPriceOf(request);
  if (request.type === "take_profit_market") {
    const { tick } = instrumentOf(context, request.symbol);
    return tradesThrough(triggersDownwards(request) ? "buy" : "sell", trigger, range, tick);
  }
  return triggersDownwards(request) ? range.low <= trigger : range.high >= trigger;
}
