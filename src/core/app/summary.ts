import type { ExecutorSummary, SummaryExtras, SummaryPosition } from "../domain/executor-summary.js";
import type { Portfolio } from "../domain/portfolio.js";
import { entryPrice, isLong } from "../domain/position.js";
import type { EngineState } from "../engine/state.js";
import { markOf } from "../engine/view.js";
import { netAssetValue } from "../ledger/nav.js";
import { isFinal } from "../domain/order.js";
import { absDec, ZERO } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { LatencySummary } from "./latency-recorder.js";

interface SummaryInput {
  readonly state: EngineState;
  readonly fromMs: number;
  readonly toMs: number;
  readonly journal: ExecutorSummary["journal"];
  readonly latency: LatencySummary;
  readonly notes: readonly string[];
}

function positionsOf(portfolio: Portfolio): SummaryPosition[] {
  return Object.values(portfolio.positions).map((position) => ({
    account: position.account,
    symbol: position.symbol,
    side: isLong(position) ? "long" : "short",
    qty: absDec(position.qty),
    entryPrice: entryPrice(position),
    stopPrice: position.exits?.strategyStop ?? position.exits?.disasterStop ?? null,
  }));
}

export function summarize({ state, fromMs, toMs, journal, latency, notes }: SummaryInput): ExecutorSummary {
  const { portfolio } = state;
  const { totals } = portfolio;
  // A session that was stopped may have filled since its last cycle: fees and NAV must tell the same story.
  const nav = netAssetValue(portfolio, markOf(state), state.atMs) ?? portfolio.nav;
  const open = Object.values(portfolio.orders).filter((order) => !isFinal(order.status));
  return {
    schema: "hedge.executor-summary/1",
    mode: portfolio.mode,
    from: isoUtc(fromMs),
    to: isoUtc(toMs),
    cycles: totals.cycles,
    bars: totals.bars,
    signals: totals.signals,
    intents: totals.intents,
    vetoes: { total: totals.vetoes, byRule: totals.vetoesByRule },
    orders: {
      sent: totals.ordersSent,
      filled: totals.ordersFilled,
      canceled: totals.ordersCanceled,
      rejected: totals.ordersRejected,
      unknown: open.filter((order) => order.status === "unknown").length,
    },
    fills: totals.fills,
    fees: totals.fees,
    funding: totals.funding,
    realizedPnl: totals.realizedPnl,
    unrealizedPnl: nav?.unrealizedPnl ?? ZERO,
    navStart: portfolio.navStart,
    navEnd: nav?.nav ?? portfolio.navStart,
    maxDrawdown: totals.maxDrawdown,
    positions: positionsOf(portfolio),
    unprotectedSeconds: totals.unprotectedMs / 1_000,
    journal,
    decisionLatencyMs: latency,
    notes,
  };
}

export function extrasOf(
  state: EngineState,
  process: Pick<SummaryExtras, "finished" | "stateDirectory" | "elapsedMs" | "cutBytes">,
): SummaryExtras {
  const { totals } = state.portfolio;
  return {
    ...process,
    trades: totals.trades,
    wins: totals.wins,
    profitFactor: totals.grossLoss > 0 ? totals.grossProfit / totals.grossLoss : null,
    shortfallBps: totals.shortfallNotionalUsd > 0 ? totals.shortfallBpsSum / totals.shortfallNotionalUsd : null,
  };
}

/** What still limits trading at the end, first in a reader's mind. */
export function causeNotes(state: EngineState): readonly string[] {
  return state.portfolio.causes.map(
    ({ code, state: limited, sinceMs, clears }) =>
      `Trading is ${limited} since ${isoUtc(sinceMs)} by ${code}; it clears by ${clears}.`,
  );
}
