import { invariant } from "../lib/invariant.js";
import { cagr } from "./annualised.js";
import { equityCurve } from "./equity-curve.js";
import { beta, mean } from "./moments.js";
import { fitLine } from "./ols.js";
import { activeReturns, sharpe } from "./sharpe.js";

/**
 * Jensen's alpha (Jensen 1968): what the mean return is above beta × that of the benchmark, × bars a year (not
 * compounded). With risk-free rates, pass both series less them.
 *
 * Shape:   two series of the same length, paired by time; NaN where `beta` is.
 * Units:   a fraction a year.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#against-a-benchmark
 */
export function alpha(returns: Float64Array, benchmark: Float64Array, barsPerYear: number): number {
  return (mean(returns) - beta(returns, benchmark) * mean(benchmark)) * barsPerYear;
}

/**
 * Information ratio: mean / standard deviation (ddof 1) of returns less those of the benchmark × √(bars a year).
 *
 * Shape:   two series of the same length, paired by time; otherwise as `sharpe`.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#against-a-benchmark
 */
export function informationRatio(returns: Float64Array, benchmark: Float64Array, barsPerYear: number): number {
  invariant(returns.length === benchmark.length, "an information ratio needs as many returns of both");
  return sharpe(activeReturns(returns, benchmark), barsPerYear);
}

/**
 * Share of the benchmark's growth that was had in bars in which it rose, or fell: CAGR of the returns / CAGR of the
 * benchmark, both over those bars only. 0.8 in falling bars is a fifth less lost.
 *
 * Shape:   two series of the same length; NaN where the benchmark never went that way.
 * Units:   barsPerYear 1 takes the geometric mean of one bar instead of a year's growth, which a few bars of a strong
 *          benchmark inflate.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#against-a-benchmark
 */
export function capture(
  returns: Float64Array,
  benchmark: Float64Array,
  side: "up" | "down",
  barsPerYear: number,
): number {
  invariant(returns.length === benchmark.length, "a capture ratio needs as many returns of both");
  const sign = side === "up" ? 1 : -1;
  const taken = (_: number, i: number): boolean => sign * (benchmark[i] ?? Number.NaN) > 0;
  return cagr(returns.filter(taken), barsPerYear) / cagr(benchmark.filter(taken), barsPerYear);
}

/**
 * Stability of growth: R² of the straight line through the logarithm of the equity curve (its first bar left out).
 * 1 is growth, or decay, at an even pace.
 *
 * Shape:   returns: Float64Array[m], each > −1; 0 … 1, NaN of fewer than 2 or where nothing moves.
 * Source:  docs/METRICS.md#ratios
 */
export function stability(returns: Float64Array): number {
  if (returns.length < 2) return Number.NaN;
  const logs = equityCurve(returns).slice(1).map(Math.log);
  return fitLine(
    logs.map((_, i) => i),
    logs,
  ).rSquared;
}
