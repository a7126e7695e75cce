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
  const n = y.length;
  const { work, diagonal } = triangleOf(columns, y);
  const residualSquares = tailSquares(work, { from: k * n, n, k });
  const residualVariance = (residualSquares[k] ?? Number.NaN) / (n - k);
  const inverse = inverseOf(work, diagonal, n);
  const coefficients = new Float64Array(k);
  const standardErrors = new Float64Array(k);
  for (let row = 0; row < k; row++) {
    let [coefficient, squares] = [0, 0];
    for (let column = 0; column < k; column++) {
      const value = inverse[row * k + column] ?? Number.NaN;
      coefficient += value * (work[k * n + column] ?? Number.NaN);
      squares += value ** 2;
    }
    coefficients[row] = coefficient;
    standardErrors[row] = Math.sqrt(residualVariance * squares);
  }
  return { coefficients, standardErrors, residualSquares };
}

/** {@link LeastSquares.residualSquares} alone, for those who choose between models. */
export function residualSquaresOf(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const k = columns.length;
  return tailSquares(triangleOf(columns, y).work, { from: k * y.length, n: y.length, k });
}

interface Triangle {
  /** Columns of n values one after the other, of which the triangle is left above the diagonal; then y, turned along. */
  readonly work: Float64Array;
  /** NaN for a column that those before it explain. */
  readonly diagonal: Float64Array;
}

/** All of it in one array: of many small ones the memory would cost more than the arithmetic. */
function triangleOf(columns: readonly Float64Array[], y: Float64Array): Triangle {
  const k = columns.length;
  const n = y.length;
  invariant(k >= 1 && n > k, "least squares needs more values than columns");
  invariant(
    columns.every((column) => column.length === n),
    "least squares needs columns as long as y",
  );
  const work = new Float64Array((k + 2) * n);
  for (const [j, column] of columns.entries()) work.set(column, j * n);
  work.set(y, k * n);
  const diagonal = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const length = norm(work, j * n, (j + 1) * n);
    const pivot = reflect(work, { j, k, n });
    diagonal[j] = Math.abs(pivot) > COLLINEAR * length ? pivot : Number.NaN;
  }
  return { work, diagonal };
}

/** Turns column j below row j to zero, and all that follows along with it; returns the pivot left in row j. */
function reflect(work: Float64Array, { j, k, n }: Readonly<Record<"j" | "k" | "n", number>>): number {
  const start = j * n + j;
  const head = work[start] ?? Number.NaN;
  const columnLength = norm(work, start, (j + 1) * n);
  const pivot = head > 0 ? -columnLength : columnLength;
  // The mirror stands behind y.
  const mirror = (k + 1) * n;
  work.copyWithin(mirror, start, (j + 1) * n);
  work[mirror] = head - pivot;
  const count = n - j;
  const length = norm(work, mirror, mirror + count) ** 2;
  if (length === 0) return pivot;
  for (let other = j + 1; other <= k; other++) mirrorInto(work, { mirror, target: other * n + j, count, length });
  return pivot;
}

interface Mirroring {
  /** Where the mirror and the column to be turned begin. */
  readonly mirror: number;
  readonly target: number;
  readonly count: number;
  /** Σ mirror². */
  readonly length: number;
}

/** The innermost loops of all: most of the time of a test. */
function mirrorInto(work: Float64Array, { mirror, target, count, length }: Mirroring): void {
  let product = 0;
  for (let i = 0; i < count; i++) product += (work[mirror + i] ?? 0) * (work[target + i] ?? Number.NaN);
  const share = (2 * product) / length;
  for (let i = 0; i < count; i++) {
    work[target + i] = (work[target + i] ?? Number.NaN) - share * (work[mirror + i] ?? 0);
  }
}

/** Inverse of the upper triangle, row by row; zeros below the diagonal. */
function inverseOf(upper: Float64Array, diagonal: Float64Array, n: number): Float64Array {
  const k = diagonal.length;
  const inverse = new Float64Array(k * k);
  for (let column = 0; column < k; column++) {
    for (let row = column; row >= 0; row--) {
      let sum = row === column ? 1 : 0;
      for (let m = row + 1; m <= column; m++) {
        sum -= (upper[m * n + row] ?? Number.NaN) * (inverse[m * k + column] ?? Number.NaN);
      }
      inverse[row * k + column] = sum / (diagonal[row] ?? Number.NaN);
    }
  }
  return inverse;
}

/** Σ of the squares of n values from row 0, 1, … k on. */
function tailSquares(work: Float64Array, { from, n, k }: Readonly<Record<"from" | "n" | "k", number>>): Float64Array {
  const out = new Float64Array(k + 1);
  let sum = 0;
  for (let i = n - 1; i >= 0; i--) {
    sum += (work[from + i] ?? Number.NaN) ** 2;
    if (i <= k) out[i] = sum;
  }
  return out;
}

function norm(values: Float64Array, from: number, until: number): number {
  let sum = 0;
  for (let i = from; i < until; i++) sum += (values[i] ?? Number.NaN) ** 2;
  return Math.sqrt(sum);
}
