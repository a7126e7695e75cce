import type { Side } from "../domain/intent.js";
import type { OrderRequest } from "../domain/order.js";
import { addDec, compareDec, isZeroDec, negDec, signDec, ZERO } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { holdingOf } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import type { SimOrder } from "./state.js";

/** What an order of this side can take off the position; zero when it would add to it or there is none. */
export function reducibleQty(context: SimContext, account: string, symbol: string, side: Side): Dec {
  const { qty } = holdingOf(context, account, symbol);
  const sign = signDec(qty);
  if (sign > 0 && side === "sell") return qty;
  if (sign < 0 && side === "buy") return negDec(qty);
  return ZERO;
}

/**
 * Resting reduce-only orders and closePosition stops expire once nothing is left for them to reduce. A reduce-only
 * stop or take-profit with a quantity stays, as at Binance: it is refused when it triggers.
 */
export function endPurposeless(context: SimContext, account: string, symbol: string): void {
  for (const order of context.state.orders) {
    const { request } = order;
    if (request.account !== account || request.symbol !== symbol) continue;
    const ends = request.closePosition || (request.reduceOnly && request.triggerPrice === null);
    if (!ends || !isZeroDec(reducibleQty(context, account, symbol, request.side))) continue;
    expireOrder(context, order, "position_closed");
  }
  knockOut(context, account, symbol);
}

/**
 * Resting reduce-only orders for which orders of higher priority leave nothing of the position expire ("knocked out by
 * another higher priority RO order", Event: Order Update, er 4). The one that the position ends in stays whole: its fill
 * stops at the position.
 */
export function knockOut(context: SimContext, account: string, symbol: string): void {
  for (const side of ["sell", "buy"] as const) {
    const held = reducibleQty(context, account, symbol, side);
    if (isZeroDec(held)) continue;
    let ahead = ZERO;
    for (const order of byPriority(context, { account, symbol, side })) {
      if (compareDec(ahead, held) >= 0) expireOrder(context, order, "reduce_only");
      else ahead = addDec(ahead, order.leavesQty ?? ZERO);
    }
  }
}

/** Whether resting orders of at least its priority leave a new reduce-only limit nothing of the position. */
export function isCovered(context: SimContext, { account, symbol, side, price }: OrderRequest): boolean {
  const held = reducibleQty(context, account, symbol, side);
  let ahead = ZERO;
  for (const order of byPriority(context, { account, symbol, side })) {
    const limit = order.request.price;
    if (price === null || limit === null) continue;
    const compared = compareDec(limit, price);
    const isBefore = side === "sell" ? compared <= 0 : compared >= 0;
    if (isBefore) ahead = addDec(ahead, order.leavesQty ?? ZERO);
  }
  return compareDec(ahead, held) >= 0;
}

/** Resting reduce-only limits, the best price first, equal ones oldest first. */
function byPriority(
  context: SimContext,
  { account, symbol, side }: { readonly account: string; readonly symbol: string; readonly side: Side },
): readonly SimOrder[] {
  const own = context.state.orders.filter(
    ({ request }) =>
      request.account === account &&
      request.symbol === symbol &&
      request.side === side &&
      request.reduceOnly &&
      request.type === "limit",
  );
  const sign = side === "sell" ? 1 : -1;
  return own.length < 2 ? own : own.sort((a, b) => sign * ((a.limitPrice ?? 0) - (b.limitPrice ?? 0)));
}
