/** What a venue can do; differences are declared here and never tested for by venue name. */
export interface BrokerCapabilities {
  readonly venue: string;
  readonly conditionalOrders: boolean;
  readonly closePositionStops: boolean;
  readonly goodTillDate: boolean;
  /** Price and quantity of a resting limit can be changed under its id. */
  readonly orderChanges: boolean;
  readonly reduceOnlyMinNotionalExempt: boolean;
  readonly streams: "own-events";
}
