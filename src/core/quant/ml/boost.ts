import { invariant } from "../../lib/invariant.js";
import type { Rng } from "../../lib/rng.js";
import { type BandedRows, growTree, type TreeOptions } from "./grow-tree.js";
import type { Matrix } from "./matrix.js";
import { sigmoid } from "./sigmoid.js";
import { bandOf, quantileEdges } from "./stability.js";
import { readTree, type Tree } from "./tree.js";

export interface BoostOptions extends TreeOptions {
  readonly trees: number;
  /** Bands a feature is cut into, at most 255. */
  readonly bands: number;
  /** Share of the rows that a tree is grown on. */
  readonly rowShare: number;
}

/** log-odds = base + Σ trees. */
export interface Forest {
  readonly base: number;
  readonly trees: readonly Tree[];
  /** Share of the gain of all splits, by feature; all 0 where nothing was split. */
  readonly importance: readonly number[];
}

/**
 * Gradient-boosted trees for a probability: Newton boosting of the logistic loss over histograms of quantile bands. The
 * same rows, options and seed give the same forest on any machine.
 *
 * Shape:   x: n × k, exact as 32-bit floats and free of NaN; labels: n values, 0 or 1.
 * Errors:  InvariantError if the lengths differ or a class is missing.
 * Source:  docs/ML.md#boosted-trees
 */
export function fitForest(x: Matrix, labels: ArrayLike<number>, options: BoostOptions, rng: Rng): Forest {
  invariant(labels.length === x.rows, "boosting needs a label for each row");
  const rate = Array.from(labels).reduce((sum, label) => sum + label, 0) / x.rows;
  invariant(rate > 0 && rate < 1, "boosting needs samples of both classes");
  const data = bandedRows(x, options.bands);
  const base = Math.fround(Math.log(rate / (1 - rate)));
  const margins = new Float64Array(x.rows).fill(base);
  const slopes = { gradient: new Float64Array(x.rows), curvature: new Float64Array(x.rows) };
  const gains = new Float64Array(x.columns);
  const trees: Tree[] = [];
  for (let round = 0; round < options.trees; round++) {
    for (let row = 0; row < x.rows; row++) {
      const p = sigmoid(margins[row] ?? Number.NaN);
      slopes.gradient[row] = p - (labels[row] ?? Number.NaN);
      slopes.curvature[row] = Math.max(p * (1 - p), 1e-12);
    }
    const rows = Int32Array.from({ length: x.rows }, (_, row) => row).filter(() => rng.next() < options.rowShare);
    const tree = growTree(data, slopes, { rows, options, gains });
    for (let row = 0; row < x.rows; row++) {
      margins[row] = (margins[row] ?? 0) + readTree(tree, x.values, row * x.columns);
    }
    trees.push(tree);
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return { base, trees, importance: Array.from(gains, (gain) => (total > 0 ? gain / total : 0)) };
}

function bandedRows(x: Matrix, bands: number): BandedRows {
  const columns = Array.from({ length: x.columns }, (_, column) =>
    Float64Array.from({ length: x.rows }, (_value, row) => x.values[row * x.columns + column] ?? Number.NaN),
  );
  const edges = columns.map((column) => quantileEdges(column, Math.min(255, bands)));
  return {
    rows: x.rows,
    edges,
    bands: columns.map((column, index) => Uint8Array.from(column, (value) => bandOf(value, edges[index] ?? []))),
  };
}
