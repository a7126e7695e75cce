/**
 * What can fall silent. `user`: the account's own events · `bars`, `marks`, `book`: market data · `rest`: the venue's
 * answers (limits, bans, an open circuit) · `settings`: the account's modes, margin types and leverages, read with every
 * reconcile · `preflight`: doctor's checks in production, which stop new risk while one fails.
 */
export const CONNECTION_CHANNELS = ["user", "bars", "marks", "book", "rest", "settings", "preflight"] as const;
export type ConnectionChannel = (typeof CONNECTION_CHANNELS)[number];

/** What happens to orders and positions at the venue that are not ours. */
export const FOREIGN_POLICIES = ["halt", "adopt", "ignore"] as const;
export type ForeignPolicy = (typeof FOREIGN_POLICIES)[number];

/** Names an order of somebody else: regular and conditional orders have id spaces of their own. */
export function foreignOrderKey(order: {
  readonly symbol: string;
  readonly conditional: boolean;
  readonly venueOrderId: string;
}): string {
  return `${order.symbol}:${order.conditional ? "c" : "r"}:${order.venueOrderId}`;
}
