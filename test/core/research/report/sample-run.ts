import { dec } from "../../../../src/core/lib/decimal.js";
import type { StoredRun } from "../../../../src/core/research/run/run-document.js";
import type { RecordedTrade, RunEvidence } from "../../../../src/core/research/run/run-evidence.js";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const START_MS = Date.parse("2024-01-01T00:00:00Z");

/** A run of hourly bars with these returns, from 100,000 on 2024-01-01, with one trade a week and a name full of marks. */
export function sampleRun(returns: ArrayLike<number>, id = "sample-1"): RunEvidence {
  const bars = returns.length;
  const nav = new Float64Array(bars);
  for (let row = 0; row < bars; row += 1) nav[row] = (nav[row - 1] ?? 100_000) * (1 + (returns[row] ?? 0));
  const column = (value: number): Float64Array => new Float64Array(bars).fill(value);
  const trades = Array.from({ length: Math.floor(bars / 168) }, (_, at) => tradeOf(at));
  return {
    run: documentOf(id, bars, nav.at(-1)! / 100_000 - 1),
    equity: {
      atMs: Float64Array.from(nav, (_, row) => START_MS + (row + 1) * HOUR_MS),
      ...{ nav, exposure: column(0.5), fees: column(0.25), takerUsd: column(500) },
    },
    trades,
    vetoes: new Map([["R12", 3]]),
  };
}

function tradeOf(at: number): RecordedTrade {
  const openedAtMs = START_MS + at * 168 * HOUR_MS;
  return {
    ...{ openedAtMs, closedAtMs: openedAtMs + 10 * HOUR_MS, intentId: `i${String(at)}`, groupId: `g${String(at)}` },
    ...{ strategy: "momentum", symbol: "BTCUSDT", direction: at % 2 === 0 ? "long" : "short", exitPurpose: "stop" },
    ...{ realizedPnl: dec(at % 2 === 0 ? "120" : "-50"), fees: dec("2"), funding: dec("-1") },
  };
}

function documentOf(id: string, bars: number, totalReturn: number): StoredRun {
  const config = {
    runtime: { sim: { slippage_bps: 1 } },
    risk_limits: { global: { max_nav_drawdown_pct: 0.15 } },
  };
  const unknown = { cagr: null, sharpe: 1.5, sortino: null, calmar: null, maxDrawdown: 0.0512, volatility: null };
  return {
    ...{
      schema: "hedge.backtest/1",
      mode: null,
      id,
      inputsHash: "a".repeat(64),
      engine: "event",
      strategy: "momentum",
    },
    params: { note: '<script>alert(1)</script> & "http://evil"', fast: 20 },
    ...{
      symbols: ["BTCUSDT"],
      from: new Date(START_MS).toISOString(),
      to: new Date(START_MS + bars * HOUR_MS).toISOString(),
    },
    bars,
    metrics: {
      ...{ totalReturn, ...unknown, trades: Math.floor(bars / 168), winRate: null, profitFactor: null },
      ...{ turnover: null, exposure: 0.5, fees: "12.5", funding: "-3.25" },
    },
    flags: ["A flag | with a pipe."],
    files: { equity: "equity.parquet", trades: "trades.parquet", report: "report.md" },
    inputs: {
      ...{ kind: "run", command: "hedge backtest run --strategy momentum", codeVersion: "0.1.0", codeHash: "c" },
      ...{ configHash: "d", config, dataHash: "e", dataDirectory: "research/data", navStart: "100000" },
    },
  };
}
