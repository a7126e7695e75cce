import type { OrderRequest } from "../domain/order.js";
import type { VenueEvent } from "../domain/venue-event.js";
import type { VenueOrder } from "../domain/venue-order.js";
import { addDec, subDec, ZERO } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import type { SimOrder } from "./state.js";
import type { SimVenue } from "./venue.js";

/** Ended orders that a query still finds; a real venue forgets those without a fill after days. */
const MOST_ENDED = 1_000;

type Terms = Omit<VenueOrder, "status" | "atMs">;

/** A simulated venue that can be asked for one order and for all open ones, as a real one can. */
export interface AskedVenue extends SimVenue {
  /** Null for what never arrived, was refused, or ended long ago. */
  query(clientOrderId: string): VenueOrder | null;
  openOrders(): readonly VenueOrder[];
}

/** Remembers how the venue's newest orders ended; the venue itself knows only what works. */
export function withOrderLog(venue: SimVenue): AskedVenue {
  const log = new OrderLog();
  const heard = (events: VenueEvent[]): VenueEvent[] => {
    for (const event of events) log.hear(event);
    return events;
  };
  const { state } = venue;
  const found = (order: SimOrder): VenueOrder => openOrder(order, state.nowMs);
  return {
    ...venue,
    place: (request, atMs) => {
      log.place(request);
      venue.place(request, atMs);
    },
    openBars: (span) => heard(venue.openBars(span)),
    book: (snapshot) => heard(venue.book(snapshot)),
    trade: (trade) => heard(venue.trade(trade)),
    mark: (symbol, price, atMs) => heard(venue.mark(symbol, price, atMs)),
    fund: (stamp) => heard(venue.fund(stamp)),
    advance: (toMs) => heard(venue.advance(toMs)),
    query: (clientOrderId) => {
      const open = state.orders.find(({ request }) => request.clientOrderId === clientOrderId);
      return open === undefined ? log.ended(clientOrderId) : found(open);
    },
    openOrders: () => state.orders.map(found),
  };
}

function openOrder({ request, venueOrderId, leavesQty, triggerPrice }: SimOrder, atMs: number): VenueOrder {
  const filledQty = request.qty === null || leavesQty === null ? ZERO : subDec(request.qty, leavesQty);
  const isTriggered = request.triggerPrice !== null && triggerPrice === null;
  const status = isTriggered ? "triggered" : "open";
  return { ...termsOf(request, venueOrderId, filledQty), status, atMs };
}

function termsOf(request: OrderRequest, venueOrderId: string, filledQty: Dec): Terms {
  const { clientOrderId, symbol, side, qty, price, reduceOnly, closePosition, triggerPrice } = request;
  const names = { clientOrderId, venueOrderId, symbol, triggeredOrderId: null };
  return { ...names, conditional: triggerPrice !== null, side, qty, price, filledQty, reduceOnly, closePosition };
}

class OrderLog {
  readonly #working = new Map<string, { request: OrderRequest; venueOrderId: string; filledQty: Dec }>();
  readonly #ended = new Map<string, VenueOrder>();

  place(request: OrderRequest): void {
    // An id that is taken names the order that has it.
    if (this.#working.has(request.clientOrderId)) return;
    this.#working.set(request.clientOrderId, { request, venueOrderId: "", filledQty: ZERO });
  }

  hear(event: VenueEvent): void {
    if (!("clientOrderId" in event)) return;
    const order = this.#working.get(event.clientOrderId);
    if (order === undefined) return;
    switch (event.type) {
      case "order.acknowledged":
        order.venueOrderId = event.venueOrderId;
        return;
      case "order.modified":
        order.request = { ...order.request, price: event.price, qty: event.qty };
        return;
      case "order.filled":
        order.filledQty = addDec(order.filledQty, event.qty);
        if (event.orderDone) this.#end(event.clientOrderId, "filled", event.atMs);
        return;
      case "order.canceled":
        this.#end(event.clientOrderId, "canceled", event.atMs);
        return;
      case "order.expired":
        this.#end(event.clientOrderId, "expired", event.atMs);
        return;
      case "order.rejected":
        // Refused at the door it never was an order; after its trigger it was one.
        if (order.venueOrderId === "") this.#working.delete(event.clientOrderId);
        else if (!isTaken(event.code)) this.#end(event.clientOrderId, "rejected", event.atMs);
        return;
      case "order.triggered":
      case "order.unknown":
      case "order.absent":
      case "cancel.rejected":
      case "modify.rejected":
        return;
    }
  }

  ended(clientOrderId: string): VenueOrder | null {
    return this.#ended.get(clientOrderId) ?? null;
  }

  #end(clientOrderId: string, status: VenueOrder["status"], atMs: number): void {
    const order = this.#working.get(clientOrderId);
    if (order === undefined) return;
    this.#working.delete(clientOrderId);
    this.#ended.delete(clientOrderId);
    this.#ended.set(clientOrderId, {
      ...termsOf(order.request, order.venueOrderId, order.filledQty),
      status,
      atMs,
    });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }
}

/** The refusal of a second order under the id of one that works: that one goes on. */
function isTaken(code: number): boolean {
  return code === -4116;
}
