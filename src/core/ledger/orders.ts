import type { IntendedOrder } from "../domain/event.js";
import { isProtectivePurpose } from "../domain/intent.js";
import { notionalAfter } from "../domain/notional-after.js";
import { isFinal, type OrderChange, type OrderRecord, type OrderStatus } from "../domain/order.js";
import type { Portfolio } from "../domain/portfolio.js";
import type { VenueEvent } from "../domain/venue-event.js";
import { invariant } from "../lib/invariant.js";
import { addDec, compareDec, isZeroDec, mulDec, ZERO } from "../lib/decimal.js";

/** Books an order as decided: from here on it is known, whatever happens to the process. */
export function bookIntended(portfolio: Portfolio, order: IntendedOrder, atMs: number): void {
  const known = portfolio.orders[order.request.clientOrderId];
  invariant(known === undefined, `order ${order.request.clientOrderId} is booked already`);
  portfolio.orders[order.request.clientOrderId] = {
    request: order.request,
    intentId: order.intentId,
    groupId: order.groupId,
    strategy: order.strategy,
    purpose: order.purpose,
    attempt: order.attempt,
    exits: order.exits,
    style: order.style,
    routeReason: order.routeReason,
    maxSlippageBps: order.maxSlippageBps,
    expectedCostBps: order.expectedCostBps,
    decisionPrice: order.decisionPrice,
    notionalUsd: order.notionalUsd,
    stopPrice: order.stopPrice,
    strength: order.strength,
    reasons: order.reasons,
    rulesEvaluated: order.rulesEvaluated,
    status: "intended",
    filledQty: ZERO,
    filledQuote: ZERO,
    fees: ZERO,
    makerQty: ZERO,
    venueOrderId: null,
    cancelRequested: false,
    changing: null,
    changeRefused: false,
    changes: 0,
    triggered: false,
    intendedAtMs: atMs,
    submittedAtMs: null,
    acknowledgedAtMs: null,
    finishedAtMs: null,
    endReason: null,
    endCode: null,
  };
}

interface Ending {
  readonly status: OrderStatus;
  readonly atMs: number;
  readonly reason: string | null;
  readonly code: number | null;
}

/** The venue's first word on how an order ended stays; only fills, which always count, may complete it later. */
function finish(order: OrderRecord, { status, atMs, reason, code }: Ending): void {
  if (isFinal(order.status) && status !== "filled") return;
  order.status = status;
  order.finishedAtMs = atMs;
  order.endReason = reason;
  order.endCode = code;
}

function bookFillOnOrder(order: OrderRecord, fill: Extract<VenueEvent, { type: "order.filled" }>): void {
  order.filledQty = addDec(order.filledQty, fill.qty);
  order.filledQuote = addDec(order.filledQuote, mulDec(fill.qty, fill.price));
  order.fees = addDec(order.fees, fill.fee);
  if (fill.liquidity === "maker") order.makerQty = addDec(order.makerQty, fill.qty);
  const complete = order.request.qty !== null && compareDec(order.filledQty, order.request.qty) >= 0;
  if (complete || fill.orderDone) finish(order, { status: "filled", atMs: fill.atMs, reason: null, code: null });
  else if (!isFinal(order.status)) order.status = "partially_filled";
}

/** New terms that were journaled and are about to be sent: until the answer the order may be worth either. */
export function bookAskedChange(order: OrderRecord, change: OrderChange): void {
  const { notionalUsd } = order;
  order.changing = { change, notionalUsd };
  order.changes += 1;
  order.notionalUsd = Math.max(notionalUsd, notionalAfter(order, change));
}

function forgetChange(order: OrderRecord): void {
  if (order.changing !== null) order.notionalUsd = order.changing.notionalUsd;
  order.changing = null;
}

/** Ours, or made by hand at the venue: either way these are the terms that work. */
function bookChange(order: OrderRecord, { price, qty }: Extract<VenueEvent, { type: "order.modified" }>): void {
  forgetChange(order);
  order.notionalUsd = notionalAfter(order, { price, qty });
  order.request = { ...order.request, price, qty };
}

/**
 * An order that never reached the venue. A protective stop is still wanted as it was: it goes out again under its own
 * id. An entry is dropped, since its signal is stale; an exit is decided anew from the position.
 */
function bookAbsence(order: OrderRecord, { atMs, reason }: Extract<VenueEvent, { type: "order.absent" }>): void {
  if (isFinal(order.status)) return;
  if (isProtectivePurpose(order.purpose) && order.request.triggerPrice !== null && !order.cancelRequested) {
    order.status = "intended";
    order.submittedAtMs = null;
  } else finish(order, { status: "abandoned", atMs, reason, code: null });
}

/** Moves an order along its life by what the venue said. A fill always counts, even after a cancel. */
export function applyVenueEventToOrder(portfolio: Portfolio, event: VenueEvent): OrderRecord | null {
  if (!("clientOrderId" in event)) return null;
  const order = portfolio.orders[event.clientOrderId];
  if (order === undefined) return null;
  switch (event.type) {
    case "order.acknowledged":
      order.venueOrderId = event.venueOrderId;
      order.acknowledgedAtMs = event.atMs;
      if (order.status === "submitted" || order.status === "unknown") {
        order.status = isZeroDec(order.filledQty) ? "acknowledged" : "partially_filled";
      }
      break;
    case "order.triggered":
      order.triggered = true;
      break;
    case "order.filled":
      bookFillOnOrder(order, event);
      break;
    case "order.rejected":
      finish(order, { status: "rejected", atMs: event.atMs, reason: event.reason, code: event.code });
      break;
    case "order.canceled":
      finish(order, { status: "canceled", atMs: event.atMs, reason: event.reason, code: null });
      break;
    case "order.expired":
      finish(order, { status: "expired", atMs: event.atMs, reason: event.reason, code: null });
      break;
    case "order.unknown":
      if (!isFinal(order.status)) order.status = "unknown";
      break;
    case "order.absent":
      bookAbsence(order, event);
      break;
    case "cancel.rejected":
      order.cancelRequested = false;
      break;
    case "order.modified":
      bookChange(order, event);
      break;
    case "modify.rejected":
      forgetChange(order);
      order.changeRefused = true;
      break;
  }
  return order;
}
