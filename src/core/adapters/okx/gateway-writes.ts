import type { CancelOutcome, OrderRef, PlaceOutcome } from "../../ports/venue-gateway.js";
import type { CallResult } from "../ccxt/call-failure.js";
import { algoAckSchema, orderAckSchema } from "./parse-orders.js";

type Unknown = { readonly kind: "unknown"; readonly reason: string };

/** A good answer that can't be read proves nothing about the order: only a query can tell. */
export const unread = (what: string): Unknown => ({
  kind: "unknown",
  reason: `the answer to ${what} was not understood`,
});

/** Conditional orders are answered without a time: `nowMs` stands in. */
export function placeOutcome(
  answer: CallResult,
  { clientOrderId, conditional }: OrderRef,
  nowMs: number,
): PlaceOutcome {
  if (!answer.ok) return answer.error;
  if (conditional) {
    const ack = algoAckSchema.safeParse(answer.value);
    const isOurs = ack.success && (ack.data.algoClOrdId ?? clientOrderId) === clientOrderId;
    return isOurs
      ? { kind: "accepted", venueOrderId: ack.data.algoId, atMs: nowMs }
      : unread(`the stop ${clientOrderId}`);
  }
  const ack = orderAckSchema.safeParse(answer.value);
  if (!ack.success || ack.data.clOrdId !== clientOrderId) return unread(`the order ${clientOrderId}`);
  return { kind: "accepted", venueOrderId: ack.data.ordId, atMs: ack.data.ts ?? nowMs };
}

/** What had filled is not told here. */
export function cancelOutcome(
  answer: CallResult,
  { clientOrderId, conditional }: OrderRef,
  nowMs: number,
): CancelOutcome {
  if (!answer.ok) return answer.error;
  const ack = (conditional ? algoAckSchema : orderAckSchema).safeParse(answer.value);
  return ack.success ? { kind: "accepted", atMs: nowMs, filledQty: null } : unread(`the cancel of ${clientOrderId}`);
}
