import { type Timeframe, timeframeOf } from "../../domain/data-series.js";
import { HOUR_MS } from "../../lib/time.js";

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/**
 * The largest step of the lake that all settlements of a funding series fall on. Where a venue shortened the interval (8 h to
 * 4 h), it is the shorter one, and the settlements that never were count as missing.
 */
export function fundingStep(timesMs: Float64Array): Timeframe {
  const firstMs = timesMs[0] ?? 0;
  const stepMs = timesMs.reduce((step, timeMs) => greatestCommonDivisor(step, timeMs - firstMs), 0);
  if (stepMs === 0) return "8h";
  // A step of 16 hours is one of 8 with every other settlement missing.
  const longestMs = greatestCommonDivisor(stepMs, 8 * HOUR_MS);
  return timeframeOf(longestMs) ?? "1h";
}
