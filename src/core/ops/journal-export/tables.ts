import type { JournalEvent } from "../../domain/event.js";
import { toNumber } from "../../lib/decimal.js";

/** A row: members in the order of the table's columns. A number that is not known is NaN, a text null. */
type Row = readonly (string | number | null)[];

interface ExportColumn {
  readonly name: string;
  readonly kind: "whole" | "time" | "double" | "text";
}

/** A table of the export: which events it is made from, and how. */
export interface ExportTable {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  readonly rowsOf: (event: JournalEvent) => readonly Row[];
}

const HEAD: readonly ExportColumn[] = [
  { name: "seq", kind: "whole" },
  { name: "at_ms", kind: "time" },
];

const texts = (...names: readonly string[]): readonly ExportColumn[] => names.map((name) => ({ name, kind: "text" }));
const doubles = (...names: readonly string[]): readonly ExportColumn[] =>
  names.map((name) => ({ name, kind: "double" }));
const wholes = (...names: readonly string[]): readonly ExportColumn[] => names.map((name) => ({ name, kind: "whole" }));

const NONE: readonly Row[] = [];

/** Every event with its payload as JSON: money in it is exact. */
const events: ExportTable = {
  name: "events",
  columns: [...HEAD, ...texts("type", "mode", "correlation_id", "payload", "hash")],
  rowsOf: (event) => {
    const { seq, at: _at, atMs, type, v: _v, mode, correlationId, hash, ...payload } = event;
    return [[seq, atMs, type, mode, correlationId, JSON.stringify(payload), hash]];
  },
};

const cycles: ExportTable = {
  name: "cycles",
  columns: [
    ...HEAD,
    ...wholes("cycle"),
    ...texts("trigger"),
    ...doubles("nav", "wallet", "unrealized_pnl"),
    ...wholes("signals", "drops", "intents", "vetoes", "orders"),
  ],
  rowsOf: (event) => {
    if (event.type !== "cycle.decided") return NONE;
    const { seq, atMs, cycle, trigger, nav, wallet, unrealizedPnl, signals, drops, intents, vetoes, orders } = event;
    const money = [toNumber(nav), toNumber(wallet), toNumber(unrealizedPnl)];
    return [[seq, atMs, cycle, trigger, ...money, signals.length, drops.length, intents, vetoes.length, orders.length]];
  },
};

const signals: ExportTable = {
  name: "signals",
  columns: [...HEAD, ...wholes("cycle"), ...texts("strategy", "symbol", "direction"), ...doubles("strength")],
  rowsOf: (event) => {
    if (event.type !== "cycle.decided") return NONE;
    const { seq, atMs, cycle } = event;
    return event.signals.map(({ strategy, symbol, direction, strength }) => [
      ...[seq, atMs, cycle],
      ...[strategy, symbol, direction, strength],
    ]);
  },
};

const vetoes: ExportTable = {
  name: "vetoes",
  columns: [
    ...HEAD,
    ...wholes("cycle"),
    ...texts("id", "strategy", "account", "symbol", "side", "primary_rule", "rules"),
  ],
  rowsOf: (event) => {
    if (event.type !== "cycle.decided") return NONE;
    const { seq, atMs, cycle } = event;
    return event.vetoes.map(({ id, strategy, account, symbol, side, primary, violations }) => [
      ...[seq, atMs, cycle, id, strategy, account, symbol, side, primary],
      violations.map(({ rule }) => rule).join(","),
    ]);
  },
};

const orders: ExportTable = {
  name: "orders",
  columns: [
    ...HEAD,
    ...texts("client_order_id", "intent_id", "account", "strategy", "symbol", "side", "order_type", "purpose", "style"),
    ...doubles("qty", "price", "trigger_price", "decision_price", "notional_usd", "strength"),
  ],
  rowsOf: (event) => {
    if (event.type !== "order.intended") return NONE;
    const { request, intentId, strategy, purpose, style, decisionPrice, notionalUsd, strength } = event.order;
    const { clientOrderId, account, symbol, side, type, qty, price, triggerPrice } = request;
    const names = [clientOrderId, intentId, account, strategy, symbol, side, type, purpose, style];
    const figures = [
      numberOr(qty),
      numberOr(price),
      numberOr(triggerPrice),
      toNumber(decisionPrice),
      notionalUsd,
      strength,
    ];
    return [[event.seq, event.atMs, ...names, ...figures]];
  },
};

/** Fills of our orders, and positions that a venue took away, which have no order of ours. */
const fills: ExportTable = {
  name: "fills",
  columns: [
    ...HEAD,
    ...texts("type", "client_order_id", "trade_id", "account", "symbol", "side", "liquidity"),
    ...doubles("qty", "price", "fee"),
  ],
  rowsOf: (event) => {
    if (event.type !== "order.filled" && event.type !== "position.liquidated") return NONE;
    const { seq, atMs, type, tradeId, account, symbol, side, qty, price, fee } = event;
    const [id, liquidity] = event.type === "order.filled" ? [event.clientOrderId, event.liquidity] : [null, null];
    const names = [type, id, tradeId, account, symbol, side, liquidity];
    return [[seq, atMs, ...names, toNumber(qty), toNumber(price), toNumber(fee)]];
  },
};

const funding: ExportTable = {
  name: "funding",
  columns: [...HEAD, ...texts("account", "symbol"), ...doubles("rate", "qty", "mark_price", "amount")],
  rowsOf: (event) => {
    if (event.type !== "funding.settled") return NONE;
    const { seq, atMs, account, symbol, rate, qty, markPrice, amount } = event;
    return [[seq, atMs, account, symbol, rate, toNumber(qty), toNumber(markPrice), toNumber(amount)]];
  },
};

function numberOr(value: Parameters<typeof toNumber>[0] | null): number {
  return value === null ? Number.NaN : toNumber(value);
}

/** All tables, in the order of the way from signal to money. */
export const EXPORT_TABLES: readonly ExportTable[] = [events, cycles, signals, vetoes, orders, fills, funding];

/** Rows that are gathered until a file is worth it: the export holds no more of a table at once. */
export class TableRows {
  readonly #columns: (string | number | null)[][];
  #length = 0;

  constructor(readonly table: ExportTable) {
    this.#columns = table.columns.map(() => []);
  }

  get length(): number {
    return this.#length;
  }

  add(event: JournalEvent): void {
    for (const row of this.table.rowsOf(event)) {
      for (const [index, column] of this.#columns.entries()) column.push(row[index] ?? null);
      this.#length += 1;
    }
  }

  /** The columns gathered, which are empty afterwards. */
  take(): readonly (ExportColumn & { readonly values: readonly (string | number | null)[] })[] {
    this.#length = 0;
    return this.table.columns.map((column, index) => ({ ...column, values: this.#columns[index]?.splice(0) ?? [] }));
  }
}
