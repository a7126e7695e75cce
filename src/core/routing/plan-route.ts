import type { ApprovedOrder } from "../domain/intent.js";
import { reachesMinNotional, smallestQty } from "../domain/instrument.js";
import type { SymbolView } from "../domain/market-view.js";
import { positionKey } from "../domain/portfolio.js";
import type { RoutedOrder, SlicePlan } from "../domain/order.js";
import {
  compareDec,
  type Dec,
  decFromNumber,
  exact,
  floorToStep,
  isZeroDec,
  mulDec,
  roundToTick,
  toDec,
  toNumber,
} from "../lib/decimal.js";
import { SECOND_MS } from "../lib/time.js";
import { judgeRoute } from "./circuits.js";
import { makerCostBps, takerCostBps, type CostInput } from "./cost.js";
import { makerRefusal } from "./maker-refusal.js";
import { adaptiveOffset, makerPrice } from "./offset.js";
import { policyFor } from "./policy-in-force.js";
import type { RouterPolicy } from "./policy.js";
import { slippageBound } from "./price-limit.js";
import { type Judgement, routeMeasures, type RouteMeasures } from "./quality.js";
import { decisionPrice, quoteOf } from "./quote.js";
import type { RouterState } from "./state.js";
import { planSlices, sliceQty } from "./twap.js";
import type { Urgency } from "./urgency.js";

export interface RouteInput {
  readonly order: ApprovedOrder;
  readonly view: SymbolView;
  readonly router: RouterState;
  readonly policy: RouterPolicy;
  readonly urgency: Urgency;
  readonly atMs: number;
}

/** A route with the quantity to send: the approved one, or less where the venue is not known well enough. */
export interface PlannedRoute extends RoutedOrder {
  readonly qty: Dec;
  /** Where the quantity is only the first slice of it. */
  readonly twap?: SlicePlan;
}

interface Situation extends RouteInput {
  readonly measures: RouteMeasures;
  readonly judgement: Judgement;
  readonly costs: CostInput;
  /** To be sent now. */
  readonly qty: Dec;
  readonly twap: SlicePlan | null;
}

/**
 * Decides how an approved order reaches the market: resting exits wait at the venue, exits in a hurry pay taker,
 * entries go maker-first where a trusted book makes that cheaper. It never asks for more than was approved.
 */
export function planRoute(input: RouteInput): PlannedRoute {
  const { order, view, router, atMs } = input;
  const { account, symbol, side } = order.intent;
  const policy = policyFor({ ...input, account });
  const measures = routeMeasures(router, positionKey(account, symbol), policy, atMs);
  const judgement = judgeRoute(router, account, { measures, policy });
  const whole = routedQty({ ...input, policy, judgement });
  const twap = slicesOf({ ...input, policy }, whole);
  const qty = twap === null ? whole : sliceQty(twap, 0);
  const costs = { view, quote: quoteOf(view), side, qty: toNumber(qty), policy };
  const situation: Situation = { ...input, policy, measures, judgement, costs, qty, twap };
  if (order.triggerPrice !== null) {
    return { ...base(situation), style: "resting", limitPrice: null, timeoutMs: null, reason: "resting_exit" };
  }
  // A leg that rests leaves the other one alone for as long.
  const refusal = order.intent.leg === undefined ? makerRefusal(situation) : "pair_leg";
  if (refusal !== null) return takerRoute(situation, refusal);
  return makerRoute(situation) ?? takerRoute(situation, "no_maker_price");
}

/** Only entries are sliced: what reduces must get out. Nor is a leg of several: the legs of an idea belong together. */
function slicesOf({ order, view, policy, urgency }: RouteInput, qty: Dec): SlicePlan | null {
  const { id, groupId } = order.intent;
  if (urgency !== "entry" || order.triggerPrice !== null || groupId !== id) return null;
  return planSlices({ side: order.intent.side, qty, view, policy, maxSlippageBps: policy.max_slippage_bps.entry });
}

type Base = Pick<PlannedRoute, "order" | "qty" | "maxSlippageBps" | "expectedCostBps" | "twap">;

function base(situation: Situation): Base {
  const cost = takerCostBps(situation.costs);
  return {
    order: situation.order,
    qty: situation.qty,
    ...(situation.twap === null ? {} : { twap: situation.twap }),
    maxSlippageBps: situation.policy.max_slippage_bps[situation.urgency],
    // A book too thin for the order has no price for it: the limit is what it may cost.
    expectedCostBps: Number.isFinite(cost) ? cost : situation.policy.max_slippage_bps[situation.urgency],
  };
}

function makerRoute(situation: Situation): PlannedRoute | null {
  const { costs, view, measures, policy, order, qty } = situation;
  if (costs.quote === null) return null;
  const { offsetBps } = adaptiveOffset(view.features.volatility, measures, policy.offset);
  const ownBest = order.intent.side === "buy" ? costs.quote.bid : costs.quote.ask;
  const limitPrice = makerPrice(order.intent.side, ownBest, offsetBps, view.instrument);
  if (limitPrice === null || !reachesMinNotional(view.instrument, qty, limitPrice)) return null;
  return {
    ...base(situation),
    style: "maker",
    limitPrice,
    timeoutMs: policy.maker_timeout_seconds * SECOND_MS,
    expectedCostBps: makerCostBps(costs, measures),
    reason: "maker_cheaper",
  };
}

function takerRoute(situation: Situation, reason: string): PlannedRoute {
  const plan = base(situation);
  return { ...plan, style: "taker", limitPrice: entryBound(situation, plan), timeoutMs: null, reason };
}

/**
 * Entries carry their slippage limit as a price, always; an exit must get out. A venue values a limit order at its
 * limit: a sell whose limit would fall below the minimum notional asks for the least legal price, which is inside the
 * slippage limit and may simply not fill.
 */
function entryBound(
  { urgency, policy, view, order }: Situation,
  plan: Pick<PlannedRoute, "qty" | "maxSlippageBps">,
): Dec | null {
  if (urgency !== "entry" || policy.taker.entry_type === "market") return null;
  const decision = decisionPrice(view, order.referencePrice);
  const bound = slippageBound(order.intent.side, decision, plan.maxSlippageBps, view.instrument.tickSize);
  const { tickSize, minNotional } = view.instrument;
  const limit = bound ?? roundToTick(decision, tickSize, order.intent.side === "buy" ? "down" : "up");
  if (order.intent.side === "buy" || reachesMinNotional(view.instrument, plan.qty, limit)) return limit;
  return roundToTick(toDec(exact(minNotional).dividedBy(exact(plan.qty)).toDecimalPlaces(20, 0)), tickSize, "up");
}

/** Unknown venues get a share of an entry, broken ones the smallest legal order, as a probe. Never more than approved. */
function routedQty({ order, judgement, urgency, policy, view }: RouteInput & { readonly judgement: Judgement }): Dec {
  if (urgency !== "entry") return order.qty;
  if (isZeroDec(order.referencePrice)) return order.qty;
  const least = smallestQty(view.instrument, view.instrument.minNotional, order.referencePrice);
  if (compareDec(least, order.qty) >= 0) return order.qty;
  if (judgement.quality === "broken") return least;
  if (judgement.quality !== "unknown" || policy.unknown_size_factor === 1) return order.qty;
  const share = mulDec(order.qty, decFromNumber(policy.unknown_size_factor));
  const reduced = floorToStep(share, view.instrument.stepSize);
  return compareDec(reduced, least) < 0 ? least : reduced;
}
