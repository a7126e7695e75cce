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

/**
 * Writes to a venue. `place` and `cancel` return at once; what became of them arrives as venue events
 * through the session driver, in order, and never otherwise.
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  place(request: OrderRequest, atMs: number): void;
  cancel(clientOrderId: string, symbol: string, atMs: number): void;
}
