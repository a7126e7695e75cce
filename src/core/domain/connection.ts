/**
 * What can fall silent. `user`: the account's own events · `bars`, `marks`, `book`: market data · `rest`: the venue's
 * answers (limits, bans, an open circuit) · `settings`: the account's modes, margin types and leverages, read with every
 * reconcile · `preflight`: doctor's checks in production, which stop new risk while one fails.
 */
export const CONNECTION_CHANNELS = ["user", "bars", "marks", "book", "rest", "settings", "preflight"] as const;
export type ConnectionChannel = (typeof CONNECTION_CHANNELS)[number];

/** Endpoints of a venue by class: each has a circuit breaker of its own. */
export const ENDPOINT_CLASSES = ["orders", "cancels", "queries", "account"] as const;
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number];

/** `open`: too many failures in a row. `half_open`: one call may show whether it is over. */
export const CIRCUIT_STATES = ["closed", "open", "half_open"] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

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
