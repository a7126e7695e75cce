import type { IntendedOrder, JournalEvent } from "../../domain/event.js";
import { isReducingPurpose, type Side } from "../../domain/intent.js";
import { positionKey } from "../../domain/portfolio.js";
import { addDec, type Dec, isZeroDec, negDec, ZERO } from "../../lib/decimal.js";

/** Where the story of an id begins. */
export interface Root {
  /** veto: an id of a veto or of a vetoed intent · order: a client order id · intent: an id of an intent that was approved. */
  readonly found: "veto" | "order" | "intent";
  /** The intent that the story is about: for an exit that of the position it closes. */
  readonly intentId: string;
  /** Event in which that intent was decided. */
  readonly seq: number;
}

export interface Search {
  readonly root: Root | null;
  /** Ids met on the way: all there are where nothing was found. */
  readonly known: readonly string[];
}

interface RoundTrip {
  readonly intentId: string;
  qty: Dec;
}

/** Reads the journal until the id turns up. An exit's id leads to the position it belongs to. */
export function findRoot(events: Iterable<JournalEvent>, id: string): Search {
  const finder = createFinder(id);
  for (const event of events) {
    const root = finder.next(event);
    if (root !== null) return { root, known: finder.known };
  }
  return { root: null, known: finder.known };
}

interface Finder {
  readonly known: string[];
  next(event: JournalEvent): Root | null;
}

function createFinder(id: string): Finder {
  const known: string[] = [];
  const decidedAt = new Map<string, number>();
  const intentOf = new Map<string, string>();
  const open = new Map<string, RoundTrip>();

  const meet = (order: IntendedOrder, seq: number): Root | null => {
    const { request, intentId, purpose } = order;
    known.push(request.clientOrderId, intentId);
    intentOf.set(request.clientOrderId, intentId);
    if (!decidedAt.has(intentId)) decidedAt.set(intentId, seq);
    if (request.clientOrderId !== id && intentId !== id) return null;
    const trip = isReducingPurpose(purpose) ? open.get(positionKey(request.account, request.symbol)) : undefined;
    const root = trip?.intentId ?? intentId;
    return {
      found: request.clientOrderId === id ? "order" : "intent",
      intentId: root,
      seq: decidedAt.get(root) ?? seq,
    };
  };

  const book = (fill: Fill, intentId: string): void => {
    const key = positionKey(fill.account, fill.symbol);
    const trip = open.get(key) ?? { intentId, qty: ZERO };
    trip.qty = addDec(trip.qty, fill.side === "buy" ? fill.qty : negDec(fill.qty));
    if (isZeroDec(trip.qty)) open.delete(key);
    else open.set(key, trip);
  };

  return {
    known,
    next(event): Root | null {
      switch (event.type) {
        case "cycle.decided":
          for (const veto of event.vetoes) {
            known.push(veto.id, veto.intentId);
            if (veto.id === id || veto.intentId === id) {
              return { found: "veto", intentId: veto.intentId, seq: event.seq };
            }
          }
          return firstOf(event.orders, (order) => meet(order, event.seq));
        case "order.intended":
          return meet(event.order, event.seq);
        case "order.filled":
          book(event, intentOf.get(event.clientOrderId) ?? event.clientOrderId);
          return null;
        case "position.liquidated":
          book(event, event.tradeId);
          return null;
        default:
          return null;
      }
    },
  };
}

interface Fill {
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Dec;
}

function firstOf<T>(orders: readonly IntendedOrder[], of: (order: IntendedOrder) => T | null): T | null {
  for (const order of orders) {
    const found = of(order);
    if (found !== null) return found;
  }
  return null;
}
