import { equityCurve, totalReturn } from "./equity-curve.js";
import { maxDrawdown } from "./drawdown.js";
import { standardDeviation } from "./moments.js";

/**
 * Compound annual growth rate: (Π (1 + return))^(bars a year / bars) − 1.
 *
 * Shape:   returns: Float64Array[m], each ≥ −1; NaN of none.
 * Units:   fractions; a crypto year of daily bars has 365.
 * Source:  docs/METRICS.md#returns
 */
export function cagr(returns: Float64Array, barsPerYear: number): number {
  if (returns.length === 0) return Number.NaN;
  return (1 + totalReturn(returns)) ** (barsPerYear / returns.length) - 1;
}

/**
 * Standard deviation (ddof 1) of all returns × √(bars a year): the last value of `realisedVolatility` over all of them.
 *
 * Shape:   returns: Float64Array[m]; NaN of fewer than 2.
 * Units:   a fraction a year.
 * Source:  docs/METRICS.md#returns
 */
export function annualVolatility(returns: Float64Array, barsPerYear: number): number {
  return standardDeviation(returns) * Math.sqrt(barsPerYear);
}

/**
 * Calmar ratio (Young 1991), over the whole sample: CAGR / largest drawdown.
 *
 * Shape:   returns: Float64Array[m], each ≥ −1; NaN without a drawdown, which says nothing about the risk.
 * Errors:  InvariantError if the returns lead to a value that is not finite.
 * Source:  docs/METRICS.md#ratios
 */
export function calmar(returns: Float64Array, barsPerYear: number): number {
  const deepest = maxDrawdown(equityCurve(returns));
  return deepest > 0 ? cagr(returns, barsPerYear) / deepest : Number.NaN;
}
