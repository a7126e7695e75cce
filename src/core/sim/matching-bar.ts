import { compareDec, isZeroDec, toNumber } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { instrumentOf, isWorking } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import { bookFill, executableQty } from "./fills.js";
import { holdBack, isHeldBack } from "./interference.js";
import type { PriceRange } from "./price-range.js";
import { meetOwn } from "./self-trade.js";
import { fillParts, slippageBps, takerPrice } from "./slippage.js";
import type { SimMarket, SimOrder } from "./state.js";

/** A gap of floating point between two equal prices must not decide a fill. */
const TICK_TOLERANCE = 1e-6;

/** Fills a taker from the bar, in parts, from `base` on; a limit ends it at the first part that would be worse. */
export function takeFromBar(context: SimContext, order: SimOrder, market: SimMarket, base: number): void {
  holdBack(context, order);
  const { instrument } = instrumentOf(context, market.symbol);
  const volume = market.bar?.volume ?? 0;
  const limit = order.request.price;
  const flow = {
    qty: executableQty(context, order),
    stepSize: instrument.stepSize,
    volume,
    takenQty: market.takenQty,
  };
  for (const part of fillParts(flow, context.policy)) {
    const price = takerPrice(base, order.request.side, part.slippageBps, instrument.tickSize);
    if (limit !== null && isWorse(order, price, limit)) return;
    if (!meetOwn(context, order, toNumber(price))) return;
    const left = executableQty(context, order);
    const qty = compareDec(part.qty, left) <= 0 ? part.qty : left;
    if (isZeroDec(qty)) return;
    market.takenQty += toNumber(qty);
    bookFill(context, order, { qty, price, liquidity: "taker" });
  }
}

/** Fills a market order, or a triggered one, whole; what reduce-only leaves over expires. */
export function executeInBar(context: SimContext, order: SimOrder, market: SimMarket, base: number): void {
  takeFromBar(context, order, market, base);
  if (isWorking(context, order) && !isHeldBack(order)) expireOrder(context, order, "reduce_only");
}

/** A limit takes on arrival where the price after the least slippage is inside it. */
export function isMarketable(context: SimContext, order: SimOrder, market: SimMarket): boolean {
  const limit = present(order.request.price, "limit price");
  if (market.last === null) return false;
  const { instrument } = instrumentOf(context, market.symbol);
  const leastBps = slippageBps(0, 1, context.policy);
  return !isWorse(order, takerPrice(market.last, order.request.side, leastBps, instrument.tickSize), limit);
}

/**
 * Fixes from where trade-through is counted: the limit, or the last price where the limit lies between the last price
 * and the price a taker would have got. Nobody is first in a queue inside the spread for free.
 */
export function restInBar(order: SimOrder, market: SimMarket): void {
  const limit = present(order.limitPrice, "limit price");
  const last = market.last ?? limit;
  order.throughPrice = order.request.side === "buy" ? Math.min(limit, last) : Math.max(limit, last);
}

/** Whether the range trades at least one tick through the price, downwards for a buyer. */
export function tradesThrough(side: "buy" | "sell", price: number, range: PriceRange, tick: number): boolean {
  const distance = tick * (1 - TICK_TOLERANCE);
  return side === "buy" ? range.low <= price - distance : range.high >= price + distance;
}

/** A resting limit fills whole and exactly at its price. */
export function fillResting(context: SimContext, order: SimOrder): void {
  const price = present(order.request.price, "limit price");
  holdBack(context, order);
  const qty = executableQty(context, order);
  if (!isZeroDec(qty)) bookFill(context, order, { qty, price, liquidity: "maker" });
  if (isWorking(context, order) && !isHeldBack(order)) expireOrder(context, order, "reduce_only");
}

function isWorse(order: SimOrder, price: Dec, limit: Dec): boolean {
  const compared = compareDec(price, limit);
  return order.request.side === "buy" ? compared > 0 : compared < 0;
}
