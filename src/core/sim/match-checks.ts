import type { OrderRequest } from "../domain/order.js";
import { isZeroDec, toNumber } from "../lib/decimal.js";
import { marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { isCovered, reducibleQty } from "./reduce-only.js";
import { marginRejection } from "./margin-check.js";
import { bestOpposite } from "./matching-book.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";
import type { SimRequest } from "./request.js";
import type { SimMarket } from "./state.js";
import { isTriggeredAt, workingPrice } from "./trigger-rules.js";

/** What the matching engine refuses: it depends on position, margin and market at the instant of arrival. */
export function checkMatch(context: SimContext, request: SimRequest): Rejection | null {
  const market = marketOf(context, request.symbol);
  const trigger = request.triggerPrice;
  if (trigger !== null && wouldTrigger(request, toNumber(trigger), market)) return reject("-2021");
  if (request.reduceOnly || request.closePosition) {
    const reducible = reducibleQty(context, request.account, request.symbol, request.side);
    const isResting = request.reduceOnly && request.type === "limit";
    if (isZeroDec(reducible) || (isResting && isCovered(context, request))) return reject("-2022");
    return postOnlyRejection(request, market);
  }
  const postOnly = postOnlyRejection(request, market);
  // Margin of a conditional order is asked for when it triggers.
  return postOnly ?? (request.triggerPrice === null ? marginRejection(context, request) : null);
}

/** A trailing stop has to be activated by a price that is still to come. */
function wouldTrigger(request: SimRequest, trigger: number, market: SimMarket): boolean {
  if (request.trail === undefined) return isTriggeredAt(request, trigger, market);
  const { activatePrice } = request.trail;
  if (activatePrice === null) return false;
  const ahead = activatePrice - workingPrice(request, market);
  const isAhead = request.side === "sell" ? ahead > 0 : ahead < 0;
  return !isAhead;
}

/** Without a book, a post-only order that crosses the last price would take. */
export function postOnlyRejection(request: OrderRequest, market: SimMarket): Rejection | null {
  if (!request.postOnly || request.price === null) return null;
  const price = toNumber(request.price);
  if (market.book === null) {
    const last = market.last ?? Number.NaN;
    const rests = request.side === "buy" ? price <= last : price >= last;
    return rests ? null : reject("-5022");
  }
  const opposite = bestOpposite(market, request.side);
  const rests = opposite === null || (request.side === "buy" ? price < opposite : price > opposite);
  return rests ? null : reject("-5022");
}
