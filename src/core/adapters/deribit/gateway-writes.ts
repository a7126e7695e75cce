import type { VenueOrder } from "../../domain/venue-order.js";
import type { ModifyOutcome, VenueRefusal } from "../../ports/venue-gateway.js";
import { WHY_NOT_INVERSE } from "./account-reads.js";
import type { Perpetual } from "./contracts.js";
import { orderOf, orderSchema } from "./parse-orders.js";

export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
}

/** A good answer that can't be read proves nothing about the order: only a query can tell. */
export const unread = (what: string): Unknown => ({
  kind: "unknown",
  reason: `the answer to ${what} was not understood`,
});

/** What the venue has no word for is refused here, under its number for what it can't do. */
export function withoutRoom(what: string): VenueRefusal {
  return {
    code: 10_033,
    reason: `not sent: this venue has no ${what.replace(/^an? /, "")}`,
    reaction: "bug",
    retryAfterMs: null,
  };
}

/** The order in an answer; null where it is none of this label. */
export function readOrder(
  answer: unknown,
  { clientOrderId }: { readonly clientOrderId: string },
  contract: Perpetual,
): VenueOrder | null {
  const parsed = orderSchema.safeParse(answer);
  return parsed.success && parsed.data.label === clientOrderId ? orderOf(parsed.data, contract) : null;
}

export function changed({ venueOrderId, status, atMs }: VenueOrder): ModifyOutcome {
  return { kind: "accepted", venueOrderId, status, atMs };
}

export function notOpen(what: string): { readonly kind: "refused" } & VenueRefusal {
  const reason = `11044 cancel refused: ${what}`;
  return { kind: "refused", code: 11_044, reason, reaction: "reconcile", retryAfterMs: null };
}

export function notInverse(symbol: string): VenueRefusal {
  const reason = `not sent: ${symbol} is not traded: ${WHY_NOT_INVERSE}`;
  return { code: 10_033, reason, reaction: "bug", retryAfterMs: null };
}
