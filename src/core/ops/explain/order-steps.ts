import type { JournalEvent } from "../../domain/event.js";
import { isoUtc } from "../../lib/time.js";
import type { Step } from "./step.js";

/** Events of one order that are no fill. */
export type OrderEvent = Exclude<
  Extract<JournalEvent, { readonly clientOrderId: string }>,
  { readonly type: "order.filled" | "order.foreign" }
>;

const NAMES = {
  "order.submitted": "submitted",
  "order.acknowledged": "acknowledged",
  "order.triggered": "triggered",
  "order.rejected": "rejected",
  "order.unknown": "unknown",
  "order.absent": "absent",
  "order.canceled": "canceled",
  "order.expired": "expired",
  "order.abandoned": "abandoned",
  "cancel.requested": "cancel_requested",
  "cancel.rejected": "cancel_rejected",
  "modify.requested": "modify_requested",
  "order.modified": "modified",
  "modify.rejected": "modify_rejected",
  "intent.given_up": "given_up",
} as const satisfies Readonly<Record<OrderEvent["type"], Step["step"]>>;

const FINAL: readonly OrderEvent["type"][] = ["order.rejected", "order.canceled", "order.expired", "order.abandoned"];

/** An order's event as a link of the chain, and whether it is its last. */
export function orderStep(event: OrderEvent, purpose: string): { readonly step: Step; readonly final: boolean } {
  const { clientOrderId } = event;
  const data = { clientOrderId, purpose, reason: "reason" in event ? event.reason : null };
  return { step: { step: NAMES[event.type], at: isoUtc(event.atMs), data }, final: FINAL.includes(event.type) };
}
