import { invariant } from "../lib/invariant.js";
import { fitLine } from "./ols.js";

/** Least squares of y on x with a constant over the last n pairs, column by column. */
export interface RollingLineColumns {
  /** The hedge ratio where x and y are log prices; trailing beta where they are returns of benchmark and asset. */
  readonly slope: Float64Array;
  readonly intercept: Float64Array;
  readonly rSquared: Float64Array;
  /** Population standard deviation (ddof 0) of the residuals. */
  readonly residualDeviation: Float64Array;
}

/**
 * Rolling OLS, each window summed afresh. O(m × n).
 *
 * Shape:   x, y: Float64Array[m], n ≥ 2; each out: Float64Array[m], the first n − 1 are NaN, and each window that
 *          holds a NaN or in which x doesn't move.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#rolling-ols
 */
export function rollingLine(x: Float64Array, y: Float64Array, period: number): RollingLineColumns {
  invariant(x.length === y.length, "a rolling regression needs as many x as y");
  const blank = (): Float64Array => new Float64Array(x.length).fill(Number.NaN);
  const out = { slope: blank(), intercept: blank(), rSquared: blank(), residualDeviation: blank() };
  for (let i = period - 1; i < x.length; i++) {
    const line = fitLine(x.subarray(i - period + 1, i + 1), y.subarray(i - period + 1, i + 1));
    out.slope[i] = line.slope;
    out.intercept[i] = line.intercept;
    out.rSquared[i] = line.rSquared;
    out.residualDeviation[i] = Math.sqrt(line.residualSquares / period);
  }
  return out;
}
