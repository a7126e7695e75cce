import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import { HOUR_MS, isoUtc } from "../../../lib/time.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { type KernelMarket, kernelMarket, mapColumns } from "../../../research/kernel/market.js";
import { dataSpan } from "../../session-plan.js";

export interface SweepMarkets {
  readonly markets: readonly KernelMarket[];
  /** Row of the first bar of the span; those before feed the indicators. */
  readonly firstRow: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Recorded markets side by side on one axis of time, with the history before the span as far as all of them have it.
 *
 * Errors: Failure 2 for a span that the data does not have; 3 where a market has gaps, or not the bars of the others.
 */
export async function sweepMarkets(
  store: BarStore,
  config: Config,
  wish: { readonly fromMs: number | null; readonly toMs: number | null },
): Promise<SweepMarkets> {
  const symbols = config.strategy_config.universe;
  const { fromMs, toMs } = await dataSpan(store, symbols, wish);
  const { sim } = config.runtime;
  const terms = {
    assumedRate: sim.assumed_funding_rate,
    assumedIntervalMs: sim.assumed_funding_interval_hours * HOUR_MS,
  };
  const markets: KernelMarket[] = [];
  for (const symbol of symbols) {
    const range = { fromMs: 0, toMs };
    const after = { fromMs: 0, toMs: toMs + HOUR_MS };
    const [bars, marks, funding] = await Promise.all([
      store.bars(symbol, range),
      store.marks(symbol, after),
      store.funding(symbol, after),
    ]);
    markets.push(kernelMarket(bars, { marks, funding }, terms));
  }
  const startMs = Math.max(...markets.map(({ openTimeMs }) => openTimeMs[0] ?? Infinity));
  const cut = markets.map((market) => from(market, startMs));
  requireSameBars(cut);
  const beginMs = Math.max(fromMs, startMs);
  return { markets: cut, firstRow: cut[0]?.openTimeMs.indexOf(beginMs) ?? 0, fromMs: beginMs, toMs };
}

function from(market: KernelMarket, startMs: number): KernelMarket {
  const row = market.openTimeMs.findIndex((atMs) => atMs >= startMs);
  return mapColumns(market, (column) => column.slice(row));
}

function requireSameBars(markets: readonly KernelMarket[]): void {
  const [first] = markets;
  for (const { symbol, openTimeMs } of markets) {
    const at = openTimeMs.findIndex((atMs, row) => atMs !== first?.openTimeMs[row]);
    const hole = openTimeMs.findIndex((atMs, row) => row > 0 && atMs - (openTimeMs[row - 1] ?? 0) !== first?.barMs);
    if (at < 0 && hole < 0 && openTimeMs.length === first?.openTimeMs.length) continue;
    const row = hole >= 0 ? hole : Math.max(0, at);
    const where = isoUtc(openTimeMs[row] ?? 0);
    const message =
      hole >= 0
        ? `${missingBars(openTimeMs, hole, first?.barMs ?? Number.NaN)} of ${symbol} before ${where}`
        : `${symbol} has not the bars of the other markets, first at ${where}`;
    throw new Failure("bars_missing", 3, message, {
      path: "--symbols",
      value: symbol,
      fix: `Take a span without gaps (--from, --to)${markets.length === 1 ? "" : ", leave the market out"}, or fill the gap (\`hedge data verify\`).`,
    });
  }
}

function missingBars(openTimeMs: Float64Array, row: number, barMs: number): string {
  const missing = ((openTimeMs[row] ?? Number.NaN) - (openTimeMs[row - 1] ?? Number.NaN)) / barMs - 1;
  return missing === 1 ? "1 bar is missing" : `${String(missing)} bars are missing`;
}
