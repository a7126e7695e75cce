import type { SimMarket, SimOrder } from "./state.js";
import { workingPrice } from "./trigger-rules.js";

/** A trigger that no price reaches: that of a trailing stop before it is active. */
export function distantTrigger(side: "buy" | "sell"): number {
  return side === "sell" ? 0 : Number.MAX_VALUE;
}

/** Lets a trailing stop see a price: it becomes active, or its trigger moves along. Other orders stay as they are. */
export function followPrice(order: SimOrder, price: number): void {
  const { trail, side } = order.request;
  if (trail === undefined || order.triggerPrice === null || !(price > 0)) return;
  const sign = side === "sell" ? 1 : -1;
  const { activatePrice, callbackRate } = trail;
  const isActive = order.bestPrice !== undefined;
  const activates = activatePrice === null || sign * (price - activatePrice) >= 0;
  if (!isActive && !activates) return;
  const best = order.bestPrice === undefined || sign * (price - order.bestPrice) > 0 ? price : order.bestPrice;
  order.bestPrice = best;
  order.triggerPrice = best * (1 - sign * callbackRate);
}

/** The same with the price of now. */
export function followMarket(order: SimOrder, market: SimMarket): void {
  if (order.request.trail !== undefined) followPrice(order, workingPrice(order.request, market));
}

/** The same with the end of the bar's range on that way; a stop follows on the way that is good for it. */
export function followBar(order: SimOrder, market: SimMarket, leg: "down" | "up"): void {
  const { trail, side, workingType } = order.request;
  if (trail === undefined || market.bar === null || (side === "sell") !== (leg === "up")) return;
  const range = workingType === "mark" ? (market.bar.mark ?? market.bar) : market.bar;
  followPrice(order, leg === "up" ? range.high : range.low);
}
