import type { InputEvent } from "../domain/event.js";
import type { Broker } from "../ports/broker.js";
import type { Interlock } from "./interlock.js";

interface InterlockOptions {
  readonly broker: Broker;
  readonly interlock: Interlock;
  /** Journals a refusal as the order's fate. */
  readonly tell: (event: InputEvent) => void;
}

/**
 * The production interlock: in mode prod nothing that could increase exposure reaches the venue without an armed lease
 * that holds now, its ceiling, and a green preflight. A change counts as an order where it makes an entry larger or
 * nearer to the market. Cancels, stops and reduce-only orders always pass, so that an expiring lease never strips
 * protection. Other modes are let through: their venue is not production.
 */
export function interlockBroker({ broker, interlock, tell }: InterlockOptions): Broker {
  return {
    capabilities: broker.capabilities,
    place: (request, atMs) => {
      const { clientOrderId } = request;
      const refusal = interlock.order(request);
      if (refusal === null) broker.place(request, atMs);
      else {
        interlock.turnedBack(clientOrderId);
        tell({ type: "order.rejected", atMs, clientOrderId, code: 0, reason: `interlock: ${refusal}` });
      }
    },
    cancel: (clientOrderId, symbol, atMs) => {
      broker.cancel(clientOrderId, symbol, atMs);
    },
    modify: (change, atMs) => {
      const refusal = interlock.change(change);
      if (refusal === null) broker.modify(change, atMs);
      else {
        const { clientOrderId } = change;
        tell({ type: "modify.rejected", atMs, clientOrderId, code: 0, reason: `interlock: ${refusal}` });
      }
    },
    query: (clientOrderId, symbol) => broker.query(clientOrderId, symbol),
    openOrders: () => broker.openOrders(),
  };
}
