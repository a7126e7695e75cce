import type { Side } from "../../../domain/intent.js";
import { compareDec, isZeroDec, subDec } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { err, ok } from "../../../lib/result.js";
import { endInVenue, findOpen } from "./end-orders.js";
import type { OrderRef } from "./end-orders.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { orderTradeUpdate } from "./order-frames.js";
import { matchedPrice } from "./price-match.js";
import type { PriceMatch } from "./price-match.js";
import type { ExchangeOrder } from "./records.js";
import { tellEvents } from "./tell-events.js";
import { refuse } from "./venue-error.js";
import type { Answer } from "./venue-error.js";

/** "Modify Order", 2026-10: one order can be modified fewer than 10000 times. */
const MAX_MODIFICATIONS = 10_000;
const WOULD_TAKE = -5022;
const BELOW_MIN_NOTIONAL = -4164;

export interface OrderChange {
  readonly ref: OrderRef;
  readonly side: Side;
  readonly qty: Dec;
  /** Null where the book names it. */
  readonly price: Dec | null;
  readonly priceMatch: PriceMatch | null;
  readonly modifyId: string | null;
}

interface PricedChange extends OrderChange {
  readonly price: Dec;
}

/**
 * Gives a resting order another price or quantity; it loses its place in the queue. A refusal leaves it as it was, but
 * it ends where the new quantity has filled already, and where a post-only order would take.
 */
export function modifyOrder(context: ExchangeContext, change: OrderChange): Answer<ExchangeOrder> {
  const { qty } = change;
  const order = findOpen(context, change.ref);
  if (order === null) return refuse("-2013");
  const matched = matchedPrice(context, { ...order, priceMatch: change.priceMatch, price: change.price });
  if (!matched.ok) return matched;
  const price = matched.value ?? order.price;
  const refusal = refusalOf(context, order, { ...change, price });
  if (refusal !== null) return refusal;
  const hasFilled = !isZeroDec(order.executedQty);
  if (hasFilled && compareDec(qty, order.executedQty) <= 0) {
    endInVenue(context, order.simId);
    return ok(order);
  }
  const nowMs = context.nowMs();
  const leavesQty = subDec(qty, order.executedQty);
  const amendment = { clientOrderId: order.simId, price, qty, leavesQty };
  const { rejection, events } = context.market.sim.desk.amend(amendment, nowMs);
  if (rejection?.code === WOULD_TAKE) {
    endInVenue(context, order.simId);
    return ok(order);
  }
  if (rejection?.code === BELOW_MIN_NOTIONAL) return refuse("-5029");
  if (rejection !== null) return err({ code: rejection.code, msg: rejection.reason });
  amendRecord(context, order, { ...change, price });
  context.emit(orderTradeUpdate(context, order, { type: "AMENDMENT", atMs: nowMs }));
  tellEvents(context, events);
  return ok(order);
}

function refusalOf(
  context: ExchangeContext,
  order: ExchangeOrder,
  { side, qty, price }: PricedChange,
): { readonly ok: false; readonly error: { readonly code: number; readonly msg: string } } | null {
  if (order.type !== "LIMIT") return refuse("-5025");
  if (order.side !== side) return refuse("-1117");
  if (instrumentOf(context, order.symbol)?.status !== "TRADING") return refuse("-5024");
  if (order.modifyCount >= MAX_MODIFICATIONS) return refuse("-5026");
  const isSame = compareDec(qty, order.origQty) === 0 && compareDec(price, order.price) === 0;
  return isSame ? refuse("-5027") : null;
}

function amendRecord(context: ExchangeContext, order: ExchangeOrder, change: PricedChange): void {
  const { qty, price, priceMatch, modifyId } = change;
  const atMs = context.nowMs();
  order.modifyCount += 1;
  context.books.amendments.push({
    amendmentId: context.ids.amendmentId(),
    order,
    atMs,
    price: { before: order.price, after: price },
    origQty: { before: order.origQty, after: qty },
    count: order.modifyCount,
    modifyId,
  });
  order.price = price;
  order.priceMatch = priceMatch;
  order.origQty = qty;
  order.modifyId = modifyId;
  order.updatedMs = atMs;
}
