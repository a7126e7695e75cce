import type { OrderChange, OrderRequest } from "../../domain/order.js";
import { type Dec, isZeroDec, ZERO } from "../../lib/decimal.js";
import type { OrderRef } from "../../ports/venue-gateway.js";
import type { OrderDeparture } from "./order-departure.js";

/** What has become of an order of ours, as far as we told the session. */
export interface KnownOrder {
  /** With the terms of its last change. */
  request: OrderRequest;
  readonly ref: OrderRef;
  /** sent: on its way · working: acknowledged · unknown: being looked into · ended. */
  stage: "sent" | "working" | "unknown" | "ended";
  venueOrderId: string | null;
  /** The regular order that a conditional one became. */
  triggeredOrderId: string | null;
  triggered: boolean;
  /** False for one that the venue never had. A trade of any other may be told late, also after its end. */
  couldTrade: boolean;
  /** Σ of the fills that were told. */
  filledQty: Dec;
  /** It has ended, and trades of it that the venue counts are still to come. */
  awaitsFills: boolean;
  /** A cancel is on its way. */
  canceling: boolean;
  /** Fires once a cancel is asked: what has not left by then never does, whatever the venue says to the cancel. */
  withdrawn: AbortController;
  /** Its way out, while its send is not over; null before and after, and for an order of an earlier process. */
  departure: OrderDeparture | null;
  /** A change is on its way, or its outcome is being looked into. */
  changing: OrderChange | null;
  /** Venue time of the newest change that was told. */
  changedAtMs: number;
  /** Its outcome is being looked into. */
  resolving: Promise<void> | null;
  /** Wall instant of the last send, in monotonic time. */
  sentAtMs: number;
  /** The same of the newest word of the venue by which it was there, or had ended. */
  seenAtMs: number;
}

/** Ended orders that are remembered, so that late words about them are not taken for somebody else's. */
const MOST_ENDED = 20_000;

/** Our own orders by every id under which the venue may speak of them. */
export class KnownOrders {
  readonly #byClientId = new Map<string, KnownOrder>();
  readonly #byVenueId = new Map<string, KnownOrder>();
  /** Looked through with every word of an order: the ended ones are many more. */
  readonly #alive = new Set<KnownOrder>();
  readonly #ended: string[] = [];

  add(request: OrderRequest, stage: KnownOrder["stage"], sentAtMs: number): KnownOrder {
    const { clientOrderId, symbol } = request;
    const before = this.#byClientId.get(clientOrderId);
    // Sent again under the id of one that lives: at the venue they are one, and its end is told once.
    if (before !== undefined) this.#alive.delete(before);
    const order: KnownOrder = {
      request,
      ref: { clientOrderId, symbol, conditional: request.triggerPrice !== null },
      stage,
      venueOrderId: null,
      triggeredOrderId: null,
      triggered: false,
      couldTrade: true,
      filledQty: ZERO,
      awaitsFills: false,
      canceling: false,
      withdrawn: new AbortController(),
      departure: null,
      changing: null,
      changedAtMs: 0,
      resolving: null,
      sentAtMs,
      seenAtMs: sentAtMs,
    };
    this.#byClientId.set(clientOrderId, order);
    this.#alive.add(order);
    return order;
  }

  get(clientOrderId: string): KnownOrder | undefined {
    return this.#byClientId.get(clientOrderId);
  }

  byVenueId(symbol: string, venueOrderId: string): KnownOrder | undefined {
    return this.#byVenueId.get(`${symbol}:${venueOrderId}`);
  }

  /** Regular order ids; those of conditional orders are numbers of another space. */
  nameAtVenue(order: KnownOrder, venueOrderId: string): void {
    order.venueOrderId = venueOrderId;
    if (!order.ref.conditional) this.#byVenueId.set(`${order.ref.symbol}:${venueOrderId}`, order);
  }

  nameTriggered(order: KnownOrder, triggeredOrderId: string): void {
    order.triggeredOrderId = triggeredOrderId;
    this.#byVenueId.set(`${order.ref.symbol}:${triggeredOrderId}`, order);
  }

  /** couldTrade: whether the venue had it. */
  end(order: KnownOrder, couldTrade = true): void {
    if (order.stage === "ended") return;
    order.stage = "ended";
    order.couldTrade = couldTrade;
    this.#alive.delete(order);
    this.#ended.push(order.ref.clientOrderId);
    if (this.#ended.length > MOST_ENDED) this.#forget(this.#ended.shift() ?? "");
  }

  /** Orders that may still change. */
  alive(): readonly KnownOrder[] {
    return [...this.#alive];
  }

  /**
   * Orders of a symbol that may have traded under an id we don't know: those whose answer is not there yet, or never
   * came before they ended, and conditional ones whose regular order the stream has not named.
   */
  unnamed(symbol: string): readonly KnownOrder[] {
    return [...this.#byClientId.values()].filter(({ ref, stage, venueOrderId, triggeredOrderId, ...order }) => {
      if (ref.symbol !== symbol) return false;
      if (ref.conditional)
        return triggeredOrderId === null && (stage !== "ended" || order.triggered || !isZeroDec(order.filledQty));
      return venueOrderId === null && order.couldTrade;
    });
  }

  #forget(clientOrderId: string): void {
    const order = this.#byClientId.get(clientOrderId);
    if (order?.stage !== "ended") return;
    this.#byClientId.delete(clientOrderId);
    for (const id of [order.venueOrderId, order.triggeredOrderId]) {
      if (id !== null) this.#byVenueId.delete(`${order.ref.symbol}:${id}`);
    }
  }
}
