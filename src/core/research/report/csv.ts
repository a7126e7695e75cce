import { csv } from "../../page/csv.js";
import type { EquityColumns, RecordedTrade } from "../run/run-evidence.js";

/** The equity of a run: times in epoch ms, numbers in the shortest form that reads back as the same double. */
export function equityCsv({ atMs, nav, exposure, fees, takerUsd }: EquityColumns): string {
  const text = (column: Float64Array, row: number): string => String(column[row] ?? "");
  return csv(
    ["at_ms", "nav", "exposure", "fees", "taker_usd"],
    Array.from(atMs, (at, row) => [String(at), ...[nav, exposure, fees, takerUsd].map((column) => text(column, row))]),
  );
}

/** The trades of a run: times in epoch ms, money as the exact decimals of the books. */
export function tradesCsv(trades: readonly RecordedTrade[]): string {
  const texts = ["intentId", "groupId", "strategy", "symbol", "direction", "exitPurpose"] as const;
  const header = ["opened_at_ms", "closed_at_ms", "intent_id", "group_id", "strategy", "symbol", "direction"];
  return csv(
    [...header, "exit_purpose", "realized_pnl", "fees", "funding"],
    trades.map((trade) => [
      ...[String(trade.openedAtMs), String(trade.closedAtMs), ...texts.map((key) => trade[key])],
      ...[trade.realizedPnl, trade.fees, trade.funding],
    ]),
  );
}
