import { DAY_MS } from "../../lib/time.js";
import type { Tally } from "../kernel/tally.js";

/** Columns that a kernel fills for each combination, in the order in which they lie in memory. */
export const FIGURES = [
  ...(["bars", "nav", "sum", "squares", "downside", "maxDrawdown", "trades", "wins", "gains", "losses"] as const),
  ...(["fees", "funding", "tradedUsd", "exposure", "heldBars"] as const),
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
export interface SweepMetrics {
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly volatility: number | null;
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly turnover: number | null;
  readonly exposure: number | null;
  readonly fees: number;
  readonly funding: number;
}

/** Metrics that a sweep can rank by; the largest is the best. */
export const RANKABLE = ["sharpe", "sortino", "calmar", "totalReturn", "cagr", "profitFactor", "winRate"] as const;
export type Rankable = (typeof RANKABLE)[number];

const YEAR_MS = 365 * DAY_MS;
const LEAST_DAYS = 90;
const LEAST_TRADES = 30;

/** Formulas: docs/METRICS.md#backtests, from sums instead of series. */
export function sweepMetrics(
  of: Figures,
  { navStart, barMs }: { readonly navStart: number; readonly barMs: number },
): SweepMetrics {
  const { bars, nav, trades, fees, funding } = of;
  const barsPerYear = YEAR_MS / barMs;
  const mean = of.sum / bars;
  const deviation = Math.sqrt(Math.max(0, of.squares - bars * mean * mean) / (bars - 1));
  const annual = (value: number): number | null => ((bars * barMs) / DAY_MS >= LEAST_DAYS ? known(value) : null);
  const ofTrades = (value: number): number | null => (trades >= LEAST_TRADES ? known(value) : null);
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
    turnover: annual((of.tradedUsd / navStart) * (YEAR_MS / (bars * barMs))),
    exposure: known(of.exposure / bars),
    fees,
    funding,
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
