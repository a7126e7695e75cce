import { grouped } from "../../lib/grouped.js";
import { HOUR_MS } from "../../lib/time.js";
import type { RecordedTrade } from "../run/run-evidence.js";
import { profitOf } from "../run/run-metrics.js";

/** What the trades of one kind made. Money in quote currency. */
export interface TradeGroup {
  readonly name: string;
  readonly trades: number;
  readonly won: number;
  /** After fees and funding. */
  readonly profit: number;
  readonly fees: number;
  readonly funding: number;
  readonly meanHours: number;
}

/** Trades by what `nameOf` says of them, the most profitable kind first. */
export function tradeGroups(
  trades: readonly RecordedTrade[],
  nameOf: (trade: RecordedTrade) => string,
): readonly TradeGroup[] {
  const groups = [...grouped(trades, nameOf)].map(([name, of]) => ({
    name,
    trades: of.length,
    won: of.filter((trade) => profitOf(trade) > 0).length,
    profit: sum(of, profitOf),
    fees: sum(of, ({ fees }) => Number(fees)),
    funding: sum(of, ({ funding }) => Number(funding)),
    meanHours: sum(of, ({ openedAtMs, closedAtMs }) => closedAtMs - openedAtMs) / of.length / HOUR_MS,
  }));
  return groups.sort((a, b) => b.profit - a.profit || (a.name < b.name ? -1 : 1));
}

function sum(trades: readonly RecordedTrade[], of: (trade: RecordedTrade) => number): number {
  return trades.reduce((total, trade) => total + of(trade), 0);
}
