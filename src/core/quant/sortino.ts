import { mean } from "./moments.js";

/**
 * Downside deviation: root of the mean of min(return, 0)², over **all** bars, × √(bars a year). For a required return
 * pass the returns less it.
 *
 * Shape:   returns: Float64Array[m]; NaN of none.
 * Units:   a fraction a year.
 * Source:  docs/METRICS.md#ratios
 */
export function downsideDeviation(returns: Float64Array, barsPerYear: number): number {
  const squares = returns.map((value) => Math.min(value, 0) ** 2);
  return Math.sqrt(mean(squares)) * Math.sqrt(barsPerYear);
}

/**
 * Sortino ratio (Sortino and Price 1994): mean / downside deviation of the returns × √(bars a year).
 *
 * Shape:   returns: Float64Array[m]; NaN of fewer than 2 or where all are 0, Infinity where none is below 0.
 * Units:   per year.
 * Source:  docs/METRICS.md#ratios
 */
export function sortino(returns: Float64Array, barsPerYear: number): number {
  if (returns.length < 2) return Number.NaN;
  return (mean(returns) * barsPerYear) / downsideDeviation(returns, barsPerYear);
}
