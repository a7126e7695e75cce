import type { RecordedTrade, RunEvidence } from "../run/run-evidence.js";
import { profitOf } from "../run/run-metrics.js";
import { tradesCsv } from "./csv.js";
import { count, decimal, minute, percent, toned } from "../../page/figures.js";
import { type Block, columnsOf, figureTable, type Section, type Table } from "../../page/page.js";
import type { ReportModel } from "./report-model.js";
import { tradeGroups } from "./trade-groups.js";

/** More trades are not put into the page. */
const MOST_TRADES_INSIDE = 5_000;
const SHOWN_TRADES = 10;

/** What trading took. */
export function costSection({ evidence: { run, trades, equity } }: ReportModel): Section {
  const { metrics } = run;
  const gross = trades.reduce((sum, { realizedPnl }) => sum + Number(realizedPnl), 0);
  const taken = equity.takerUsd.reduce((sum, value) => sum + value, 0);
  const [fees, funding] = [Number(metrics.fees), Number(metrics.funding)];
  const share = gross > 0 ? fees / gross : null;
  return {
    title: "Costs",
    blocks: [
      figureTable("In USDT; prices are after slippage", [
        ["realised by ended trades, before fees and funding", toned(gross, decimal(gross))],
        ["fees", decimal(-fees)],
        ["fees as a share of what was realised", percent(share, 1)],
        ["funding (received above 0)", toned(funding, decimal(funding))],
        ["notional filled as taker", decimal(taken, 0)],
        ["turnover a year, times opening NAV", decimal(metrics.turnover, 1)],
      ]),
    ],
  };
}

export function tradeSection({ evidence: { run, trades } }: ReportModel): Section {
  const byProfit = [...trades].sort((a, b) => profitOf(b) - profitOf(a));
  const text = tradesCsv(trades);
  const whole: Block =
    trades.length <= MOST_TRADES_INSIDE
      ? { kind: "download", name: `${run.id}-trades.csv`, label: `All ${count(trades.length)} trades (CSV)`, text }
      : {
          kind: "text",
          text: `All ${count(trades.length)} trades are in trades.parquet, and with --csv in trades.csv.`,
        };
  return {
    title: "Trades",
    blocks: [
      groupTable("By market", trades, ({ symbol }) => symbol),
      groupTable("By direction", trades, ({ direction }) => direction),
      groupTable("By how they ended", trades, ({ exitPurpose }) => exitPurpose.replaceAll("_", " ")),
      tradeTable("The best", byProfit.slice(0, SHOWN_TRADES)),
      tradeTable("The worst", byProfit.slice(SHOWN_TRADES).slice(-SHOWN_TRADES).reverse()),
      whole,
    ],
  };
}

function groupTable(
  caption: string,
  trades: readonly RecordedTrade[],
  nameOf: (trade: RecordedTrade) => string,
): Table {
  return {
    kind: "table",
    caption,
    columns: columnsOf(["", "trades", "won", "profit", "fees", "funding", "mean hours"]),
    rows: tradeGroups(trades, nameOf).map((group) => [
      group.name,
      count(group.trades),
      percent(group.won / group.trades, 1),
      toned(group.profit, decimal(group.profit)),
      decimal(group.fees),
      decimal(group.funding),
      decimal(group.meanHours, 1),
    ]),
  };
}

function tradeTable(caption: string, trades: readonly RecordedTrade[]): Table {
  return {
    kind: "table",
    caption,
    columns: columnsOf(
      ["market", "side", "opened", "closed", "end", "profit"],
      ["market", "side", "opened", "closed", "end"],
    ),
    rows: trades.map((trade) => {
      const profit = profitOf(trade);
      const end = trade.exitPurpose.replaceAll("_", " ");
      const times = [minute(trade.openedAtMs), minute(trade.closedAtMs)];
      return [trade.symbol, trade.direction, ...times, end, toned(profit, decimal(profit))];
    }),
  };
}

interface VetoEvidence extends Pick<RunEvidence, "vetoes"> {
  /** Left out for the books of a session. */
  readonly run?: Pick<RunEvidence["run"], "engine">;
}

/** Orders that were refused, by the rule that came first. */
export function vetoSection({ evidence: { run, vetoes } }: { readonly evidence: VetoEvidence }): Section {
  if (run?.engine === "kernel") {
    return { title: "Vetoes", blocks: [{ kind: "text", text: "Not kept by this engine: it reviews no order." }] };
  }
  const rows = [...vetoes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const total = rows.reduce((sum, [, number]) => sum + number, 0);
  const none: Block = { kind: "text", text: "No order was refused." };
  const table: Block = {
    kind: "table",
    caption: "Orders refused, by the rule that came first (docs/RISK.md)",
    columns: columnsOf(["rule", "orders", "share"]),
    rows: rows.map(([rule, number]) => [rule, count(number), percent(number / total, 1)]),
  };
  return { title: "Vetoes", blocks: [rows.length === 0 ? none : table] };
}
