import { reachesMinNotional } from "../domain/instrument.js";
import type { SymbolView } from "../domain/market-view.js";
import type { OrderRecord } from "../domain/order.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { compareDec, type Dec, toNumber } from "../lib/decimal.js";
import { isInside } from "./entry-limit.js";
import { makerPrice } from "./offset.js";
import { requotePolicy, type RouterPolicy } from "./policy.js";
import { slippageBound } from "./price-limit.js";
import { type Quote, quoteOf } from "./quote.js";

interface RequoteInput {
  readonly record: OrderRecord;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly offsetBps: () => number;
}

/**
 * The price to which a working maker order should follow the market that has gone on without it; null while it may stay.
 * One that the market comes towards stays: it keeps its place in the queue. An entry never goes beyond the slippage limit
 * of its first decision. A change of the order, not a cancel and a new one: one request of the order limits, the same id,
 * and no moment in which both or neither are at the venue.
 */
export function requote(input: RequoteInput): Dec | null {
  const { record, policy } = input;
  const { max_requotes: most, drift_bps: driftBps } = requotePolicy(policy);
  const works = record.status === "acknowledged" || record.status === "partially_filled";
  const isFree = record.changing === null && !record.changeRefused && record.changes < most;
  if (!works || !isFree || record.request.price === null) return null;
  const { side } = record.request;
  const ours = toNumber(record.request.price);
  const isWorth = (price: number): boolean => {
    const ahead = (price - ours) * (side === "buy" ? 1 : -1);
    return ahead > 0 && (ahead / ours) * 10_000 >= driftBps;
  };
  const quote = quoteOf(input.view);
  // No quote of ours lies ahead of our own best price: mostly there is nothing to work out.
  if (quote === null || !isWorth(side === "buy" ? quote.bid : quote.ask)) return null;
  const price = quoteNow(input, quote);
  return price !== null && isWorth(toNumber(price)) ? price : null;
}

/** Behind or at our own best price; null where there is no such price, or too little is left for it. */
function quoteNow({ record, view, offsetBps }: RequoteInput, quote: Quote): Dec | null {
  const { side } = record.request;
  const { instrument } = view;
  const price = makerPrice(side, side === "buy" ? quote.bid : quote.ask, offsetBps(), instrument);
  const rest = unfilledQty(record);
  const legal =
    price !== null && compareDec(rest, instrument.minQty) >= 0 && reachesMinNotional(instrument, rest, price);
  return legal && isWithinLimit(record, view, price) ? price : null;
}

function isWithinLimit(record: OrderRecord, { instrument }: SymbolView, price: Dec): boolean {
  if (record.purpose !== "open") return true;
  const { side } = record.request;
  const bound = slippageBound(side, record.decisionPrice, record.maxSlippageBps, instrument.tickSize);
  if (bound === null) return false;
  return isInside(side, price, bound);
}
