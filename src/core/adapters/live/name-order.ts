import type { VenueOrder } from "../../domain/venue-order.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";

/** Takes over the ids under which the venue knows an order, and tells that it is there. */
export function nameOrder({ orders, words }: LiveContext, order: KnownOrder, found: VenueOrder): void {
  words.acknowledged(order, found.venueOrderId, found.atMs);
  if (found.triggeredOrderId === null) return;
  orders.nameTriggered(order, found.triggeredOrderId);
  if (order.stage !== "ended") words.triggered(order, found.atMs);
}
