import { mean, standardDeviation } from "./moments.js";

/**
 * Sharpe ratio (Sharpe 1994): mean / standard deviation (ddof 1) of the returns × √(bars a year). For a risk-free
 * rate or a benchmark, pass the returns less theirs; against a benchmark it is the information ratio.
 *
 * Shape:   returns: Float64Array[m]; NaN of fewer than 2, or where all are 0; ±Infinity where they are equal and not 0.
 * Units:   per year; barsPerYear 1 gives the ratio of one bar, which tests of significance take.
 * Source:  docs/METRICS.md#ratios
 */
export function sharpe(returns: ArrayLike<number>, barsPerYear: number): number {
  return (mean(returns) / standardDeviation(returns)) * Math.sqrt(barsPerYear);
}

/**
 * Sharpe ratio of the last n returns, each window summed afresh. O(m × n).
 *
 * Shape:   returns: Float64Array[m], n ≥ 2; out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN
 *          or with zeros only.
 */
export function rollingSharpe(returns: Float64Array, period: number, barsPerYear: number): Float64Array {
  return returns.map((_, i) =>
    i >= period - 1 ? sharpe(returns.subarray(i - period + 1, i + 1), barsPerYear) : Number.NaN,
  );
}

/** Returns less those of a benchmark, or less a rate per bar. */
export function activeReturns(returns: Float64Array, benchmark: Float64Array | number): Float64Array {
  return returns.map((value, i) => value - (typeof benchmark === "number" ? benchmark : (benchmark[i] ?? Number.NaN)));
}
