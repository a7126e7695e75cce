import { invariant } from "../lib/invariant.js";

/** In the order given; 0 of nothing. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? Number.NaN;
  return total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * Sample covariance (ddof 1), two passes.
 *
 * Shape:   x, y of the same length n; NaN when n < 2.
 * Errors:  InvariantError if the lengths differ.
 */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  invariant(x.length === y.length, "a covariance needs as many x as y");
  if (x.length < 2) return Number.NaN;
  const meanX = mean(x);
  const meanY = mean(y);
  let products = 0;
  for (let i = 0; i < x.length; i++) products += ((x[i] ?? Number.NaN) - meanX) * ((y[i] ?? Number.NaN) - meanY);
  return products / (x.length - 1);
}

/** Sample variance (ddof 1). */
export function variance(x: ArrayLike<number>): number {
  return covariance(x, x);
}

/**
 * False for a spread that is the rounding of equal values, some 1e-32 of their square: that is no movement.
 * True for NaN, which so stays NaN.
 */
export function isMovement(spread: number, average: number): boolean {
  return !(spread <= 1e-24 * average * average);
}

/** Sample standard deviation (ddof 1); 0 of values that are all equal, NaN of fewer than two. */
export function standardDeviation(x: ArrayLike<number>): number {
  const spread = variance(x);
  return isMovement(spread, mean(x)) ? Math.sqrt(spread) : 0;
}

/**
 * Slope of returns on the returns of a benchmark: cov(asset, benchmark) / var(benchmark).
 *
 * Shape:   two series of the same length, paired by time. NaN with under 2 pairs or a benchmark that never moves.
 * Source:  docs/METRICS.md#beta
 */
export function beta(assetReturns: ArrayLike<number>, benchmarkReturns: ArrayLike<number>): number {
  const spread = variance(benchmarkReturns);
  const moves = isMovement(spread, mean(benchmarkReturns));
  return moves ? covariance(assetReturns, benchmarkReturns) / spread : Number.NaN;
}
