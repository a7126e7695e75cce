import { invariant } from "../../lib/invariant.js";
import type { Matrix } from "./matrix.js";
import { sigmoid, softplus } from "./sigmoid.js";
import { solvePositive } from "./solve-positive.js";

/** log-odds = bias + Σ weight × x. */
export interface LinearFit {
  readonly bias: number;
  readonly weights: readonly number[];
  readonly iterations: number;
  /** False where the steps did not end within their bound: classes that a plane parts have no maximum without a penalty. */
  readonly converged: boolean;
}

export interface LogisticOptions {
  /** Penalty ½ l2 Σ weight²; the bias is free of it. */
  readonly l2: number;
  readonly maxIterations?: number;
}

const SMALL_STEP = 1e-10;

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares), halving a step that makes things worse:
 * the minimum of Σ log(1 + e^−margin) + ½ l2 Σ weight².
 *
 * Shape:   x: n × k; labels: n values, 0 or 1.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/ML.md#logistic-regression
 */
export function fitLogistic(x: Matrix, labels: ArrayLike<number>, options: LogisticOptions): LinearFit {
  invariant(labels.length === x.rows, "a regression needs a label for each row");
  const { l2, maxIterations = 50 } = options;
  let beta = new Float64Array(x.columns + 1);
  let loss = lossOf(x, labels, { beta, l2 });
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const step = newtonStep(x, labels, { beta, l2 });
    const next = halved({ beta, step, loss }, (candidate) => lossOf(x, labels, { beta: candidate, l2 }));
    const moved = next.beta.reduce((most, value, j) => Math.max(most, Math.abs(value - (beta[j] ?? 0))), 0);
    beta = next.beta;
    loss = next.loss;
    if (moved < SMALL_STEP) return toFit(beta, iteration, true);
  }
  return toFit(beta, maxIterations, false);
}

function toFit(beta: Float64Array, iterations: number, converged: boolean): LinearFit {
  return { bias: beta[0] ?? Number.NaN, weights: Array.from(beta.subarray(1)), iterations, converged };
}

interface Point {
  readonly beta: Float64Array;
  readonly l2: number;
}

function marginAt(x: Matrix, row: number, beta: Float64Array): number {
  let margin = beta[0] ?? Number.NaN;
  const from = row * x.columns;
  for (let j = 0; j < x.columns; j++) margin += (beta[j + 1] ?? 0) * (x.values[from + j] ?? Number.NaN);
  return margin;
}

function lossOf(x: Matrix, labels: ArrayLike<number>, { beta, l2 }: Point): number {
  let loss = 0;
  for (let row = 0; row < x.rows; row++) {
    const margin = marginAt(x, row, beta);
    loss += softplus((labels[row] ?? Number.NaN) === 1 ? -margin : margin);
  }
  for (let j = 1; j < beta.length; j++) loss += 0.5 * l2 * (beta[j] ?? 0) ** 2;
  return loss;
}

function newtonStep(x: Matrix, labels: ArrayLike<number>, { beta, l2 }: Point): Float64Array {
  const n = beta.length;
  const hessian = new Float64Array(n * n);
  const slope = new Float64Array(n);
  const row = new Float64Array(n);
  row[0] = 1;
  for (let i = 0; i < x.rows; i++) {
    row.set(x.values.subarray(i * x.columns, (i + 1) * x.columns), 1);
    const p = sigmoid(marginAt(x, i, beta));
    const weight = Math.max(p * (1 - p), 1e-12);
    const miss = (labels[i] ?? Number.NaN) - p;
    for (let a = 0; a < n; a++) {
      const at = row[a] ?? 0;
      slope[a] = (slope[a] ?? 0) + miss * at;
      for (let b = 0; b <= a; b++) hessian[a * n + b] = (hessian[a * n + b] ?? 0) + weight * at * (row[b] ?? 0);
    }
  }
  for (let a = 1; a < n; a++) {
    slope[a] = (slope[a] ?? 0) - l2 * (beta[a] ?? 0);
    hessian[a * n + a] = (hessian[a * n + a] ?? 0) + l2;
  }
  return solvePositive(hessian, slope);
}

function halved(
  { beta, step, loss }: { readonly beta: Float64Array; readonly step: Float64Array; readonly loss: number },
  measure: (beta: Float64Array) => number,
): { readonly beta: Float64Array<ArrayBuffer>; readonly loss: number } {
  for (let factor = 1; factor > 1e-6; factor /= 2) {
    const candidate = Float64Array.from(beta, (value, j) => value + factor * (step[j] ?? 0));
    const found = measure(candidate);
    if (found <= loss) return { beta: candidate, loss: found };
  }
  return { beta: Float64Array.from(beta), loss };
}
