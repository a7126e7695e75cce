import type { VenueRefusal } from "../../ports/venue-gateway.js";

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
