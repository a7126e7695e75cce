import type { OrderChange, OrderRequest } from "../domain/order.js";
import type { Broker } from "../ports/broker.js";
import type { BrokerCapabilities } from "../ports/broker-capabilities.js";

/**
 * Holds what is to be sent until its journal lines are on stable storage: one sync for all sends of an input, and no
 * send before it. In the order in which they were given.
 */
export class HeldBroker implements Broker {
  readonly #broker: Broker;
  #held: (() => void)[] = [];

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  get capabilities(): BrokerCapabilities {
    return this.#broker.capabilities;
  }

  place(request: OrderRequest, atMs: number): void {
    this.#held.push(() => {
      this.#broker.place(request, atMs);
    });
  }

  cancel(clientOrderId: string, symbol: string, atMs: number): void {
    this.#held.push(() => {
      this.#broker.cancel(clientOrderId, symbol, atMs);
    });
  }

  modify(change: OrderChange, atMs: number): void {
    this.#held.push(() => {
      this.#broker.modify(change, atMs);
    });
  }

  /** Questions are not held: they send nothing that a journal line would have to stand behind. */
  query(clientOrderId: string, symbol: string): ReturnType<Broker["query"]> {
    return this.#broker.query(clientOrderId, symbol);
  }

  openOrders(): ReturnType<Broker["openOrders"]> {
    return this.#broker.openOrders();
  }

  /** Sends what is held; call it when the journal is durable. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const send of held) send();
  }

  /** Forgets what is held: its lines may not be durable, so the next start asks the venue about it. */
  discard(): void {
    this.#held = [];
  }
}
