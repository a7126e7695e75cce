import { isFinal } from "../domain/order.js";
import type { Mode } from "../domain/mode.js";
import { ok, type Result } from "../lib/result.js";
import { orderRow, type OrderRow } from "../telemetry/orders.schema.js";
import { type AssetRow, type PositionRow, positionsFile } from "../telemetry/positions.schema.js";
import { readDocument, type ReadFailure, readLines, type StateReader } from "./read-state.js";

export interface PositionsDocument {
  readonly schema: "hedge.positions/1";
  readonly mode: Mode;
  readonly at: string;
  readonly items: readonly PositionRow[];
  /** Each asset over all venues; left out where there is one. */
  readonly assets?: readonly AssetRow[];
}

export interface OrdersDocument {
  readonly schema: "hedge.orders/1";
  readonly mode: Mode;
  readonly at: string;
  readonly items: readonly OrderRow[];
}

export function readPositions(state: StateReader): Result<PositionsDocument, ReadFailure> {
  const file = readDocument(state, "positions.json", positionsFile);
  if (!file.ok) return file;
  const { mode, at, items, assets } = file.value;
  return ok({ schema: "hedge.positions/1", mode, at, items, ...(assets === undefined ? {} : { assets }) });
}

export interface OrderFilter {
  /** Only orders that may still fill. */
  readonly open: boolean;
  /** Only orders whose outcome is not known. */
  readonly unknown: boolean;
}

/** By the instant of the decision, then by id: an order keeps its place when it ends. */
function byAge(a: OrderRow, b: OrderRow): number {
  // As numbers: as texts, 00:00:00Z would come after 00:00:00.046Z.
  const gapMs = Date.parse(a.intendedAt) - Date.parse(b.intendedAt);
  return gapMs !== 0 ? gapMs : a.id < b.id ? -1 : 1;
}

/** One row an order: its last line counts, and a line (its end) counts more than a row of a moment before. */
function latest(open: readonly OrderRow[], ended: readonly OrderRow[]): OrderRow[] {
  const byId = new Map<string, OrderRow>();
  for (const order of [...open, ...ended]) byId.set(order.id, order);
  return [...byId.values()].sort(byAge);
}

/** Orders, oldest first. */
export function readOrders(state: StateReader, filter: OrderFilter): Result<OrdersDocument, ReadFailure> {
  const books = readDocument(state, "positions.json", positionsFile);
  if (!books.ok) return books;
  const ended = readLines(state, "orders.jsonl", orderRow);
  if (!ended.ok) return ended;
  const { mode, at, openOrders } = books.value;
  const items = latest(openOrders, ended.value)
    .filter(({ status }) => !filter.open || !isFinal(status))
    .filter(({ status }) => !filter.unknown || status === "unknown");
  return ok({ schema: "hedge.orders/1", mode, at, items });
}
