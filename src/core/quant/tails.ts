import { interpolatedQuantile } from "./interpolated-quantile.js";
import { mean } from "./moments.js";

/**
 * Historical value at risk of one bar: the loss that the worst `share` of the bars exceeds, so −quantile(share).
 *
 * Shape:   returns: Float64Array[m]; NaN of none.
 * Units:   a fraction, > 0 is a loss; share 0.05 is "95 %".
 * Source:  docs/METRICS.md#tails
 */
export function valueAtRisk(returns: Float64Array, share: number): number {
  return -interpolatedQuantile(returns, share);
}

/**
 * Historical conditional value at risk (expected shortfall): mean loss of the worst bars, which are those at and below
 * the quantile of {@link valueAtRisk}, ⌊share × (m − 1)⌋ + 1 of them. Never less than the value at risk.
 *
 * Shape, units: as {@link valueAtRisk}.
 * Source:  docs/METRICS.md#tails
 */
export function conditionalValueAtRisk(returns: Float64Array, share: number): number {
  if (returns.some(Number.isNaN)) return Number.NaN;
  const worst = Math.floor(share * (returns.length - 1)) + 1;
  return -mean(returns.toSorted().subarray(0, worst));
}

/**
 * Tail ratio: |95 % quantile| / |5 % quantile| of the returns. 0.5 says that bad bars are twice as large as good ones.
 *
 * Shape:   returns: Float64Array[m]; NaN of none, or where both are 0.
 * Source:  docs/METRICS.md#tails
 */
export function tailRatio(returns: Float64Array): number {
  return Math.abs(interpolatedQuantile(returns, 0.95)) / Math.abs(interpolatedQuantile(returns, 0.05));
}
