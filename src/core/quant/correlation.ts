import { invariant } from "../lib/invariant.js";
import { correlationOf, pairSums } from "./pair-sums.js";

/**
 * Pearson's correlation.
 *
 * Shape:   x, y of the same length; in −1 … 1, NaN of fewer than 2 pairs or where one side never moves.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#correlation
 */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return correlationOf(pairSums(x, y), x.length);
}

/**
 * Correlation of the last n pairs, each window summed afresh. O(m × n).
 *
 * Shape:   x, y: Float64Array[m], n ≥ 2; out: Float64Array[m], the first n − 1 are NaN, and each window that holds a
 *          NaN or in which one side doesn't move.
 * Errors:  InvariantError if the lengths differ.
 */
export function rollingCorrelation(x: Float64Array, y: Float64Array, period: number): Float64Array {
  invariant(x.length === y.length, "a rolling correlation needs as many x as y");
  return x.map((_, i) => {
    const window = [i - period + 1, i + 1] as const;
    return i >= period - 1 ? correlation(x.subarray(...window), y.subarray(...window)) : Number.NaN;
  });
}

/**
 * Correlation of each column with each.
 *
 * Shape:   k columns of the same length; out: k rows of k, symmetric to the bit; the diagonal is 1 but for a column
 *          that never moves, whose row and column are NaN.
 * Errors:  InvariantError if the lengths differ.
 */
export function correlationMatrix(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((x, row) =>
    Float64Array.from(columns, (y, column) => {
      const value = correlation(x, y);
      // A root times itself is not quite the square.
      return row === column && !Number.isNaN(value) ? 1 : value;
    }),
  );
}
