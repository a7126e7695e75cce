import type { Mode } from "../domain/mode.js";
import type { OrderRecord } from "../domain/order.js";
import { entryPrice } from "../domain/position.js";
import { slippageBps } from "../domain/slippage.js";
import { isZeroDec } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import { instantOrNull } from "./instants.js";
import type { OrderRow } from "./orders.schema.js";

/** When the order last changed its state, as far as the books say. */
function changedAtMs(order: OrderRecord): number {
  return order.finishedAtMs ?? order.acknowledgedAtMs ?? order.submittedAtMs ?? order.intendedAtMs;
}

/** Average fill price to 8 places; null without a fill. */
function averagePrice(order: OrderRecord): OrderRow["averagePrice"] {
  return isZeroDec(order.filledQty) ? null : entryPrice({ qty: order.filledQty, cost: order.filledQuote });
}

/** Rounded to 0.001 bps. */
function shortfallBps(order: OrderRecord): number | null {
  const bps = slippageBps(order);
  return bps === null ? null : Math.round(bps * 1e3) / 1e3;
}

export function projectOrder(order: OrderRecord, mode: Mode): OrderRow {
  const { request } = order;
  return {
    id: request.clientOrderId,
    at: isoUtc(changedAtMs(order)),
    mode,
    intentId: order.intentId,
    account: request.account,
    symbol: request.symbol,
    strategy: order.strategy,
    side: request.side,
    purpose: order.purpose,
    type: request.type,
    timeInForce: request.timeInForce,
    status: order.status,
    qty: request.qty,
    filledQty: order.filledQty,
    price: request.price,
    triggerPrice: request.triggerPrice,
    averagePrice: averagePrice(order),
    decisionPrice: order.decisionPrice,
    shortfallBps: shortfallBps(order),
    expectedCostBps: order.expectedCostBps,
    fees: order.fees,
    makerQty: order.makerQty,
    reduceOnly: request.reduceOnly,
    closePosition: request.closePosition,
    style: order.style,
    routeReason: order.routeReason,
    attempt: order.attempt,
    venueOrderId: order.venueOrderId,
    intendedAt: isoUtc(order.intendedAtMs),
    submittedAt: instantOrNull(order.submittedAtMs),
    acknowledgedAt: instantOrNull(order.acknowledgedAtMs),
    finishedAt: instantOrNull(order.finishedAtMs),
    reason: order.endReason,
    code: order.endCode,
  };
}
