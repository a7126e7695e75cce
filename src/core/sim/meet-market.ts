import { isTradable, isWorking } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import { executeInBar, isMarketable, restInBar, takeFromBar } from "./matching-bar.js";
import { executeInBook, restInBook, sweepBook } from "./matching-book.js";
import { knockOut } from "./reduce-only.js";
import { meetOwn } from "./self-trade.js";
import type { SimMarket, SimOrder } from "./state.js";

/** Also for market orders that waited through a gap in the data for the next bar. */
export function executeMarket(context: SimContext, order: SimOrder, market: SimMarket): void {
  if (market.book !== null) executeInBook(context, order, market);
  else if (market.last !== null) executeInBar(context, order, market, market.last);
}

/** Takes what it can inside its price and rests for the remainder. */
export function placeLimit(context: SimContext, order: SimOrder, market: SimMarket): void {
  const { request } = order;
  if (market.book !== null) sweepBook(context, order, market);
  else if (!request.postOnly && market.last !== null && isTradable(context, market)) {
    if (isMarketable(context, order, market)) takeFromBar(context, order, market, market.last);
  }
  if (!isWorking(context, order)) return;
  if (!request.postOnly && !meetOwn(context, order, order.limitPrice ?? Number.NaN)) return;
  if (market.book === null) restInBar(order, market);
  else restInBook(context, order, market);
  if (request.timeInForce === "IOC") expireOrder(context, order, "ioc");
  else if (request.reduceOnly) knockOut(context, request.account, request.symbol);
}
