import type { Platt } from "./platt.js";
import { sigmoid } from "./sigmoid.js";
import { readTree, type Tree } from "./tree.js";

/** log-odds = bias + Σ weight × (x − mean) / scale. */
export interface ScaledLinear {
  readonly kind: "logistic";
  readonly bias: number;
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

export interface BoostedTrees {
  readonly kind: "gbm";
  readonly base: number;
  readonly trees: readonly Tree[];
}

export type Scorer = ScaledLinear | BoostedTrees;

/** Log-odds of the row that begins at `from`, before calibration; NaN where a feature of it is. */
export function marginOf(model: Scorer, values: ArrayLike<number>, from = 0): number {
  if (model.kind === "gbm") {
    let margin = model.base;
    for (const tree of model.trees) margin += readTree(tree, values, from);
    return margin;
  }
  let margin = model.bias;
  for (let j = 0; j < model.weights.length; j++) {
    const scaled =
      ((values[from + j] ?? Number.NaN) - (model.means[j] ?? Number.NaN)) / (model.scales[j] ?? Number.NaN);
    margin += (model.weights[j] ?? Number.NaN) * scaled;
  }
  return margin;
}

export function probabilityOf(
  { scorer, platt }: { readonly scorer: Scorer; readonly platt: Platt },
  values: ArrayLike<number>,
  from = 0,
): number {
  return sigmoid(platt.slope * marginOf(scorer, values, from) + platt.offset);
}
