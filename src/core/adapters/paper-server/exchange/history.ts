import { isZeroDec } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import { DAY_MS } from "../../../lib/time.js";
import { findAlgo, findOrder } from "./end-orders.js";
import type { AlgoRef, OrderRef } from "./end-orders.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { AlgoOrder, Amendment, ExchangeOrder, ExchangeTrade, ForcedOrder, IncomeEntry } from "./records.js";
import { refuse } from "./venue-error.js";
import type { Answer } from "./venue-error.js";

/** An order without fills is forgotten so soon, any other after 90 days (BINANCE_USDM 5.1). */
const UNFILLED_DAYS = 3;
const MEMORY_DAYS = 90;
const WINDOW_DAYS = 7;

/** A page of a history: from an id on, or a span of time. */
export interface HistoryPage {
  readonly symbol: string | null;
  /** First id; then the span doesn't matter. */
  readonly fromId: bigint | null;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly limit: number;
}

export function queryOrder(context: ExchangeContext, ref: OrderRef): Answer<ExchangeOrder> {
  const order = findOrder(context, ref);
  return order === null || isForgotten(context, order) ? refuse("-2013") : ok(order);
}

export function queryAlgo(context: ExchangeContext, ref: AlgoRef): Answer<AlgoOrder> {
  const algo = findAlgo(context, ref);
  return algo === null ? refuse("-2013") : ok(algo);
}

export function ordersPage(context: ExchangeContext, page: HistoryPage): Answer<readonly ExchangeOrder[]> {
  const known = [...context.books.orders.values()].filter((order) => !isForgotten(context, order));
  return pageOf(context, known, {
    page,
    id: (order) => order.orderId,
    symbol: (order) => order.symbol,
    atMs: (order) => order.createdMs,
  });
}

export function algosPage(context: ExchangeContext, page: HistoryPage): Answer<readonly AlgoOrder[]> {
  return pageOf(context, [...context.books.algos.values()], {
    page,
    id: (algo) => BigInt(algo.algoId),
    symbol: (algo) => algo.symbol,
    atMs: (algo) => algo.createdMs,
  });
}

export function tradesPage(
  context: ExchangeContext,
  page: HistoryPage,
  orderId: bigint | null,
): Answer<readonly ExchangeTrade[]> {
  const trades = context.books.trades.filter((trade) => orderId === null || trade.orderId === orderId);
  return pageOf(context, trades, {
    page,
    id: (trade) => BigInt(trade.tradeId),
    symbol: (trade) => trade.symbol,
    atMs: (trade) => trade.atMs,
  });
}

/** Ascending; `page` counts from 1 in pages of `limit`. */
export function incomePage(
  context: ExchangeContext,
  page: HistoryPage,
  { kind, page: number }: { readonly kind: string | null; readonly page: number },
): readonly IncomeEntry[] {
  const fromMs = page.startMs ?? (page.endMs ?? context.nowMs()) - WINDOW_DAYS * DAY_MS;
  const untilMs = page.endMs ?? Infinity;
  const rows = context.books.income.filter(
    (entry) =>
      (page.symbol === null || entry.symbol === page.symbol) &&
      (kind === null || entry.kind === kind) &&
      entry.atMs >= fromMs &&
      entry.atMs <= untilMs,
  );
  return rows.slice((number - 1) * page.limit, number * page.limit);
}

export function amendmentsOf(context: ExchangeContext, ref: OrderRef, page: HistoryPage): readonly Amendment[] {
  const order = findOrder(context, ref);
  const own = context.books.amendments.filter(
    (amendment) => amendment.order === order && isWithin(page, amendment.atMs),
  );
  return own.reverse().slice(0, page.limit);
}

export function forcedOrdersPage(
  context: ExchangeContext,
  page: HistoryPage,
  kind: ForcedOrder["kind"] | null,
): readonly ForcedOrder[] {
  const rows = context.books.forced.filter(
    (forced) =>
      forced.kind !== "SETTLEMENT" &&
      (kind === null || forced.kind === kind) &&
      (page.symbol === null || forced.order.symbol === page.symbol) &&
      isWithin(page, forced.order.createdMs),
  );
  return rows.slice(-page.limit);
}

/** Forgets what the venue answers for no more, so that a long life stays bounded. */
export function forgetOld({ books, nowMs }: ExchangeContext): void {
  const sinceMs = nowMs() - MEMORY_DAYS * DAY_MS;
  for (const [id, order] of books.orders) {
    if (order.updatedMs < sinceMs && !books.openOrders.has(order)) books.orders.delete(id);
  }
  for (const [id, algo] of books.algos) {
    if (algo.updatedMs < sinceMs && !books.openAlgos.has(algo)) books.algos.delete(id);
  }
  const dropOld = (rows: { readonly atMs: number }[]): void => {
    const kept = rows.findIndex(({ atMs }) => atMs >= sinceMs);
    rows.splice(0, kept === -1 ? rows.length : kept);
  };
  for (const rows of [books.trades, books.income, books.amendments]) dropOld(rows);
  const keptForced = books.forced.findIndex(({ order }) => order.createdMs >= sinceMs);
  books.forced.splice(0, keptForced === -1 ? books.forced.length : keptForced);
}

interface PageRules<T> {
  readonly page: HistoryPage;
  id(row: T): bigint;
  symbol(row: T): string;
  atMs(row: T): number;
}

/** From an id or a start on the oldest rows come first in line, otherwise the newest; ascending either way. */
function pageOf<T>(context: ExchangeContext, rows: readonly T[], rules: PageRules<T>): Answer<readonly T[]> {
  const { page } = rules;
  const { fromId, startMs, endMs, limit } = page;
  const own = rows.filter((row) => page.symbol === null || rules.symbol(row) === page.symbol);
  if (fromId !== null) return ok(own.filter((row) => rules.id(row) >= fromId).slice(0, limit));
  const spanMs = startMs === null || endMs === null ? 0 : endMs - startMs;
  if (spanMs > WINDOW_DAYS * DAY_MS) return refuse("-4165");
  const untilMs = endMs ?? (startMs === null ? Infinity : startMs + WINDOW_DAYS * DAY_MS);
  const fromMs = startMs ?? (endMs ?? context.nowMs()) - WINDOW_DAYS * DAY_MS;
  const within = own.filter((row) => rules.atMs(row) >= fromMs && rules.atMs(row) <= untilMs);
  return ok(startMs === null ? within.slice(-limit) : within.slice(0, limit));
}

function isWithin({ startMs, endMs }: HistoryPage, atMs: number): boolean {
  return atMs >= (startMs ?? 0) && atMs <= (endMs ?? Infinity);
}

function isForgotten(context: ExchangeContext, order: ExchangeOrder): boolean {
  if (context.books.openOrders.has(order)) return false;
  const ageMs = context.nowMs() - order.updatedMs;
  return ageMs > (isZeroDec(order.executedQty) ? UNFILLED_DAYS : MEMORY_DAYS) * DAY_MS;
}
