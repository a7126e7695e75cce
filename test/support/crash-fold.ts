import { Decimal } from "decimal.js";
import type { IntendedOrder, JournalEvent } from "../../src/core/domain/event.js";

// A second, naive fold of the journal: sums of cash and quantities, without any of the code it checks.
const Exact = Decimal.clone({ precision: 100 });

export interface NaiveBooks {
  /** Σ signed quantities of the fills, by symbol. */
  readonly quantities: Map<string, Decimal>;
  /** Opening wallet + Σ −signed qty × price − fees + funding. */
  cash: Decimal;
  fees: Decimal;
  funding: Decimal;
  readonly marks: Map<string, Decimal>;
}

/** Cash plus what the holdings are worth at the last marks. */
export function worthOf({ cash, quantities, marks }: NaiveBooks): Decimal {
  return [...quantities].reduce((sum, [symbol, qty]) => sum.plus(qty.times(marks.get(symbol) ?? 0)), cash);
}

export function foldBooks(events: Iterable<JournalEvent>): NaiveBooks {
  const zero = new Exact(0);
  const books: NaiveBooks = { quantities: new Map(), cash: zero, fees: zero, funding: zero, marks: new Map() };
  for (const event of events) {
    if (event.type === "session.started") books.cash = new Exact(event.navStart);
    if (event.type === "market.bars") {
      for (const row of event.rows) books.marks.set(row[0], new Exact(row[9] ?? row[4]));
    }
    if (event.type === "funding.settled") {
      books.cash = books.cash.plus(event.amount);
      books.funding = books.funding.plus(event.amount);
    }
    if (event.type === "order.filled" || event.type === "position.liquidated") {
      const signed = new Exact(event.qty).times(event.side === "buy" ? 1 : -1);
      books.quantities.set(event.symbol, (books.quantities.get(event.symbol) ?? zero).plus(signed));
      books.cash = books.cash.minus(signed.times(event.price)).minus(event.fee);
      books.fees = books.fees.plus(event.fee);
    }
  }
  return books;
}

/** Orders that a line decides on; only these may be sent later. */
export function intendedBy(event: JournalEvent): readonly IntendedOrder[] {
  if (event.type === "cycle.decided") return event.orders;
  return event.type === "order.intended" ? [event.order] : [];
}

interface VenueStop {
  readonly symbol: string;
  readonly side: string;
  works: boolean;
}

/** Longest time in market ms that a position of the journal was without a working disaster stop on its exit side. */
export function longestUnprotectedMs(events: Iterable<JournalEvent>): number {
  const stops = new Map<string, VenueStop>();
  const held = new Map<string, Decimal>();
  const since = new Map<string, number>();
  let longest = 0;
  for (const event of events) {
    for (const atMs of since.values()) longest = Math.max(longest, event.atMs - atMs);
    noteStop(stops, event);
    if (event.type === "order.filled" || event.type === "position.liquidated") {
      const signed = new Exact(event.qty).times(event.side === "buy" ? 1 : -1);
      held.set(event.symbol, (held.get(event.symbol) ?? new Exact(0)).plus(signed));
    }
    for (const [symbol, qty] of held) {
      const exitSide = qty.isNegative() ? "buy" : "sell";
      const safe = [...stops.values()].some((stop) => stop.works && stop.symbol === symbol && stop.side === exitSide);
      if (qty.isZero() || safe) since.delete(symbol);
      else if (!since.has(symbol)) since.set(symbol, event.atMs);
    }
  }
  return longest;
}

function noteStop(stops: Map<string, VenueStop>, event: JournalEvent): void {
  for (const { purpose, request } of intendedBy(event)) {
    if (purpose !== "disaster_stop") continue;
    stops.set(request.clientOrderId, { symbol: request.symbol, side: request.side, works: false });
  }
  const stop = "clientOrderId" in event ? stops.get(event.clientOrderId) : undefined;
  if (stop === undefined || !("clientOrderId" in event)) return;
  if (event.type === "order.acknowledged") stop.works = true;
  if (event.type === "cancel.requested") stop.works = false;
  const ended = ["order.filled", "order.canceled", "order.expired", "order.rejected"].includes(event.type);
  if (ended) stops.delete(event.clientOrderId);
}
