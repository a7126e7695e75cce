import { smallestQty } from "../domain/instrument.js";
import type { MarketView } from "../domain/market-view.js";
import { compareDec, decFromNumber, type Dec, floorToStep, mulDec, toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import type { PlannedRoute } from "../routing/plan-route.js";

/**
 * The router may send less of an entry than was approved (a venue it does not know well). Of a pair it sends the same
 * share of both legs: the smaller one. Never more than was approved, and never less than the venue takes.
 */
export function matchLegs(routed: readonly PlannedRoute[], view: MarketView): readonly PlannedRoute[] {
  return routed.map((route) => {
    const { intent } = route.order;
    if (intent.leg === undefined) return route;
    const shares = routed.filter(({ order }) => order.intent.groupId === intent.groupId).map(shareSent);
    const share = Math.min(...shares);
    return share < shareSent(route) ? { ...route, qty: atShare(route, share, view) } : route;
  });
}

function shareSent({ qty, order }: PlannedRoute): number {
  return toNumber(qty) / toNumber(order.qty);
}

function atShare({ order }: PlannedRoute, share: number, view: MarketView): Dec {
  const { instrument } = present(view.symbols.get(order.intent.symbol), `view of ${order.intent.symbol}`);
  const least = smallestQty(instrument, instrument.minNotional, order.referencePrice);
  const wanted = floorToStep(mulDec(order.qty, decFromNumber(share)), instrument.stepSize);
  if (compareDec(wanted, least) >= 0) return wanted;
  return compareDec(least, order.qty) > 0 ? order.qty : least;
}
