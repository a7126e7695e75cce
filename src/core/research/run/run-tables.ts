import type { ClosedTrade } from "../../domain/portfolio.js";
import type { EquitySeries } from "./run-recorder.js";

type NumberColumn = readonly [name: string, kind: "double" | "time", values: readonly number[]];
type TextColumn = readonly [name: string, kind: "text", values: readonly string[]];
/** Columns of a table of a run, in order. */
export type RunTable = readonly (NumberColumn | TextColumn)[];

export function equityTable({ atMs, nav, exposure, fees, takerUsd }: EquitySeries): RunTable {
  return [
    ["at_ms", "time", atMs],
    ["nav", "double", nav],
    ["exposure", "double", exposure],
    ["fees", "double", fees],
    ["taker_usd", "double", takerUsd],
  ];
}

/** Money stays the exact decimal text that the books hold. */
export function tradesTable(trades: readonly ClosedTrade[]): RunTable {
  const texts = ["intentId", "groupId", "strategy", "account", "symbol", "direction", "exitPurpose"] as const;
  const money = ["realizedPnl", "fees", "funding"] as const;
  return [
    ["opened_at_ms", "time", trades.map(({ openedAtMs }) => openedAtMs)],
    ["closed_at_ms", "time", trades.map(({ closedAtMs }) => closedAtMs)],
    ...[...texts, ...money].map((key): TextColumn => [snakeCase(key), "text", trades.map((trade) => trade[key])]),
  ];
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
