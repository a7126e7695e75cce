import type { OrderChange, OrderRequest } from "../domain/order.js";
import type { VenueOrder } from "../domain/venue-order.js";
import type { Result } from "../lib/result.js";
import type { BrokerCapabilities } from "./broker-capabilities.js";
import type { QueryOutcome, VenueRefusal } from "./venue-gateway.js";

/**
 * Orders at a venue. `place`, `cancel` and `modify` return at once; what became of them arrives as venue events through
 * the session driver, in order, and never otherwise.
 *
 * `query` and `openOrders` ask and change nothing: their answers are for whoever looks, and are never booked. An order
 * on its way may be absent from both.
 */
export interface Broker {
  readonly capabilities: BrokerCapabilities;
  place(request: OrderRequest, atMs: number): void;
  cancel(clientOrderId: string, symbol: string, atMs: number): void;
  /**
   * Gives a resting limit another price and quantity: `order.modified`, or `modify.rejected` and it is as it was. It
   * ends where so much has filled already, and where a post-only order would take. Only one change at a time.
   */
  modify(change: OrderChange, atMs: number): void;
  /** One order of this session by its id: what the venue says of it now, open or ended. */
  query(clientOrderId: string, symbol: string): Promise<QueryOutcome>;
  /** All open orders of the account, regular and conditional, foreign ones too. */
  openOrders(): Promise<Result<readonly VenueOrder[], VenueRefusal>>;
}
