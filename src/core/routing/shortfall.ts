import type { Side } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { type Dec, toNumber } from "../lib/decimal.js";

/** The market when the first order of the intent reached the venue. */
export interface Arrival {
  readonly mid: number;
  readonly bid: number;
  readonly ask: number;
}

/**
 * Implementation shortfall of one intent in bps of the decision price; > 0 is a cost.
 * total = delay + spread + impact + fee = price + fee. Delay: decision to arrival mid. Spread: half the arrival
 * spread, paid by the taker share, earned by the maker share. Impact: the rest of the price. Without an arrival
 * book only price and fee are known. What was not filled costs nothing here; `filledShare` shows it.
 */
export interface Shortfall {
  readonly totalBps: number;
  readonly priceBps: number;
  readonly delayBps: number | null;
  readonly spreadBps: number | null;
  readonly impactBps: number | null;
  readonly feeBps: number;
  readonly filledQty: number;
  /** Share of the first order's quantity; null for a closePosition order. */
  readonly filledShare: number | null;
  /** Filled quantity at the decision price: the weight of this shortfall in an average. */
  readonly notionalUsd: number;
}

const BPS = 10_000;

/** What the orders of one intent filled, in sums. */
interface Executed {
  readonly side: Side;
  readonly decision: number;
  /** Null for a closePosition order. */
  readonly askedQty: number | null;
  readonly qty: number;
  /** Σ quantity × price. */
  readonly quote: number;
  readonly makerQty: number;
  readonly fees: number;
}

/** From all orders of one intent, first attempt first. Null while nothing has filled. */
export function shortfall(records: readonly OrderRecord[], arrival: Arrival | null): Shortfall | null {
  const first = records[0];
  if (first === undefined) return null;
  const sum = (of: (record: OrderRecord) => Dec): number =>
    records.reduce((total, record) => total + toNumber(of(record)), 0);
  const executed: Executed = {
    side: first.request.side,
    decision: toNumber(first.decisionPrice),
    askedQty: first.request.qty === null ? null : toNumber(first.request.qty),
    qty: sum(({ filledQty }) => filledQty),
    quote: sum(({ filledQuote }) => filledQuote),
    makerQty: sum(({ makerQty }) => makerQty),
    fees: sum(({ fees }) => fees),
  };
  return shortfallOf(executed, arrival);
}

/** Null while nothing has filled. Source: Perold (1988). */
export function shortfallOf(executed: Executed, arrival: Arrival | null): Shortfall | null {
  const { side, decision, askedQty, qty, quote, makerQty, fees } = executed;
  const measurable = qty > 0 && decision > 0;
  if (!measurable) return null;
  const sign = side === "buy" ? 1 : -1;
  const paidBps = ((sign * (quote / qty - decision)) / decision) * BPS;
  const parts = priceParts(arrival, { priceBps: paidBps, decision, sign, makerShare: makerQty / qty });
  // Added up again, so that the parts sum to the total to the last bit.
  const priceBps = parts.delayBps === null ? paidBps : parts.delayBps + parts.spreadBps + parts.impactBps;
  const feeBps = (fees / (qty * decision)) * BPS;
  return {
    totalBps: priceBps + feeBps,
    priceBps,
    ...parts,
    feeBps,
    filledQty: qty,
    filledShare: askedQty === null ? null : qty / askedQty,
    notionalUsd: qty * decision,
  };
}

interface Paid {
  readonly priceBps: number;
  readonly decision: number;
  readonly sign: number;
  readonly makerShare: number;
}

type PriceParts =
  | { readonly delayBps: number; readonly spreadBps: number; readonly impactBps: number }
  | { readonly delayBps: null; readonly spreadBps: null; readonly impactBps: null };

function priceParts(arrival: Arrival | null, { priceBps, decision, sign, makerShare }: Paid): PriceParts {
  const usable = arrival !== null && arrival.bid > 0 && arrival.ask >= arrival.bid && arrival.mid > 0;
  if (!usable) return { delayBps: null, spreadBps: null, impactBps: null };
  const delayBps = ((sign * (arrival.mid - decision)) / decision) * BPS;
  const halfSpreadBps = ((arrival.ask - arrival.bid) / 2 / decision) * BPS;
  const spreadBps = halfSpreadBps * (1 - 2 * makerShare);
  return { delayBps, spreadBps, impactBps: priceBps - delayBps - spreadBps };
}
