import { ok } from "../../lib/result.js";
import type { Broker } from "../../ports/broker.js";
import type { AskedVenue } from "../../sim/order-log.js";

/** What a broker over a venue in this process answers, at once. */
export function simQuestions(venue: Pick<AskedVenue, "query" | "openOrders">): Pick<Broker, "query" | "openOrders"> {
  return {
    query: async (clientOrderId, symbol) => {
      const order = venue.query(clientOrderId);
      return order?.symbol === symbol ? { kind: "found", order } : { kind: "absent" };
    },
    openOrders: async () => ok(venue.openOrders()),
  };
}
