import type { SymbolView } from "../domain/market-view.js";
import type { OrderChange, OrderRecord } from "../domain/order.js";
import { compareDec, toNumber } from "../lib/decimal.js";
import { adaptiveOffsetBps, makerPrice } from "./offset.js";
import type { RouterPolicy } from "./policy.js";
import { slippageBound } from "./price-limit.js";
import { measure } from "./quality.js";
import { quoteOf } from "./quote.js";
import { outcomesOf, type RouterState } from "./state.js";

interface RequoteInput {
  readonly record: OrderRecord;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly router: RouterState;
  readonly atMs: number;
}

/**
 * New terms for a resting maker order that the market has left behind by `maker.requote_bps`; null while it may stay.
 * It follows its own side's best price, inside the slippage limit of its first decision. A change, not a cancel and a
 * new order: one request of the order limits, the same id, and no moment in which both or neither are at the venue.
 */
export function requote({ record, view, policy, router, atMs }: RequoteInput): OrderChange | null {
  const { request, status } = record;
  const { clientOrderId, account, symbol, side, price, qty, reduceOnly } = request;
  const leastBps = policy.maker.requote_bps;
  const rests = status === "acknowledged" || status === "partially_filled";
  const isFree = rests && !record.cancelRequested && record.changing === null && !record.changeRefused;
  if (leastBps === undefined || record.style !== "maker" || !isFree || price === null || qty === null) return null;
  const quote = quoteOf(view);
  if (quote === null || atMs >= (request.expireAtMs ?? record.intendedAtMs)) return null;
  const offsetBps = adaptiveOffsetBps(
    view.features.volatility,
    measure(outcomesOf(router, account, symbol), policy, atMs),
    policy.offset,
  );
  const next = makerPrice(side, side === "buy" ? quote.bid : quote.ask, offsetBps, view.instrument);
  const bound = slippageBound(side, record.decisionPrice, record.maxSlippageBps, view.instrument.tickSize);
  if (next === null || bound === null) return null;
  const toward = side === "buy" ? 1 : -1;
  const driftBps = ((toNumber(next) - toNumber(price)) * toward * 10_000) / toNumber(price);
  const worthIt = driftBps >= leastBps && compareDec(next, bound) * toward <= 0;
  return worthIt ? { clientOrderId, symbol, side, reduceOnly, price: next, qty } : null;
}
