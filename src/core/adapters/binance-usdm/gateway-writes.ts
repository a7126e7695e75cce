import type { VenueOrder } from "../../domain/venue-order.js";
import type { CancelOutcome, ModifyOutcome, OrderRef, PlaceOutcome, QueryOutcome } from "../../ports/venue-gateway.js";
import type { CallResult } from "../ccxt/call-failure.js";
import {
  algoOrderSchema,
  canceledAlgoSchema,
  canceledSchema,
  orderSchema,
  placedAlgoSchema,
  placedSchema,
} from "./parse-orders.js";

type Unknown = { readonly kind: "unknown"; readonly reason: string };

/** A good answer that can't be read proves nothing about the order: only a query can tell. */
const unread = (what: string): Unknown => ({ kind: "unknown", reason: `the answer to ${what} was not understood` });

export function placeOutcome(answer: CallResult, clientOrderId: string): PlaceOutcome {
  if (!answer.ok) return answer.error;
  const regular = placedSchema.safeParse(answer.value);
  if (regular.success && regular.data.clientOrderId === clientOrderId) {
    return { kind: "accepted", venueOrderId: regular.data.orderId, atMs: regular.data.updateTime };
  }
  const conditional = placedAlgoSchema.safeParse(answer.value);
  if (conditional.success && conditional.data.clientAlgoId === clientOrderId) {
    return { kind: "accepted", venueOrderId: conditional.data.algoId, atMs: conditional.data.updateTime };
  }
  return unread(`the order ${clientOrderId}`);
}

/** The Algo service tells no time of the cancel: `nowMs` stands in. */
export function cancelOutcome(answer: CallResult, ref: OrderRef, nowMs: number): CancelOutcome {
  if (!answer.ok) return answer.error;
  if (ref.conditional) {
    const parsed = canceledAlgoSchema.safeParse(answer.value);
    const isOurs = parsed.success && parsed.data.clientAlgoId === ref.clientOrderId;
    return isOurs ? { kind: "accepted", atMs: nowMs, filledQty: null } : unread(`the cancel of ${ref.clientOrderId}`);
  }
  const parsed = canceledSchema.safeParse(answer.value);
  const isOurs = parsed.success && parsed.data.clientOrderId === ref.clientOrderId;
  if (!isOurs) return unread(`the cancel of ${ref.clientOrderId}`);
  return { kind: "accepted", atMs: parsed.data.updateTime, filledQty: parsed.data.executedQty };
}

/** The answer is the order as it stands after the change. */
export function modifyOutcome(answer: CallResult, clientOrderId: string): ModifyOutcome {
  if (!answer.ok) return answer.error;
  const parsed = orderSchema.safeParse(answer.value);
  if (!parsed.success || parsed.data.clientOrderId !== clientOrderId) return unread(`the change of ${clientOrderId}`);
  const { venueOrderId, status, atMs } = parsed.data;
  return { kind: "accepted", venueOrderId, status, atMs };
}

const NO_SUCH_ORDER = -2013;

export function queryOutcome(answer: CallResult, ref: OrderRef): QueryOutcome {
  if (!answer.ok) {
    const { error } = answer;
    if (error.kind === "refused" && error.code === NO_SUCH_ORDER) return { kind: "absent" };
    const isOurs = error.kind === "refused" && error.code === 0 && error.unanswered !== true;
    return { kind: "unknown", reason: error.reason, ...(isOurs ? { unsent: true } : {}) };
  }
  const order = readOrder(answer.value, ref);
  if (order?.clientOrderId !== ref.clientOrderId) return unread(`the query of ${ref.clientOrderId}`);
  return { kind: "found", order };
}

function readOrder(value: unknown, { conditional }: OrderRef): VenueOrder | null {
  const parsed = (conditional ? algoOrderSchema : orderSchema).safeParse(value);
  return parsed.success ? parsed.data : null;
}
