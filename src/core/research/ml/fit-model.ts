import type { ModelRecipe, ModelScorer } from "../../domain/meta-model.js";
import { createRng } from "../../lib/rng.js";
import { type BoostOptions, fitForest } from "../../quant/ml/boost.js";
import { fitLogistic } from "../../quant/ml/logistic.js";
import { marginOf } from "../../quant/ml/margin.js";
import { type Matrix, takeRows, takeValues } from "../../quant/ml/matrix.js";
import { fitPlatt, type Platt } from "../../quant/ml/platt.js";
import { type LabelSpan, purgedTrain } from "../../quant/ml/purged-folds.js";

/** Small on purpose: a few thousand overlapping samples carry little. */
const BOOST: BoostOptions = {
  trees: 120,
  bands: 32,
  rowShare: 0.7,
  maxDepth: 3,
  l2: 5,
  minWeight: 8,
  learningRate: 0.05,
};
const L2 = 10;
/** Share of the newest samples that calibrate what the older ones taught. */
const CALIBRATION_SHARE = 0.25;

export interface FittedScorer {
  readonly scorer: ModelScorer;
  readonly importance: readonly number[];
}

export function fitScorer(
  x: Matrix,
  labels: ArrayLike<number>,
  recipe: Pick<ModelRecipe, "kind" | "seed">,
): FittedScorer {
  if (recipe.kind === "gbm") {
    const { base, trees, importance } = fitForest(x, labels, BOOST, createRng(`ml/${String(recipe.seed)}`));
    return { scorer: { kind: "gbm", base, trees }, importance };
  }
  return fitLinear(x, labels);
}

/** Weights are learned on standardised columns; a column that never moves has no weight. */
function fitLinear(x: Matrix, labels: ArrayLike<number>): FittedScorer {
  const means = new Array<number>(x.columns).fill(0);
  const scales = new Array<number>(x.columns).fill(1);
  for (let j = 0; j < x.columns; j++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < x.rows; i++) sum += x.values[i * x.columns + j] ?? Number.NaN;
    const mean = sum / x.rows;
    for (let i = 0; i < x.rows; i++) squares += ((x.values[i * x.columns + j] ?? Number.NaN) - mean) ** 2;
    const deviation = Math.sqrt(squares / x.rows);
    // Exact as 32-bit floats: runtimes that count in such floats subtract and divide by the very same figures.
    means[j] = Math.fround(mean);
    scales[j] = deviation > 1e-9 ? Math.fround(deviation) : 1;
  }
  const values = x.values.map((value, at) => (value - (means[at % x.columns] ?? 0)) / (scales[at % x.columns] ?? 1));
  const { bias, weights } = fitLogistic({ ...x, values }, labels, { l2: L2 });
  const all = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  return {
    scorer: { kind: "logistic", bias, weights, means, scales },
    importance: weights.map((weight) => (all > 0 ? Math.abs(weight) / all : 0)),
  };
}

export interface CalibratedModel extends FittedScorer {
  readonly platt: Platt;
}

/**
 * Learns from these samples and calibrates on the newest of them, which it has not learned from: the scorer of the older
 * three quarters, purged of what touches the newest. Null where a class is missing.
 */
export function fitCalibrated(
  data: { readonly x: Matrix; readonly labels: ArrayLike<number>; readonly spans: readonly LabelSpan[] },
  indices: readonly number[],
  recipe: Pick<ModelRecipe, "kind" | "seed">,
): CalibratedModel | null {
  const spans = indices.map((index) => data.spans[index] ?? { fromMs: Number.NaN, toMs: Number.NaN });
  const cut = Math.floor(indices.length * (1 - CALIBRATION_SHARE));
  const newest = Array.from({ length: indices.length - cut }, (_, offset) => cut + offset);
  const older = purgedTrain(spans, newest, Infinity).map((at) => indices[at] ?? 0);
  const labels = takeValues(data.labels, older);
  if (!labels.includes(1) || !labels.includes(0)) return null;
  const fitted = fitScorer(takeRows(data.x, older), labels, recipe);
  const held = indices.slice(cut);
  const rows = takeRows(data.x, held);
  const margins = Float64Array.from(held, (_, row) => marginOf(fitted.scorer, rows.values, row * rows.columns));
  return { ...fitted, platt: fitPlatt(margins, takeValues(data.labels, held)) };
}
