import { isMovement, mean } from "../../../src/core/quant/moments.js";
import type { LeastSquares } from "../../../src/core/quant/least-squares.js";

/**
 * Householder's decomposition and the regressions of a Dickey-Fuller test, an array a column and a callback a value, as the
 * library had them before it was made fast. The library must give the same bits.
 */
const COLLINEAR = 1e-13;

export function plainLeastSquares(columns: readonly Float64Array[], y: Float64Array): LeastSquares {
  const k = columns.length;
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

/** Statistic and lags of the residuals of an Engle-Granger test: no trend, lags by AIC up to so many. */
export function plainDickeyFuller(
  values: Float64Array,
  maxLags: number,
): { readonly statistic: number; readonly lags: number } {
  const most = levelRegression(values, maxLags);
  let best = { lags: 0, aic: Number.POSITIVE_INFINITY };
  const observations = values.length - 1 - maxLags;
  for (let lags = 0; most !== null && lags <= maxLags; lags++) {
    const squares = most.residualSquares[1 + lags] ?? Number.NaN;
    const aic = observations * Math.log(squares / observations) + 2 * (1 + lags);
    if (aic < best.aic) best = { lags, aic };
  }
  const fit = levelRegression(values, best.lags);
  return { statistic: fit === null ? Number.NaN : fit.coefficients[0]! / fit.standardErrors[0]!, lags: best.lags };
}

function levelRegression(values: Float64Array, lags: number): LeastSquares | null {
  const count = values.length - 1 - lags;
  const average = mean(values);
  const moves = isMovement(mean(values.map((value) => (value - average) ** 2)), average);
  if (count <= 1 + lags || !moves) return null;
  const change = (from: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => values[from + i + 1]! - values[from + i]!);
  const columns: Float64Array[] = [values.slice(lags, lags + count)];
  for (let lag = 1; lag <= lags; lag++) columns.push(change(lags - lag));
  return plainLeastSquares(columns, change(lags));
}
