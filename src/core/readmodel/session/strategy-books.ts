import { DAY_MS } from "../../lib/time.js";
import { numberOf } from "../../lib/scaled.js";
import type { OrderRow } from "../../telemetry/orders.schema.js";

/** What a strategy holds of one market, at average cost. */
interface Lot {
  qty: number;
  cost: number;
  /** Result of the round trip that is under way. */
  trip: number;
}

/** What one strategy has made of its orders: realised, fees taken off, funding not. */
export interface StrategyBook {
  readonly strategy: string;
  realizedUsd: number;
  feesUsd: number;
  turnoverUsd: number;
  trades: number;
  wins: number;
  grossProfitUsd: number;
  grossLossUsd: number;
  lastOrderAtMs: number;
  /** Result by UTC day number, on the day of the close. */
  readonly byDay: Map<number, number>;
  readonly lots: Map<string, Lot>;
}

type Filled = Pick<
  OrderRow,
  "id" | "at" | "account" | "symbol" | "strategy" | "side" | "filledQty" | "averagePrice" | "fees"
>;

interface Applied {
  readonly qty: number;
  readonly quote: number;
  readonly fees: number;
}

/** A corrected line follows soon after the first one. */
const REMEMBERED_ORDERS = 4_096;
/** Of a quantity: what is left of it by rounding. */
const DUST = 1e-9;

/**
 * Folds the lines of orders.jsonl into a result for each strategy, by average cost. Money that no order moves (funding,
 * liquidation fees, deposits) is not in it: it stays in the account's own sums.
 */
export class StrategyBooks {
  readonly #books = new Map<string, StrategyBook>();
  readonly #applied = new Map<string, Applied>();

  get books(): readonly StrategyBook[] {
    return [...this.#books.values()];
  }

  /** A second line of the same order corrects the first: only the difference is booked. */
  add(order: Filled): void {
    const book = this.#bookOf(order.strategy);
    const atMs = Date.parse(order.at);
    book.lastOrderAtMs = Math.max(book.lastOrderAtMs, atMs);
    const filled = numberOf(order.filledQty);
    if (!(filled > 0) || order.averagePrice === null) return;
    const now: Applied = { qty: filled, quote: filled * numberOf(order.averagePrice), fees: numberOf(order.fees) };
    const before = this.#applied.get(order.id) ?? { qty: 0, quote: 0, fees: 0 };
    this.#remember(order.id, now);
    const qty = now.qty - before.qty;
    if (!(qty > 0)) return;
    const sign = order.side === "buy" ? 1 : -1;
    const key = `${order.account}:${order.symbol}`;
    fill(book, key, {
      signedQty: sign * qty,
      price: (now.quote - before.quote) / qty,
      fee: now.fees - before.fees,
      atMs,
    });
  }

  #bookOf(strategy: string): StrategyBook {
    const known = this.#books.get(strategy);
    if (known !== undefined) return known;
    const book = emptyBook(strategy);
    this.#books.set(strategy, book);
    return book;
  }

  #remember(id: string, applied: Applied): void {
    this.#applied.set(id, applied);
    if (this.#applied.size <= REMEMBERED_ORDERS) return;
    const oldest = this.#applied.keys().next();
    if (oldest.done !== true) this.#applied.delete(oldest.value);
  }
}

function emptyBook(strategy: string): StrategyBook {
  return {
    strategy,
    realizedUsd: 0,
    feesUsd: 0,
    turnoverUsd: 0,
    trades: 0,
    wins: 0,
    grossProfitUsd: 0,
    grossLossUsd: 0,
    lastOrderAtMs: -Infinity,
    byDay: new Map(),
    lots: new Map(),
  };
}

interface Fill {
  readonly signedQty: number;
  readonly price: number;
  readonly fee: number;
  readonly atMs: number;
}

function fill(book: StrategyBook, key: string, { signedQty, price, fee, atMs }: Fill): void {
  const lot = book.lots.get(key) ?? { qty: 0, cost: 0, trip: 0 };
  book.lots.set(key, lot);
  book.feesUsd += fee;
  book.turnoverUsd += Math.abs(signedQty) * price;
  lot.trip -= fee;
  let result = -fee;
  const closes = Math.sign(signedQty) === -Math.sign(lot.qty) ? Math.min(Math.abs(signedQty), Math.abs(lot.qty)) : 0;
  if (closes > 0) {
    const average = lot.cost / lot.qty;
    const gain = closes * (price - average) * Math.sign(lot.qty);
    const left = lot.qty - closes * Math.sign(lot.qty);
    lot.cost = average * left;
    lot.qty = left;
    lot.trip += gain;
    result += gain;
  }
  const opens = Math.abs(signedQty) - closes;
  if (Math.abs(lot.qty) < DUST * Math.max(1, closes)) endTrip(book, lot, closes > 0);
  lot.qty += opens * Math.sign(signedQty);
  lot.cost += opens * Math.sign(signedQty) * price;
  book.realizedUsd += result;
  // What closes at midnight belongs to the day that ends.
  const day = Math.floor((atMs - 1) / DAY_MS);
  book.byDay.set(day, (book.byDay.get(day) ?? 0) + result);
}

function endTrip(book: StrategyBook, lot: Lot, closed: boolean): void {
  lot.qty = 0;
  lot.cost = 0;
  if (!closed) return;
  book.trades += 1;
  if (lot.trip > 0) {
    book.wins += 1;
    book.grossProfitUsd += lot.trip;
  } else book.grossLossUsd -= lot.trip;
  lot.trip = 0;
}
