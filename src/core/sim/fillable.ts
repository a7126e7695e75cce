import type { OrderRequest } from "../domain/order.js";
import { addDec, compareDec, decFromNumber, floorToStep, toNumber, ZERO } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { instrumentOf, isTradable, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { executableQty } from "./fills.js";
import { isMarketable } from "./matching-bar.js";
import { fillParts, takerPrice } from "./slippage.js";
import type { SimMarket, SimOrder } from "./state.js";

/** How much of a limit order would fill if it arrived now; nothing changes. A fill-or-kill order asks this first. */
export function fillableQty(context: SimContext, request: OrderRequest): Dec {
  const market = marketOf(context, request.symbol);
  if (request.price === null || request.qty === null || !isTradable(context, market)) return ZERO;
  const order: SimOrder = {
    request,
    venueOrderId: "",
    limitPrice: toNumber(request.price),
    triggerPrice: null,
    leavesQty: request.qty,
    throughPrice: null,
    aheadQty: 0,
  };
  const wanted = executableQty(context, order);
  const offered = market.book === null ? offeredByBar(context, order, market) : offeredByBook(context, order, market);
  return compareDec(wanted, offered) <= 0 ? wanted : offered;
}

function offeredByBar(context: SimContext, order: SimOrder, market: SimMarket): Dec {
  if (market.last === null || !isMarketable(context, order, market)) return ZERO;
  const { stepSize, tickSize } = instrumentOf(context, market.symbol).instrument;
  const { side } = order.request;
  const limit = order.limitPrice ?? Number.NaN;
  let offered = ZERO;
  const flow = {
    qty: executableQty(context, order),
    stepSize,
    volume: market.bar?.volume ?? 0,
    takenQty: market.takenQty,
  };
  for (const part of fillParts(flow, context.policy)) {
    const price = toNumber(takerPrice(market.last, side, part.slippageBps, tickSize));
    const isInside = side === "buy" ? price <= limit : price >= limit;
    if (!isInside) break;
    offered = addDec(offered, part.qty);
  }
  return offered;
}

function offeredByBook(context: SimContext, order: SimOrder, market: SimMarket): Dec {
  const { stepSize } = instrumentOf(context, market.symbol).instrument;
  const { side } = order.request;
  const limit = order.limitPrice ?? Number.NaN;
  const levels = side === "buy" ? market.book?.asks : market.book?.bids;
  let offered = ZERO;
  for (const [price, qty] of levels ?? []) {
    const isInside = side === "buy" ? price <= limit : price >= limit;
    if (!isInside) break;
    offered = addDec(offered, floorToStep(decFromNumber(qty), stepSize));
  }
  return offered;
}
