import { signDec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { oppositeSide } from "../domain/intent.js";
import type { Side } from "../domain/intent.js";
import { holdingOf, instrumentOf, isWorking, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { liquidateAtExtreme } from "./liquidation.js";
import { fillResting, tradesThrough } from "./matching-bar.js";
import type { SimMarket, SimOrder } from "./state.js";
import { clampToRange } from "./price-range.js";
import { followBar } from "./trailing.js";
import { isTriggeredWithin, triggersDownwards } from "./trigger-rules.js";
import { fireOrder } from "./triggers.js";

type Leg = "down" | "up";

/**
 * What happens inside a bar, in the order that hurts most: first the way against the position with its stops and then
 * its liquidation, afterwards the way in its favour. A flat symbol goes down first. After a stop no take-profit fills in
 * the same bar, and after a resting order none of the other side: nobody earns twice from one bar.
 */
export function evaluateIntrabar(context: SimContext, account: string, symbol: string): void {
  const market = marketOf(context, symbol);
  if (market.bar === null || market.book !== null) return;
  const startsShort = signDec(holdingOf(context, account, symbol).qty) < 0;
  const legs: readonly Leg[] = startsShort ? ["up", "down"] : ["down", "up"];
  const seen: Seen = { stopped: false, earned: new Set() };
  for (const leg of legs) {
    for (const order of context.state.orders) {
      if (order.request.account === account && order.request.symbol === symbol) followBar(order, market, leg);
    }
    for (const order of ordersOfLeg(context, { account, symbol, leg })) {
      if (isWorking(context, order)) visit(context, { order, market, seen });
    }
    const sign = signDec(holdingOf(context, account, symbol).qty);
    if ((sign > 0 && leg === "down") || (sign < 0 && leg === "up")) liquidateAtExtreme(context, account, symbol);
  }
}

/** Whether the bar goes where the order waits; a trailing stop goes along with it. */
export function isReached(context: SimContext, order: SimOrder, market: SimMarket): boolean {
  if (market.bar === null) return false;
  if (order.request.trail !== undefined && order.triggerPrice !== null) return true;
  if (order.triggerPrice !== null) return isTriggeredWithin(context, order, market);
  const { tick } = instrumentOf(context, market.symbol);
  return order.throughPrice !== null && tradesThrough(order.request.side, order.throughPrice, market.bar, tick);
}

/** A stop that was acknowledged after the intrabar evaluation lives in this bar too: its whole range counts. */
export function evaluateLateStop(context: SimContext, order: SimOrder): void {
  const market = marketOf(context, order.request.symbol);
  if (order.request.type !== "stop_market" || market.book !== null) return;
  if (isTriggeredWithin(context, order, market)) fireOrder(context, order, market);
}

/** What has happened so far in this bar. */
interface Seen {
  stopped: boolean;
  /** Sides of resting orders that filled. */
  readonly earned: Set<Side>;
}

interface Visit {
  readonly order: SimOrder;
  readonly market: SimMarket;
  readonly seen: Seen;
}

function visit(context: SimContext, { order, market, seen }: Visit): void {
  const { request } = order;
  const isMet =
    request.trail === undefined ? isReached(context, order, market) : isTriggeredWithin(context, order, market);
  if (!isMet) return;
  if (request.type === "stop_market") {
    seen.stopped = true;
    fireOrder(context, order, market);
    return;
  }
  const { earned } = seen;
  if (earned.has(oppositeSide(request.side))) return;
  if (seen.stopped && (request.reduceOnly || request.closePosition)) return;
  if (request.type === "take_profit_market") {
    earned.add(request.side);
    fireOrder(context, order, market);
    return;
  }
  earned.add(request.side);
  // The limit may lie where the bar opened beyond it: the order still gets no better price, but the market is elsewhere.
  market.last = clampToRange(
    present(order.limitPrice, "price of a resting order"),
    present(market.bar, "bar of a fill"),
  );
  fillResting(context, order);
}

/** The orders that the market meets on its way, in the order it meets them; stops first at one price. */
function ordersOfLeg(
  context: SimContext,
  { account, symbol, leg }: { readonly account: string; readonly symbol: string; readonly leg: Leg },
): readonly SimOrder[] {
  const met = context.state.orders.filter(({ request, triggerPrice, throughPrice }) => {
    if (request.account !== account || request.symbol !== symbol) return false;
    if (triggerPrice !== null) return triggersDownwards(request) === (leg === "down");
    return throughPrice !== null && (request.side === "buy") === (leg === "down");
  });
  const direction = leg === "down" ? -1 : 1;
  return met.sort((a, b) => {
    const difference = direction * (priceOf(a) - priceOf(b));
    return difference === 0 ? Number(isStop(b)) - Number(isStop(a)) : difference;
  });
}

function priceOf({ triggerPrice, limitPrice }: SimOrder): number {
  return present(triggerPrice ?? limitPrice, "price of a resting order");
}

function isStop({ request }: SimOrder): boolean {
  return request.type === "stop_market";
}
