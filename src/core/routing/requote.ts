import { reachesMinNotional } from "../domain/instrument.js";
import type { SymbolView } from "../domain/market-view.js";
import type { OrderRecord } from "../domain/order.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { compareDec, type Dec, toNumber } from "../lib/decimal.js";
import { makerPrice } from "./offset.js";
import { requotePolicy, type RouterPolicy } from "./policy.js";
import { slippageBound } from "./price-limit.js";
import { quoteOf } from "./quote.js";

/** Why a maker order is withdrawn and quoted again: journaled with the cancel and with the new order. */
export const REQUOTED = "maker_requote";

export interface Requote {
  readonly price: Dec;
  readonly qty: Dec;
}

interface RequoteInput {
  readonly record: OrderRecord;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly offsetBps: () => number;
}

/**
 * The quote that what is left of a maker order would get now: behind or at our own best price, an entry never beyond the
 * slippage limit of its first decision. Null where there is no such quote, or too little is left for one.
 */
export function requote({ record, view, offsetBps }: RequoteInput): Requote | null {
  const quote = quoteOf(view);
  if (quote === null) return null;
  const { side } = record.request;
  const { instrument } = view;
  const price = makerPrice(side, side === "buy" ? quote.bid : quote.ask, offsetBps(), instrument);
  const qty = unfilledQty(record);
  const legal = price !== null && compareDec(qty, instrument.minQty) >= 0 && reachesMinNotional(instrument, qty, price);
  return legal && isWithinLimit(record, view, price) ? { price, qty } : null;
}

function isWithinLimit(record: OrderRecord, { instrument }: SymbolView, price: Dec): boolean {
  if (record.purpose !== "open") return true;
  const { side } = record.request;
  const bound = slippageBound(side, record.decisionPrice, record.maxSlippageBps, instrument.tickSize);
  if (bound === null) return false;
  return side === "buy" ? compareDec(price, bound) <= 0 : compareDec(price, bound) >= 0;
}

/**
 * Whether the market has gone on without a working maker order, so that a new quote is worth its cancel. One that the
 * market comes towards stays: it keeps its place in the queue. Each attempt at a slice counts against `max_requotes`.
 */
export function isLeftBehind(input: RequoteInput): boolean {
  const { record, policy } = input;
  const { max_requotes: most, drift_bps: driftBps } = requotePolicy(policy);
  const works = record.status === "acknowledged" || record.status === "partially_filled";
  if (!works || record.attempt >= most || record.request.price === null) return false;
  const again = requote(input);
  if (again === null) return false;
  const ours = toNumber(record.request.price);
  const ahead = (toNumber(again.price) - ours) * (record.request.side === "buy" ? 1 : -1);
  return ahead > 0 && (ahead / ours) * 10_000 >= driftBps;
}
