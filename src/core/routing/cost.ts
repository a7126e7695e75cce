import type { Side } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import { DAY_MS, SECOND_MS } from "../lib/time.js";
import { takingSlippageBps } from "../quant/book/sweep.js";
import type { RouterPolicy } from "./policy.js";
import type { RouteMeasures } from "./quality.js";
import type { Quote } from "./quote.js";

/** Mean of |N(0, 1)|: how far a price has moved, on average, when it ran away from a resting order. */
const MEAN_ABSOLUTE_NORMAL = 0.7979;
const YEAR_MS = 365 * DAY_MS;

export interface CostInput {
  readonly view: SymbolView;
  readonly quote: Quote | null;
  readonly side: Side;
  readonly qty: number;
  readonly policy: RouterPolicy;
}

/** Slippage of a taker order in bps against mid: from the book, or the policy's prior without one. */
function expectedSlippageBps({ view, quote, side, qty, policy }: CostInput): number {
  if (quote === null || view.book === null) return policy.taker.slippage_prior_bps;
  return takingSlippageBps(view.book, side, qty);
}

/** Taker = fee + slippage, in bps. */
export function takerCostBps(input: CostInput): number {
  return input.view.instrument.takerFeeRate * 10_000 + expectedSlippageBps(input);
}

/** Fill probability of a maker order: history, pulled towards the prior while there is little of it. */
function fillProbability(measures: RouteMeasures, maker: RouterPolicy["maker"]): number {
  const filled = (measures.makerFillRatio ?? 0) * measures.makerOrders + maker.fill_prior * maker.fill_prior_orders;
  const weight = measures.makerOrders + maker.fill_prior_orders;
  return weight > 0 ? filled / weight : maker.fill_prior;
}

/** What a maker fill loses within a minute: history, pulled towards the prior while there is little of it. > 0 costs. */
function adverseMoveBps({ markoutBps, markoutFills }: RouteMeasures, maker: RouterPolicy["maker"]): number {
  const weight = markoutFills + maker.fill_prior_orders;
  const moved = -(markoutBps ?? 0) * markoutFills + maker.markout_prior_bps * maker.fill_prior_orders;
  return weight > 0 ? moved / weight : maker.markout_prior_bps;
}

/** Move of the price during the maker timeout, given that it left us behind, in bps. NaN without a volatility. */
function timeoutDriftBps(view: SymbolView, policy: RouterPolicy): number {
  const share = Math.sqrt((policy.maker_timeout_seconds * SECOND_MS) / YEAR_MS);
  return view.features.annualVolatility * share * MEAN_ABSOLUTE_NORMAL * 10_000;
}

/** Maker = p × (maker fee + markout) + (1 − p) × (taker fee + slippage + drift during the timeout), in bps. */
export function makerCostBps(input: CostInput, measures: RouteMeasures): number {
  const { view, policy } = input;
  const p = fillProbability(measures, policy.maker);
  const filled = view.instrument.makerFeeRate * 10_000 + adverseMoveBps(measures, policy.maker);
  return p * filled + (1 - p) * (takerCostBps(input) + timeoutDriftBps(view, policy));
}
