import { known } from "../../lib/known.js";
import type { Tally } from "../kernel/tally.js";
import { type Metrics, tellable, turnoverOf, YEAR_MS } from "../run/metrics.js";

/** Columns that a kernel fills for each combination, in the order in which they lie in memory. */
export const FIGURES = [
  ...(["bars", "nav", "sum", "squares", "downside", "maxDrawdown", "trades", "wins", "gains", "losses"] as const),
  ...(["fees", "funding", "tradedUsd", "exposure", "heldBars", "positionBars"] as const),
] as const satisfies readonly (keyof Tally)[];

export function writeFigures(tally: Tally, out: Float64Array, trial: number): void {
  FIGURES.forEach((name, at) => {
    out[trial * FIGURES.length + at] = tally[name];
  });
}

export type Figures = Pick<Tally, (typeof FIGURES)[number]>;

export function readFigures(from: Float64Array, trial: number): Figures {
  const at = trial * FIGURES.length;
  return Object.fromEntries(FIGURES.map((name, i) => [name, from[at + i] ?? Number.NaN] as const)) as Record<
    (typeof FIGURES)[number],
    number
  >;
}

/** `metrics` of a row of `hedge.sweep/1`: names and rules are those of a backtest. */
export type SweepMetrics = Metrics<number>;

/** Metrics that a sweep can rank by; the largest is the best. */
export const RANKABLE = ["sharpe", "sortino", "calmar", "totalReturn", "cagr", "profitFactor", "winRate"] as const;
export type Rankable = (typeof RANKABLE)[number];

/** Formulas: docs/METRICS.md#backtests, from sums instead of series. */
export function sweepMetrics(
  of: Figures,
  { navStart, barMs }: { readonly navStart: number; readonly barMs: number },
): SweepMetrics {
  const { bars, nav, trades, fees, funding } = of;
  const barsPerYear = YEAR_MS / barMs;
  const mean = of.sum / bars;
  const deviation = Math.sqrt(Math.max(0, of.squares - bars * mean * mean) / (bars - 1));
  const { annual, ofTrades } = tellable(bars * barMs, trades);
  const growth = (nav / navStart) ** (barsPerYear / bars) - 1;
  const downside = Math.sqrt(of.downside / bars);
  return {
    totalReturn: known(nav / navStart - 1),
    cagr: annual(growth),
    // A combination that never traded has no ratio; rounding must not make it one.
    sharpe: annual(trades === 0 && of.heldBars === 0 ? Number.NaN : (mean / deviation) * Math.sqrt(barsPerYear)),
    sortino: annual((mean / downside) * Math.sqrt(barsPerYear)),
    calmar: annual(growth / of.maxDrawdown),
    maxDrawdown: known(of.maxDrawdown),
    volatility: annual(deviation * Math.sqrt(barsPerYear)),
    trades,
    winRate: ofTrades(of.wins / trades),
    profitFactor: ofTrades(of.gains / of.losses),
    turnover: annual(turnoverOf(of.tradedUsd, navStart, bars * barMs)),
    exposure: known(of.exposure / bars),
    fees,
    funding,
  };
}
