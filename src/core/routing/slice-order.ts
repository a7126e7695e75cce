import type { IntendedOrder } from "../domain/event.js";
import { reachesMinNotional } from "../domain/instrument.js";
import type { SymbolView } from "../domain/market-view.js";
import type { OrderRequest } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { compareDec, type Dec, floorToStep, toNumber } from "../lib/decimal.js";
import { SECOND_MS } from "../lib/time.js";
import { judgeRoute } from "./circuits.js";
import { clientOrderIdOf } from "./client-order-id.js";
import { makerCostBps, takerCostBps } from "./cost.js";
import { entryLimit, type EntryRefusal, isInside } from "./entry-limit.js";
import { makerRefusal } from "./maker-refusal.js";
import { adaptiveOffset, makerPrice } from "./offset.js";
import { policyFor } from "./policy-in-force.js";
import type { RouterPolicy } from "./policy.js";
import { routeMeasures } from "./quality.js";
import { type Quote, quoteOf } from "./quote.js";
import type { RouterState } from "./state.js";

interface SliceInput {
  /** The first slice, as it was approved and journaled. */
  readonly first: IntendedOrder;
  readonly slice: number;
  readonly qty: Dec;
  readonly view: SymbolView;
  readonly router: RouterState;
  readonly policy: RouterPolicy;
  readonly atMs: number;
}

/** Why a slice that is due is not sent yet. */
export type SliceWait = EntryRefusal | "below_minimum";

/**
 * A later slice of an entry: maker or taker by the figures of now, its price inside the slippage limit of the decision
 * behind the whole entry. Where that can't be, the slice waits.
 */
export function sliceOrder(input: SliceInput): IntendedOrder | SliceWait {
  const { first, view, router, atMs } = input;
  const { account, symbol, side } = first.request;
  const { instrument } = view;
  const qty = floorToStep(input.qty, instrument.stepSize);
  const quote = quoteOf(view);
  const allowed = entryLimit(first, view, quote);
  if (!allowed.ok) return allowed.error;
  const bound = allowed.value;
  const policy = policyFor({ router, account, view, policy: input.policy, atMs });
  const measures = routeMeasures(router, positionKey(account, symbol), policy, atMs);
  const costs = { view, quote, side, qty: toNumber(qty), policy };
  const refusal = makerRefusal({
    ...{ policy, view, measures, costs },
    urgency: "entry",
    judgement: judgeRoute(router, account, { measures, policy }),
  });
  const { offsetBps } = adaptiveOffset(view.features.volatility, measures, policy.offset);
  const rest = refusal === null ? makerPriceInside({ quote, offsetBps, bound }, input) : null;
  const limit = rest ?? bound;
  const legal = compareDec(qty, instrument.minQty) >= 0 && reachesMinNotional(instrument, qty, limit);
  if (!legal) return "below_minimum";
  const takerBps = takerCostBps(costs);
  const { twap: _plan, ...later } = first;
  return {
    ...later,
    request: requestOf(input, qty, { limit, isMaker: rest !== null, policy }),
    attempt: 0,
    style: rest === null ? "taker" : "maker",
    routeReason: rest === null ? (refusal ?? "no_maker_price") : "maker_cheaper",
    expectedCostBps: rest === null ? finiteOr(takerBps, first.maxSlippageBps) : makerCostBps(costs, measures),
    notionalUsd: (first.notionalUsd * toNumber(qty)) / toNumber(first.request.qty ?? qty),
    clamps: [],
  };
}

/** A post-only price behind our own best one that is inside the limit; null where there is none. */
function makerPriceInside(
  at: { readonly quote: Quote | null; readonly offsetBps: number; readonly bound: Dec },
  { first, view }: SliceInput,
): Dec | null {
  if (at.quote === null) return null;
  const { side } = first.request;
  const price = makerPrice(side, side === "buy" ? at.quote.bid : at.quote.ask, at.offsetBps, view.instrument);
  if (price === null) return null;
  return isInside(side, price, at.bound) ? price : null;
}

function requestOf(
  { first, slice, atMs }: SliceInput,
  qty: Dec,
  way: { readonly limit: Dec; readonly isMaker: boolean; readonly policy: RouterPolicy },
): OrderRequest {
  const { isMaker, limit, policy } = way;
  const asMarket = !isMaker && policy.taker.entry_type === "market";
  return {
    ...first.request,
    clientOrderId: clientOrderIdOf({ intentId: first.intentId, purpose: first.purpose, slice, attempt: 0 }),
    type: asMarket ? "market" : "limit",
    qty,
    price: asMarket ? null : limit,
    timeInForce: isMaker ? "GTX" : asMarket ? "GTC" : "IOC",
    postOnly: isMaker,
    expireAtMs: isMaker ? atMs + policy.maker_timeout_seconds * SECOND_MS : null,
  };
}

function finiteOr(bps: number, otherwise: number): number {
  return Number.isFinite(bps) ? bps : otherwise;
}
