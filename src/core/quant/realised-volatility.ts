import { rollingMoments } from "./rolling-moments.js";

/**
 * Realised volatility: sample standard deviation (ddof 1) of the last n returns, annualised with √(bars a year).
 *
 * Shape:   returns: Float64Array[m], simple or logarithmic, n ≥ 2; out: Float64Array[m], the first n − 1 are NaN, and
 *          each window with a NaN.
 * Units:   fraction a year; barsPerYear 1 gives the volatility of one bar.
 * Source:  docs/INDICATORS.md#realised-volatility
 */
export function realisedVolatility(returns: Float64Array, period: number, barsPerYear: number): Float64Array {
  const scale = (period / (period - 1)) * barsPerYear;
  return rollingMoments(returns, period).variance.map((variance) => Math.sqrt(variance * scale));
}
