import { invariant } from "../lib/invariant.js";

/** Least squares of several regressors. */
export interface LeastSquares {
  readonly coefficients: Float64Array;
  /** Of the coefficients, with n − k degrees of freedom. */
  readonly standardErrors: Float64Array;
  /** Σ residual² with the first 0, 1, … k columns only: k + 1 values, never rising. */
  readonly residualSquares: Float64Array;
}

/** A column is collinear when less than this share of its length is not explained by those before it. */
const COLLINEAR = 1e-13;

/**
 * Ordinary least squares by Householder's QR decomposition, which keeps twice the digits of normal equations.
 * A constant is a column like any other. Since the columns are taken one after the other, the sums of squares of all
 * shorter models come with it.
 *
 * Shape:   k columns of n values and y: Float64Array[n], n > k ≥ 1.
 * Errors:  InvariantError if lengths differ or n ≤ k. Collinear columns give NaN coefficients and errors.
 * Source:  docs/METRICS.md#ols
 */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array): LeastSquares {
  const k = columns.length;
  invariant(k >= 1 && y.length > k, "least squares needs more values than columns");
  invariant(
    columns.every((column) => column.length === y.length),
    "least squares needs columns as long as y",
  );
  const work = columns.map((column) => Float64Array.from(column));
  const rotated = Float64Array.from(y);
  const diagonal = work.map((column, j) => {
    const length = norm(column, 0);
    const pivot = reflect(work, rotated, j);
    return Math.abs(pivot) > COLLINEAR * length ? pivot : Number.NaN;
  });
  const residualSquares = tailSquares(rotated, k);
  const upper = (row: number, column: number): number =>
    (row === column ? diagonal[row] : work[column]?.[row]) ?? Number.NaN;
  const residualVariance = (residualSquares[k] ?? Number.NaN) / (y.length - k);
  const inverse = inverseOf(upper, k);
  const sumOver = (row: readonly number[], weigh: (value: number, column: number) => number): number =>
    row.reduce((sum, value, column) => sum + weigh(value, column), 0);
  return {
    coefficients: Float64Array.from(inverse, (row) => sumOver(row, (value, j) => value * (rotated[j] ?? Number.NaN))),
    standardErrors: Float64Array.from(inverse, (row) =>
      Math.sqrt(residualVariance * sumOver(row, (value) => value ** 2)),
    ),
    residualSquares,
  };
}

/** Turns column j below row j to zero, and all that follows along with it; returns the pivot left in row j. */
function reflect(work: readonly Float64Array[], y: Float64Array, j: number): number {
  const column = work[j] ?? new Float64Array(0);
  const head = column[j] ?? Number.NaN;
  const pivot = head > 0 ? -norm(column, j) : norm(column, j);
  const mirror = column.slice(j);
  mirror[0] = head - pivot;
  const length = norm(mirror, 0) ** 2;
  if (length === 0) return pivot;
  for (const target of [...work.slice(j + 1), y]) {
    let product = 0;
    for (let i = 0; i < mirror.length; i++) product += (mirror[i] ?? 0) * (target[i + j] ?? Number.NaN);
    const share = (2 * product) / length;
    for (let i = 0; i < mirror.length; i++) target[i + j] = (target[i + j] ?? Number.NaN) - share * (mirror[i] ?? 0);
  }
  return pivot;
}

/** Inverse of an upper triangle, row by row; zeros below the diagonal. */
function inverseOf(upper: (row: number, column: number) => number, k: number): number[][] {
  const inverse = Array.from({ length: k }, () => Array<number>(k).fill(0));
  for (let column = 0; column < k; column++) {
    for (let row = column; row >= 0; row--) {
      let sum = row === column ? 1 : 0;
      for (let m = row + 1; m <= column; m++) sum -= upper(row, m) * (inverse[m]?.[column] ?? Number.NaN);
      const target = inverse[row];
      if (target !== undefined) target[column] = sum / upper(row, row);
    }
  }
  return inverse;
}

function tailSquares(rotated: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k + 1);
  let sum = 0;
  for (let i = rotated.length - 1; i >= 0; i--) {
    sum += (rotated[i] ?? Number.NaN) ** 2;
    if (i <= k) out[i] = sum;
  }
  return out;
}

function norm(values: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < values.length; i++) sum += (values[i] ?? Number.NaN) ** 2;
  return Math.sqrt(sum);
}
