import type { InputEvent } from "../domain/event.js";
import type { Broker } from "../ports/broker.js";
import type { Interlock } from "./interlock.js";

interface InterlockOptions {
  readonly broker: Broker;
  readonly interlock: Interlock;
  /** Journals a refusal as the order's fate. */
  readonly tell: (event: InputEvent) => void;
}

/** Asks the interlock before the broker; cancels and questions always pass. What is refused is told as its fate. */
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
