import type { OrderRecord } from "../domain/order.js";
import { toNumber } from "../lib/decimal.js";

/** The market when the first order of the intent reached the venue. */
interface Arrival {
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
interface Shortfall {
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

/** From all orders of one intent, first attempt first. Null while nothing has filled. Source: Perold (1988). */
export function shortfall(records: readonly OrderRecord[], arrival: Arrival | null): Shortfall | null {
  const first = records[0];
  if (first === undefined) return null;
  const decision = toNumber(first.decisionPrice);
  let qty = 0;
  let quote = 0;
  let makerQty = 0;
  let fees = 0;
  for (const record of records) {
    qty += toNumber(record.filledQty);
    quote += toNumber(record.filledQuote);
    makerQty += toNumber(record.makerQty);
    fees += toNumber(record.fees);
  }
  const measurable = qty > 0 && decision > 0;
  if (!measurable) return null;
  const sign = first.request.side === "buy" ? 1 : -1;
  const priceBps = ((sign * (quote / qty - decision)) / decision) * BPS;
  const feeBps = (fees / (qty * decision)) * BPS;
  const asked = first.request.qty === null ? null : toNumber(first.request.qty);
  return {
    totalBps: priceBps + feeBps,
    priceBps,
    ...priceParts(arrival, { priceBps, decision, sign, makerShare: makerQty / qty }),
    feeBps,
    filledQty: qty,
    filledShare: asked === null ? null : qty / asked,
    notionalUsd: qty * decision,
  };
}

interface Paid {
  readonly priceBps: number;
  readonly decision: number;
  readonly sign: number;
  readonly makerShare: number;
}

type PriceParts = Pick<Shortfall, "delayBps" | "spreadBps" | "impactBps">;

function priceParts(arrival: Arrival | null, { priceBps, decision, sign, makerShare }: Paid): PriceParts {
  const usable = arrival !== null && arrival.bid > 0 && arrival.ask >= arrival.bid && arrival.mid > 0;
  if (!usable) return { delayBps: null, spreadBps: null, impactBps: null };
  const delayBps = ((sign * (arrival.mid - decision)) / decision) * BPS;
  const halfSpreadBps = ((arrival.ask - arrival.bid) / 2 / decision) * BPS;
  const spreadBps = halfSpreadBps * (1 - 2 * makerShare);
  return { delayBps, spreadBps, impactBps: priceBps - delayBps - spreadBps };
}
