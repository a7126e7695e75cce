import type { Dec } from "../lib/decimal.js";
import { toNumber } from "../lib/decimal.js";
import { instrumentOf, markOf, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { removeOrder } from "./end-order.js";
import { checkFilters } from "./filters.js";
import { checkMatch } from "./match-checks.js";
import { placeLimit } from "./meet-market.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";
import type { SimOrder } from "./state.js";

export interface Amendment {
  readonly clientOrderId: string;
  readonly price: Dec;
  /** Whole quantity of the order, what has filled included. */
  readonly qty: Dec;
  /** What is left of it to fill, > 0. */
  readonly leavesQty: Dec;
}

/**
 * Gives a resting limit another price and quantity; it goes to the end of the queue and takes what it now crosses.
 * Null when done; otherwise the order is as it was.
 */
export function amendOrder(context: SimContext, { clientOrderId, price, qty, leavesQty }: Amendment): Rejection | null {
  const { state } = context;
  const order = state.orders.find(({ request }) => request.clientOrderId === clientOrderId);
  if (order?.request.type !== "limit") return reject("-2011");
  const request = { ...order.request, price, qty };
  const market = marketOf(context, request.symbol);
  const filters = checkFilters(request, instrumentOf(context, request.symbol).instrument, markOf(market));
  if (filters !== null) return filters;
  const before = state.orders;
  removeOrder(context, order);
  const rejection = checkMatch(context, { ...request, qty: leavesQty });
  if (rejection !== null) {
    state.orders = before;
    return rejection;
  }
  const amended: SimOrder = {
    ...order,
    request,
    limitPrice: toNumber(price),
    leavesQty,
    throughPrice: null,
    aheadQty: 0,
  };
  state.orders.push(amended);
  placeLimit(context, amended, market);
  return null;
}
