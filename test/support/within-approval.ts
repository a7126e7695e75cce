import { expect } from "vitest";
import type { IntendedOrder, JournalEvent } from "../../src/core/domain/event.js";
import { toNumber } from "../../src/core/lib/decimal.js";

/** Follows an intent line by line: filled + open ≤ approved, at most 3 changes, no price beyond the limit. */
export function expectWithinApproval(events: readonly JournalEvent[], approved: IntendedOrder): void {
  const limit = toNumber(approved.decisionPrice) * 1.0015;
  const open = new Map<string, number>();
  let filled = 0;
  let changes = 0;
  for (const event of events) {
    const orders = event.type === "cycle.decided" ? event.orders : event.type === "order.intended" ? [event.order] : [];
    for (const { intentId, purpose, request } of orders) {
      if (intentId !== approved.intentId || purpose !== "open") continue;
      open.set(request.clientOrderId, toNumber(request.qty!));
      expect(toNumber(request.price!)).toBeLessThanOrEqual(limit);
    }
    const id = "clientOrderId" in event ? event.clientOrderId : "";
    if (!open.has(id)) continue;
    if (event.type === "modify.requested") {
      changes += 1;
      expect(toNumber(event.change.price)).toBeLessThanOrEqual(limit);
      expect(toNumber(event.change.qty)).toBeLessThanOrEqual(toNumber(approved.request.qty!));
    }
    if (event.type === "order.filled") {
      filled += toNumber(event.qty);
      open.set(id, open.get(id)! - toNumber(event.qty));
    }
    const ends = ["order.canceled", "order.expired", "order.rejected"].includes(event.type);
    if (ends || (event.type === "order.filled" && event.orderDone)) open.set(id, 0);
    const leaves = [...open.values()].reduce((sum, qty) => sum + qty, 0);
    expect(filled + leaves).toBeLessThanOrEqual(toNumber(approved.request.qty!) + 1e-9);
  }
  expect(changes).toBeLessThanOrEqual(3);
}
