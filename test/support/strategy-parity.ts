import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { dataDirectory, openRecordedData } from "../../src/core/app/recorded-data.js";
import { rehearse } from "../../src/core/app/rehearsal.js";
import { planOver } from "../../src/core/app/session-plan.js";
import { sweepMarkets } from "../../src/core/app/backtest/sweep/sweep-markets.js";
import { sweepTerms } from "../../src/core/app/backtest/sweep/sweep-terms.js";
import type { Config } from "../../src/core/config/config-files.js";
import { createStretches } from "../../src/core/research/kernel/stretches.js";
import type { Tally } from "../../src/core/research/kernel/tally.js";
import type { ClosedTrade } from "../../src/core/domain/portfolio.js";
import { backtestConfig } from "../../src/core/research/run/backtest-config.js";
import { KernelRecorder } from "../../src/core/research/run/kernel-recorder.js";
import { profitOf, roundTrips } from "../../src/core/research/run/run-metrics.js";
import { RunRecorder } from "../../src/core/research/run/run-recorder.js";
import { withoutFilters } from "../../src/core/research/run/without-filters.js";
import { studyConfig } from "../../src/core/research/study/study-config.js";
import { type SweepJob, trialCurve } from "../../src/core/research/sweep/evaluate.js";
import { engineConfig } from "./engine-session.js";

/** What is run twice: by the event engine, and by the legs of a sweep. */
export interface ParityCase {
  readonly strategy: string;
  /** Null: those that the strategy names itself. */
  readonly symbols: readonly string[] | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Parity {
  /** Largest difference of two NAVs after the same bar, of the event engine's. */
  readonly worstBps: number;
  readonly bars: number;
  readonly events: Awaited<ReturnType<typeof byEvents>>;
  readonly sweep: { readonly nav: Float64Array; readonly tally: Tally; readonly booked: readonly ClosedTrade[] };
  readonly firstBeyond: (bps: number) => string | null;
  readonly sweepMs: number;
}

const base = engineConfig({ "runtime.sim.slippage_bps": 1 });

export async function parityOf(of: ParityCase): Promise<Parity> {
  const config = backtestConfig(base, { strategies: [of.strategy], symbols: of.symbols, params: of.params });
  const store = await openRecordedData(dataDirectory(base));
  const { markets, firstRow } = await sweepMarkets(store, config, of);
  const { terms, rules } = sweepTerms(
    config,
    markets.map(({ symbol }) => symbol),
    { firstRow },
  );
  const events = await byEvents(studyConfig(config, { weight: terms.weight }), of, store);
  const params = config.strategy_config.strategies[0]!.params;
  const job: SweepJob = {
    ...{ markets, terms, rules, points: [{ strategy: of.strategy, params }], figures: new Float64Array(32) },
    stretches: createStretches(events.nav.length, 1),
  };
  const startedMs = performance.now();
  const { barMs, openTimeMs } = markets[0]!;
  const recorder = new KernelRecorder({ strategy: of.strategy, account: "main", barMs, openTimeMs });
  const sweep = { ...trialCurve(job, 0, recorder), booked: recorder.record({ bars: 0 }).trades };
  const sweepMs = performance.now() - startedMs;
  const differences = events.nav.map((nav, row) => Math.abs((sweep.nav[row] ?? Number.NaN) / nav - 1) * 10_000);
  const openMs = markets[0]!.openTimeMs;
  return {
    ...{ events, sweep, sweepMs, bars: sweep.nav.length },
    worstBps: differences.length === sweep.nav.length ? Math.max(...differences) : Number.NaN,
    firstBeyond: (bps) => {
      const row = differences.findIndex((difference) => !(difference <= bps));
      return row < 0 ? null : new Date(openMs[firstRow + row]!).toISOString();
    },
  };
}

async function byEvents(config: Config, span: ParityCase, store: Parameters<typeof planOver>[2]["store"]) {
  const plan = await planOver(config, span, { files: nodeFiles, store });
  const instruments = new Map([...plan.context.instruments].map(([symbol, of]) => [symbol, withoutFilters(of)]));
  const recorder = new RunRecorder();
  const refused: string[] = [];
  const state = await rehearse(
    { ...plan, context: { ...plan.context, instruments } },
    {
      onEvent: (event, books) => {
        recorder.onEvent(event, books);
        if (event.type === "order.rejected") refused.push(`${event.clientOrderId} ${String(event.code)}`);
      },
      onProgress: () => undefined,
    },
  );
  const { equity, trades, vetoes } = recorder.record(state);
  for (const { symbol, primary } of vetoes) refused.push(`${symbol} ${primary}`);
  const { fees, funding } = state.portfolio.totals;
  const trips = roundTrips(trades).length;
  return { nav: equity.nav, trades: trips, booked: trades, fees: Number(fees), funding: Number(funding), refused };
}

/** The event engine's orders arrive some milliseconds later. */
function minute(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16);
}

/** Trades as both engines must book them, in one order: what, when and how, and the money in cents. */
export function comparable(trades: readonly ClosedTrade[]): readonly string[] {
  const line = (trade: ClosedTrade): string => {
    const { symbol, direction, openedAtMs, closedAtMs, exitPurpose } = trade;
    const money = [profitOf(trade), Number(trade.fees), Number(trade.funding)].map((usd) =>
      Math.abs(usd) < 0.005 ? 0 : usd,
    );
    const words = [symbol, direction, minute(openedAtMs), minute(closedAtMs), exitPurpose];
    return [...words, ...money.map((usd) => usd.toFixed(1))].join(" ");
  };
  return trades.map(line).sort();
}
