import { rollingMoments } from "./rolling-moments.js";

export interface Bands {
  readonly upper: Float64Array;
  readonly middle: Float64Array;
  readonly lower: Float64Array;
}

/**
 * Bollinger bands (Bollinger 1983): mean of the last n values ± `width` population standard deviations (ddof 0).
 *
 * Shape:   values: Float64Array[m]; each out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Units:   those of the values; `width` in standard deviations.
 * Source:  docs/INDICATORS.md#bollinger
 */
export function bollinger(values: Float64Array, period: number, width: number): Bands {
  const { mean, variance } = rollingMoments(values, period);
  return {
    upper: mean.map((average, i) => average + width * Math.sqrt(variance[i] ?? Number.NaN)),
    middle: mean,
    lower: mean.map((average, i) => average - width * Math.sqrt(variance[i] ?? Number.NaN)),
  };
}
