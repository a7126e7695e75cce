import { known } from "../../lib/known.js";
import { DAY_MS } from "../../lib/time.js";

/**
 * Figures of a backtest or of a sweep's row; null where a figure can't be known or would say more than there is to know.
 * Money is exact text where it comes from the books, and a number where a kernel added it up.
 */
export interface Metrics<Money> {
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
  readonly fees: Money;
  readonly funding: Money;
}

/** A year has 365 days; under 90 days nothing is annualised, under 30 trades no figure of trades is given. */
export const DAYS_A_YEAR = 365;
export const YEAR_MS = DAYS_A_YEAR * DAY_MS;
export const LEAST_DAYS = 90;
const LEAST_TRADES = 30;

/** What may be told of a span with so many trades. */
export interface Tellable {
  readonly annual: (value: number) => number | null;
  readonly ofTrades: (value: number) => number | null;
}

export function tellable(spanMs: number, trades: number): Tellable {
  return {
    annual: (value) => (spanMs >= LEAST_DAYS * DAY_MS ? known(value) : null),
    ofTrades: (value) => (trades >= LEAST_TRADES ? known(value) : null),
  };
}

/**
 * Notional of all fills over the opening NAV, times a year. By the opening NAV, not by the mean: a kernel's sums and an
 * event run's series tell it alike.
 */
export function turnoverOf(tradedUsd: number, navStart: number, spanMs: number): number {
  return (tradedUsd / navStart) * (YEAR_MS / spanMs);
}
