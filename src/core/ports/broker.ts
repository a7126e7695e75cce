import type { Dec } from "../lib/decimal.js";
import type { OrderRequest } from "../domain/order.js";

/** What a venue can do; differences are declared here and never tested for by venue name. */
export interface BrokerCapabilities {
  readonly venue: string;
  readonly conditionalOrders: boolean;
  readonly closePositionStops: boolean;
  readonly goodTillDate: boolean;
  readonly reduceOnlyMinNotionalExempt: boolean;
  readonly streams: "own-events";
}

/** The venue's word on an account: what the books must agree with. */
export interface VenueReport {
  readonly wallets: Readonly<Record<string, Dec>>;
  /** Signed quantities by `account:symbol`, flat ones left out. */
  readonly positions: Readonly<Record<string, Dec>>;
  readonly openOrders: readonly string[];
}

/**
 * Writes to a venue. `place` and `cancel` return at once; what became of them arrives as venue events
 * through the session driver, in order, and never otherwise.
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  place(request: OrderRequest, atMs: number): void;
  cancel(clientOrderId: string, symbol: string, atMs: number): void;
  report(): Promise<VenueReport>;
}
