import { invariant } from "../../lib/invariant.js";

/**
 * Solves A x = b of a symmetric positive definite A by Cholesky's decomposition.
 *
 * Shape:   a: Float64Array[n × n], row after row; b: Float64Array[n].
 * Errors:  InvariantError where A is not positive definite.
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const lower = factor(a, n);
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i] ?? Number.NaN;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i * n + i] ?? Number.NaN);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] ?? Number.NaN;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i * n + i] ?? Number.NaN);
  }
  return x;
}

function factor(a: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] ?? Number.NaN;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
      if (i === j) {
        invariant(sum > 0, "a matrix to be solved this way is positive definite");
        lower[i * n + i] = Math.sqrt(sum);
      } else lower[i * n + j] = sum / (lower[j * n + j] ?? Number.NaN);
    }
  }
  return lower;
}
