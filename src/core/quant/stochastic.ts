import { rollingMax, rollingMin } from "./rolling-extremes.js";
import { rollingMoments } from "./rolling-moments.js";
import type { HighLowCloseColumns } from "./true-range.js";

export interface StochasticPeriods {
  /** Bars of the highest high and the lowest low. */
  readonly lookback: number;
  /** Simple mean that makes %K of the raw figure; 1 is the fast stochastic. */
  readonly smoothing: number;
  /** Simple mean that makes %D of %K. */
  readonly signal: number;
}

/**
 * Stochastic oscillator (Lane 1984): raw = 100 × (close − lowest low) / (highest high − lowest low) of the last bars,
 * %K its simple mean, %D the simple mean of %K. A market without range reads 50, not a signal.
 *
 * Shape:   columns of m bars; each out: Float64Array[m] in 0 … 100; %K is NaN before bar lookback + smoothing − 1,
 *          %D before bar lookback + smoothing + signal − 2.
 * Source:  docs/INDICATORS.md#stochastic
 */
export function stochastic(
  { high, low, close }: HighLowCloseColumns,
  { lookback, smoothing, signal }: StochasticPeriods,
): { k: Float64Array; d: Float64Array } {
  const top = rollingMax(high, lookback);
  const bottom = rollingMin(low, lookback);
  const raw = close.map((price, i) => {
    const floor = bottom[i] ?? Number.NaN;
    const range = (top[i] ?? Number.NaN) - floor;
    // Without range the close is the floor, so only NaN is added. The share first: it can't round to more than 1.
    return range === 0 ? 50 + (price - floor) : 100 * ((price - floor) / range);
  });
  const k = rollingMoments(raw, smoothing).mean;
  return { k, d: rollingMoments(k, signal).mean };
}
