import type { LogRow } from "../../core/readmodel/session/event-log.js";
import type { SessionView } from "../../core/readmodel/session/session-view.js";
import { grouped } from "../../core/lib/grouped.js";
import type { PageName } from "./pages.js";
import type { UiState } from "./ui-state.js";

export type PositionItem = SessionView["positions"][number];
export type OrderItem = SessionView["orders"]["open"][number];
export type VetoItem = SessionView["vetoes"][number];
export type LimitItem = SessionView["risk"]["limits"][number];
export type RouteItem = SessionView["router"]["items"][number];
export type StrategyItem = SessionView["strategies"][number];

/** Vetoes of one rule, strategy and symbol; the newest stands for them. */
export interface VetoGroup {
  readonly count: number;
  readonly newest: VetoItem;
  /** Instants of all of them, newest first. */
  readonly atMs: readonly number[];
}

interface SortOrder<Row> {
  readonly name: string;
  readonly by: (row: Row) => number | string;
}

interface ListRule<Row> {
  readonly rows: (view: SessionView, ui: UiState) => readonly Row[];
  readonly id: (row: Row) => string;
  /** What a filter looks in. */
  readonly words: (row: Row) => string;
  readonly sorts: readonly SortOrder<Row>[];
}

const amount = (text: string | null): number => (text === null ? 0 : Number(text));

export const POSITIONS: ListRule<PositionItem> = {
  rows: ({ positions }) => positions,
  id: ({ account, symbol }) => `${account}:${symbol}`,
  words: ({ account, symbol, strategy, side }) => `${account} ${symbol} ${strategy} ${side}`,
  sorts: [
    { name: "|uPnL|", by: ({ unrealizedPnl }) => -Math.abs(amount(unrealizedPnl)) },
    { name: "notional", by: ({ notional }) => -amount(notional) },
    { name: "symbol", by: ({ symbol }) => symbol },
    { name: "age", by: ({ openedAt }) => Date.parse(openedAt) },
  ],
};

export const ORDERS: ListRule<OrderItem> = {
  rows: ({ orders }, { unknownOnly }) => {
    const open = unknownOnly ? orders.open.filter(({ status }) => status === "unknown") : orders.open;
    return unknownOnly ? open : [...[...open].reverse(), ...orders.ended];
  },
  id: ({ id }) => id,
  words: (row) => `${row.id} ${row.symbol} ${row.strategy} ${row.side} ${row.status} ${row.purpose} ${row.type}`,
  sorts: [
    { name: "open first", by: () => 0 },
    { name: "time", by: ({ intendedAt }) => -Date.parse(intendedAt) },
    { name: "symbol", by: ({ symbol }) => symbol },
    { name: "state", by: ({ status }) => status },
  ],
};

function groupVetoes(vetoes: readonly VetoItem[]): readonly VetoGroup[] {
  const groups = grouped(vetoes, ({ primary, strategy, symbol }) => `${primary} ${strategy} ${symbol}`);
  return [...groups.values()].flatMap((group) => {
    const [newest] = group;
    return newest === undefined ? [] : [{ count: group.length, newest, atMs: group.map(({ at }) => Date.parse(at)) }];
  });
}

export const VETOES: ListRule<VetoGroup> = {
  rows: ({ vetoes }, { grouped: inGroups }) =>
    inGroups ? groupVetoes(vetoes) : vetoes.map((newest) => ({ count: 1, newest, atMs: [Date.parse(newest.at)] })),
  id: ({ newest, count }) => (count === 1 ? newest.id : `${newest.primary} ${newest.strategy} ${newest.symbol}`),
  words: ({ newest: { primary, strategy, symbol, side, id, vetoes } }) =>
    `${primary} ${strategy} ${symbol} ${side} ${id} ${vetoes.map(({ code }) => code).join(" ")}`,
  sorts: [
    { name: "newest", by: ({ newest }) => -Date.parse(newest.at) },
    { name: "count", by: ({ count }) => -count },
    { name: "rule", by: ({ newest }) => newest.primary },
  ],
};

export const LIMITS: ListRule<LimitItem> = {
  rows: ({ risk }) => risk.limits,
  id: ({ rule, scope }) => `${rule} ${scope}`,
  words: ({ rule, scope }) => `${rule} ${scope}`,
  sorts: [
    { name: "use", by: ({ usage }) => -(usage ?? -1) },
    { name: "rule", by: ({ rule }) => rule },
  ],
};

const QUALITIES = ["broken", "degraded", "unknown", "ok", "good"];

export const ROUTES: ListRule<RouteItem> = {
  rows: ({ router }) => router.items,
  id: ({ account, symbol }) => `${account}:${symbol}`,
  words: ({ account, symbol, quality }) => `${account} ${symbol} ${quality}`,
  sorts: [
    { name: "worst", by: ({ quality }) => QUALITIES.indexOf(quality) },
    { name: "symbol", by: ({ symbol }) => symbol },
    { name: "orders", by: ({ orders }) => -orders },
  ],
};

export const STRATEGIES: ListRule<StrategyItem> = {
  rows: ({ strategies }) => strategies,
  id: ({ strategy }) => strategy,
  words: ({ strategy, state }) => `${strategy} ${state}`,
  sorts: [
    { name: "name", by: ({ strategy }) => strategy },
    { name: "result", by: ({ realizedUsd, openUsd }) => -(realizedUsd + (openUsd ?? 0)) },
  ],
};

const LEVELS = ["info", "warning", "error"] as const;

export const LOG: ListRule<LogRow> = {
  rows: ({ log }, { level }) => log.filter((row) => LEVELS.indexOf(row.level) >= LEVELS.indexOf(level)).toReversed(),
  id: ({ seq, text }) => `${String(seq)} ${text}`,
  words: ({ source, text, level }) => `${source} ${level} ${text}`,
  sorts: [{ name: "newest", by: ({ seq }) => -seq }],
};

export interface Listed<Row> {
  readonly rows: readonly Row[];
  /** Before the filter. */
  readonly total: number;
  readonly cursor: number | null;
  readonly current: Row | null;
  readonly sortedBy: string;
}

/** Rows of a page as they are shown: filtered, sorted, with the cursor on its row or, where that is gone, on the first. */
export function listed<Row>(rule: ListRule<Row>, page: PageName, view: SessionView, ui: UiState): Listed<Row> {
  const all = rule.rows(view, ui);
  const filter = (ui.filters[page] ?? "").toLowerCase();
  const kept = filter === "" ? all : all.filter((row) => rule.words(row).toLowerCase().includes(filter));
  const { order, reversed } = ui.sorts[page] ?? { order: 0, reversed: false };
  const sort = rule.sorts[order % rule.sorts.length];
  const rows = sort === undefined ? kept : sorted(kept, sort.by);
  const shown = reversed ? rows.toReversed() : rows;
  const found = shown.findIndex((row) => rule.id(row) === ui.cursors[page]);
  const cursor = shown.length === 0 ? null : Math.max(0, found);
  return {
    rows: shown,
    total: all.length,
    cursor,
    current: cursor === null ? null : (shown[cursor] ?? null),
    sortedBy: `${sort?.name ?? ""}${reversed ? " reversed" : ""}`,
  };
}

function sorted<Row>(rows: readonly Row[], by: (row: Row) => number | string): readonly Row[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** The list of a page without its row type: ids in order and the row under the cursor. */
interface PageRows {
  readonly ids: readonly string[];
  /** What a filter looks in, by row. */
  readonly words: readonly string[];
  readonly cursor: number | null;
  readonly current: unknown;
  readonly sorts: number;
}

function rowsOf<Row>(rule: ListRule<Row>, page: PageName, view: SessionView, ui: UiState): PageRows {
  const { rows, cursor, current } = listed(rule, page, view, ui);
  return {
    ids: rows.map((row) => rule.id(row)),
    words: rows.map((row) => rule.words(row)),
    cursor,
    current,
    sorts: rule.sorts.length,
  };
}

/** Null on a page without a list. */
export function pageList(page: PageName, view: SessionView, ui: UiState): PageRows | null {
  switch (page) {
    case "positions":
      return rowsOf(POSITIONS, page, view, ui);
    case "orders":
      return rowsOf(ORDERS, page, view, ui);
    case "vetoes":
      return rowsOf(VETOES, page, view, ui);
    case "risk":
      return rowsOf(LIMITS, page, view, ui);
    case "router":
      return rowsOf(ROUTES, page, view, ui);
    case "strategies":
      return rowsOf(STRATEGIES, page, view, ui);
    case "health":
      return rowsOf(LOG, page, view, ui);
    case "overview":
    case "fund":
    case "ml":
      return null;
  }
}
