import { ok } from "../../lib/result.js";
import type { Broker } from "../../ports/broker.js";
import type { WrittenVenue } from "./market-venue.js";

/** A broker over a simulated venue in this process. timeOf: the venue's time of a write, from the session's. */
export function simBroker(sim: WrittenVenue, venue: string, timeOf: (atMs: number) => number = (atMs) => atMs): Broker {
  return {
    capabilities: {
      venue,
      conditionalOrders: true,
      closePositionStops: true,
      goodTillDate: true,
      orderChanges: true,
      reduceOnlyMinNotionalExempt: true,
      streams: "own-events",
    },
    place: (request, atMs) => {
      sim.place(request, timeOf(atMs));
    },
    cancel: (clientOrderId, _symbol, atMs) => {
      sim.cancel(clientOrderId, timeOf(atMs));
    },
    modify: (change, atMs) => {
      sim.modify(change, timeOf(atMs));
    },
    query: async (clientOrderId, symbol) => {
      const order = sim.query(clientOrderId);
      return order?.symbol === symbol ? { kind: "found", order } : { kind: "absent" };
    },
    openOrders: async () => ok(sim.openOrders()),
  };
}
