import { rollingMoments } from "./rolling-moments.js";

/**
 * Distance of each value from the mean of the last n, itself included, in their population standard deviations
 * (ddof 0). At most √(n − 1) either way; 0 where the window never moved.
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Source:  docs/INDICATORS.md#z-score
 */
export function zScore(values: Float64Array, period: number): Float64Array {
  const { mean, variance } = rollingMoments(values, period);
  return values.map((value, i) => {
    const average = mean[i] ?? Number.NaN;
    const spread = variance[i] ?? Number.NaN;
    // Equal values have a spread of pure rounding, some 1e-32 of their square: that is no movement.
    return spread <= 1e-24 * average * average ? 0 : (value - average) / Math.sqrt(spread);
  });
}
