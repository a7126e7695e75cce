import { isFinal, type OrderRecord } from "../../domain/order.js";
import { resolveChange } from "./change-order.js";
import type { Background, LiveContext } from "./live-context.js";
import { resolveOrder } from "./resolve-order.js";

/** Takes over an order of an earlier process: what was sent may have arrived or not, so one that is not over is looked up. */
export function adoptOrder(context: LiveContext, record: OrderRecord, background: Background): void {
  if (record.status === "intended") return;
  const { orders, clock, words } = context;
  const known = record.status === "acknowledged" || record.status === "partially_filled";
  const order = orders.add(record.request, known ? "working" : "unknown", clock.monotonicMs());
  if (record.venueOrderId !== null) orders.nameAtVenue(order, record.venueOrderId);
  order.triggered = record.triggered;
  order.filledQty = record.filledQty;
  // A trade of it may have been lost; it must not be taken for somebody else's.
  if (isFinal(record.status)) orders.end(order, record.status !== "rejected" && record.status !== "abandoned");
  if (order.stage === "ended") return;
  order.changing = record.changing?.change ?? null;
  background(async () => {
    // A change that was sent before the process died may have arrived, or never left.
    await resolveChange(context, order, clock.monotonicMs());
  });
  background(async () => {
    if (!known) await resolveOrder(context, order);
    // A cancel that died with its process is asked for again by the session, if it still wants it.
    if (record.cancelRequested) {
      const atMs = context.venueClock.nowMs();
      words.cancelRefused(order, { code: 0, reason: "the process that asked has ended", atMs });
    }
  });
}
