import { endsAtOnce } from "../../domain/order.js";
import type { VenueEvent } from "../../domain/venue-event.js";
import type { Clock } from "../../lib/clock.js";
import { addDec, compareDec, type Dec } from "../../lib/decimal.js";
import type { KnownOrder, KnownOrders } from "./known-orders.js";
import type { SeenTrades } from "./seen-trades.js";

type OrderEvent = Extract<VenueEvent, { readonly clientOrderId: string }>;

interface OrderWordsOptions {
  readonly orders: KnownOrders;
  readonly trades: SeenTrades;
  readonly tell: (event: VenueEvent) => void;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** It is at the venue and does not rest (any more): its end must be told soon. Said once of an order. */
  readonly onEndDue: (order: KnownOrder) => void;
  /** It has ended, and less was told of its fills than the venue counts. Said once of an order. */
  readonly onFillsMissing: (order: KnownOrder) => void;
}

/**
 * Tells the session each thing about our orders once, although the venue says it on its stream, in its answers and in
 * its lists, in any order.
 */
export class OrderWords {
  constructor(readonly options: OrderWordsOptions) {}

  acknowledged(order: KnownOrder, venueOrderId: string, atMs: number): void {
    const { orders, tell, onEndDue } = this.options;
    this.#see(order);
    const isNamed = order.venueOrderId !== null;
    const isNews = !isNamed || order.stage === "unknown";
    orders.nameAtVenue(order, venueOrderId);
    if (order.stage === "sent" || order.stage === "unknown") order.stage = "working";
    if (isNews && order.stage !== "ended") {
      tell({ type: "order.acknowledged", atMs, clientOrderId: order.ref.clientOrderId, venueOrderId });
      if (!isNamed && endsAtOnce(order.request)) onEndDue(order);
    }
  }

  triggered(order: KnownOrder, atMs: number): void {
    if (order.triggered) return;
    this.#see(order);
    order.triggered = true;
    this.options.tell({ type: "order.triggered", atMs, clientOrderId: order.ref.clientOrderId });
    if (order.stage !== "ended") this.options.onEndDue(order);
  }

  filled(order: KnownOrder | null, event: Extract<VenueEvent, { type: "order.filled" }>): boolean {
    if (!this.options.trades.add(event.symbol, event.tradeId)) return false;
    if (order !== null) this.#see(order);
    if (order !== null) order.filledQty = addDec(order.filledQty, event.qty);
    // A fill proves that the order is there: what was unknown is so no longer.
    if (order !== null && order.stage !== "ended") order.stage = event.orderDone ? order.stage : "working";
    if (order !== null && event.orderDone) this.options.orders.end(order);
    this.options.tell(order === null ? event : { ...event, clientOrderId: order.ref.clientOrderId });
    return true;
  }

  /**
   * Canceled, expired, rejected or absent: an order ends once, and not before all its fills are told. What is left of it is
   * decided anew at its end: a fill that came after that would be bought twice.
   *
   * filledQty: all it had filled by the venue's count; null where nothing can have filled, or nobody knows.
   */
  ended(
    order: KnownOrder,
    event: Exclude<OrderEvent, { type: "order.filled" | "order.acknowledged" }>,
    filledQty: Dec | null = null,
  ): void {
    if (order.stage === "ended") return;
    this.#see(order);
    if (filledQty !== null && compareDec(order.filledQty, filledQty) < 0) {
      const isNews = !order.awaitsFills;
      order.awaitsFills = true;
      if (isNews) this.options.onFillsMissing(order);
      return;
    }
    this.options.orders.end(order, event.type !== "order.rejected" && event.type !== "order.absent");
    this.options.tell(event);
  }

  /** Its cancel was asked before it left: the venue never had it. */
  withdrawn(order: KnownOrder, atMs: number): void {
    if (order.stage === "ended") return;
    const { clientOrderId } = order.ref;
    this.options.orders.end(order, false);
    this.options.tell({ type: "order.canceled", atMs, clientOrderId, reason: "withdrawn, not sent" });
  }

  unknown(order: KnownOrder, reason: string, atMs: number): void {
    if (order.stage === "ended") return;
    order.stage = "unknown";
    this.options.tell({ type: "order.unknown", atMs, clientOrderId: order.ref.clientOrderId, reason });
  }

  /** Told by the answer and by the stream, which may repeat an older change late: each new terms once. */
  modified(order: KnownOrder, { price, qty, atMs }: { price: Dec; qty: Dec; atMs: number }): void {
    const { request, changing, changedAtMs } = order;
    const isAsked = changing !== null && sameTerms(changing, { price, qty });
    if (order.stage === "ended" || (!isAsked && (atMs <= changedAtMs || sameTerms(request, { price, qty })))) return;
    this.#see(order);
    if (isAsked) order.changing = null;
    order.changedAtMs = Math.max(changedAtMs, atMs);
    order.request = { ...request, price, qty };
    this.options.tell({ type: "order.modified", atMs, clientOrderId: order.ref.clientOrderId, price, qty });
  }

  modifyRefused(order: KnownOrder, { code, reason, atMs }: { code: number; reason: string; atMs: number }): void {
    order.changing = null;
    if (order.stage === "ended") return;
    this.options.tell({ type: "modify.rejected", atMs, clientOrderId: order.ref.clientOrderId, code, reason });
  }

  cancelRefused(order: KnownOrder, { code, reason, atMs }: { code: number; reason: string; atMs: number }): void {
    order.canceling = false;
    // For what leaves from now on; what was under way when the cancel was asked stays withdrawn.
    order.withdrawn = new AbortController();
    if (order.stage === "ended") return;
    this.options.tell({ type: "cancel.rejected", atMs, clientOrderId: order.ref.clientOrderId, code, reason });
  }

  #see(order: KnownOrder): void {
    order.seenAtMs = this.options.clock.monotonicMs();
  }
}

interface Terms {
  readonly price: Dec | null;
  readonly qty: Dec | null;
}

/** Whether two orders ask for the same; what has no price or no quantity is like no other. */
export function sameTerms(a: Terms, b: { readonly price: Dec; readonly qty: Dec }): boolean {
  if (a.price === null || a.qty === null) return false;
  return compareDec(a.price, b.price) === 0 && compareDec(a.qty, b.qty) === 0;
}
