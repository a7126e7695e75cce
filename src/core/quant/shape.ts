import { isMovement, mean } from "./moments.js";

/**
 * Skewness: third central moment over the 1.5th power of the second, both of the population (divided by n). 0 of a
 * symmetric sample; NaN of values that never move.
 *
 * Shape:   values: n ≥ 1; NaN if one is.
 * Source:  docs/METRICS.md#skewness-and-kurtosis
 */
export function skewness(values: ArrayLike<number>): number {
  return standardisedMoment(values, 3);
}

/**
 * Kurtosis, raw: fourth central moment over the square of the second, both of the population. 3 of a normal
 * distribution (so "excess" is this − 3), at least 1; NaN of values that never move.
 *
 * Shape:   values: n ≥ 1; NaN if one is.
 * Source:  docs/METRICS.md#skewness-and-kurtosis
 */
export function kurtosis(values: ArrayLike<number>): number {
  return standardisedMoment(values, 4);
}

function standardisedMoment(values: ArrayLike<number>, order: number): number {
  const average = mean(values);
  const spread = centralMoment(values, average, 2);
  return isMovement(spread, average) ? centralMoment(values, average, order) / spread ** (order / 2) : Number.NaN;
}

function centralMoment(values: ArrayLike<number>, average: number, order: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? Number.NaN) - average) ** order;
  return sum / values.length;
}
