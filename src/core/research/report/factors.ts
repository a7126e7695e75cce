import { known } from "../../lib/known.js";
import { correlation } from "../../quant/correlation.js";
import { leastSquares } from "../../quant/least-squares.js";
import { beta, mean, variance } from "../../quant/moments.js";
import { DAYS_A_YEAR } from "../run/metrics.js";
import type { DailyEquity } from "./daily.js";
import type { MarketDay } from "./market-days.js";

export const FACTORS = ["market", "trend", "surprise"] as const;
export type Factor = (typeof FACTORS)[number];

/** How much of a strategy's days a factor explains, the others beside it. null is unknown. */
export interface Loading {
  readonly factor: Factor;
  /** Return of the strategy for a return of 1 of the factor. */
  readonly coefficient: number | null;
  /** Coefficient over its standard error. */
  readonly tStatistic: number | null;
  /** Mean return of the factor times coefficient, × 365. */
  readonly contribution: number | null;
}

export interface FactorExposure {
  /** Whole days that the strategy and the market have. */
  readonly days: number;
  /** Slope on the market alone, and correlation with it. */
  readonly beta: number | null;
  readonly correlation: number | null;
  readonly loadings: readonly Loading[];
  /** What the factors leave of the mean daily return, × 365; and its t. */
  readonly alpha: number | null;
  readonly alphaTStatistic: number | null;
  readonly rSquared: number | null;
}

/** A day of the strategy and of the market. */
export interface PairedDay {
  readonly day: number;
  readonly value: number;
  readonly exposure: number;
  readonly market: MarketDay;
}

const LEAST_DAYS = 60;

/** Whole days that both have. */
export function pairDays(
  { days, returns, exposure, whole }: DailyEquity,
  market: readonly MarketDay[],
): readonly PairedDay[] {
  const byDay = new Map(market.map((one) => [one.day, one]));
  return days.flatMap((day, at) => {
    const found = byDay.get(day);
    if (found === undefined || whole[at] !== true) return [];
    return [{ day, value: returns[at] ?? Number.NaN, exposure: exposure[at] ?? Number.NaN, market: found }];
  });
}

/**
 * Least squares of the strategy's daily returns on all factors at once, with a constant. Everything is unknown under 60 days.
 *
 * Source:  docs/METRICS.md#factor-diagnostics
 */
export function factorExposure(paired: readonly PairedDay[]): FactorExposure {
  const y = Float64Array.from(paired, ({ value }) => value);
  const columns = FACTORS.map((factor) => Float64Array.from(paired, ({ market }) => market[factor]));
  const market = columns[0] ?? new Float64Array(0);
  const enough = paired.length >= LEAST_DAYS && variance(y) > 0;
  const fit = enough ? leastSquares([new Float64Array(paired.length).fill(1), ...columns], y) : null;
  const at = (values: Float64Array | undefined, n: number): number => values?.[n] ?? Number.NaN;
  const tOf = (n: number): number | null => known(at(fit?.coefficients, n) / at(fit?.standardErrors, n));
  return {
    days: paired.length,
    beta: enough ? known(beta(y, market)) : null,
    correlation: enough ? known(correlation(y, market)) : null,
    loadings: FACTORS.map((factor, n) => ({
      factor,
      coefficient: known(at(fit?.coefficients, n + 1)),
      tStatistic: tOf(n + 1),
      contribution: known(at(fit?.coefficients, n + 1) * mean(columns[n] ?? market) * DAYS_A_YEAR),
    })),
    alpha: known(at(fit?.coefficients, 0) * DAYS_A_YEAR),
    alphaTStatistic: tOf(0),
    rSquared: known(1 - at(fit?.residualSquares, FACTORS.length + 1) / at(fit?.residualSquares, 1)),
  };
}
