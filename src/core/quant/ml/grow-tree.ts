import type { Tree } from "./tree.js";

/** Features in bands, as the histogram sees them. Shape: `bands[column][row]`; `edges[column]` part its bands. */
export interface BandedRows {
  readonly rows: number;
  readonly bands: readonly Uint8Array[];
  readonly edges: readonly (readonly number[])[];
}

export interface TreeOptions {
  readonly maxDepth: number;
  readonly l2: number;
  /** Least Σ p(1 − p) on each side of a split. */
  readonly minWeight: number;
  readonly learningRate: number;
}

/** First and second derivative of the loss, by row. */
export interface Slopes {
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

interface Growing {
  readonly data: BandedRows;
  readonly slopes: Slopes;
  readonly options: TreeOptions;
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly value: number[];
  /** Gain of the splits by feature. */
  readonly gains: Float64Array;
}

interface Split {
  readonly feature: number;
  /** Rows of bands up to this one go left. */
  readonly band: number;
  readonly gain: number;
}

/**
 * One tree of second-order boosting on these rows: at each node the split of the largest gain, the first of equals.
 * `gains` is added to by feature. Source: docs/ML.md#boosted-trees (Chen and Guestrin 2016)
 */
export function growTree(
  data: BandedRows,
  slopes: Slopes,
  { rows, options, gains }: { readonly rows: Int32Array; readonly options: TreeOptions; readonly gains: Float64Array },
): Tree {
  const growing: Growing = { data, slopes, options, gains, feature: [], threshold: [], left: [], right: [], value: [] };
  growNode(growing, rows, 0);
  const { feature, threshold, left, right, value } = growing;
  return { feature, threshold, left, right, value };
}

function growNode(growing: Growing, rows: Int32Array, depth: number): number {
  const { feature, threshold, left, right, value, options, data } = growing;
  const node = feature.length;
  const [g, h] = sumsOf(growing.slopes, rows);
  feature.push(0);
  threshold.push(0);
  left.push(-1);
  right.push(-1);
  value.push(Math.fround((-options.learningRate * g) / (h + options.l2)));
  const split = depth < options.maxDepth ? bestSplit(growing, rows, [g, h]) : null;
  if (split === null) return node;
  const column = data.bands[split.feature] ?? new Uint8Array(0);
  growing.gains[split.feature] = (growing.gains[split.feature] ?? 0) + split.gain;
  feature[node] = split.feature;
  threshold[node] = thresholdBelow(data.edges[split.feature]?.[split.band] ?? Number.NaN);
  value[node] = 0;
  left[node] = growNode(
    growing,
    rows.filter((row) => (column[row] ?? 0) <= split.band),
    depth + 1,
  );
  right[node] = growNode(
    growing,
    rows.filter((row) => (column[row] ?? 0) > split.band),
    depth + 1,
  );
  return node;
}

/** The largest 32-bit float below an edge: values of the band that begins at the edge go right. */
export function thresholdBelow(edge: number): number {
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  float[0] = edge;
  // A zero of either sign has the smallest negative float below it.
  if (float[0] === 0) return -1.401298464324817e-45;
  bits[0] = (bits[0] ?? 0) + (edge > 0 ? -1 : 1);
  return float[0];
}

function sumsOf({ gradient, curvature }: Slopes, rows: Int32Array): readonly [number, number] {
  let [g, h] = [0, 0];
  for (const row of rows) {
    g += gradient[row] ?? 0;
    h += curvature[row] ?? 0;
  }
  return [g, h];
}

function bestSplit(growing: Growing, rows: Int32Array, total: readonly [number, number]): Split | null {
  let best: Split | null = null;
  for (let feature = 0; feature < growing.data.bands.length; feature++) {
    const split = splitOf(growing, { feature, rows, total });
    if (split !== null && split.gain > (best?.gain ?? 0)) best = split;
  }
  return best;
}

function splitOf(
  { data, slopes, options }: Growing,
  of: { readonly feature: number; readonly rows: Int32Array; readonly total: readonly [number, number] },
): Split | null {
  const { feature, rows, total } = of;
  const edges = data.edges[feature] ?? [];
  const column = data.bands[feature] ?? new Uint8Array(0);
  const g = new Float64Array(edges.length + 1);
  const h = new Float64Array(edges.length + 1);
  for (const row of rows) {
    const band = column[row] ?? 0;
    g[band] = (g[band] ?? 0) + (slopes.gradient[row] ?? 0);
    h[band] = (h[band] ?? 0) + (slopes.curvature[row] ?? 0);
  }
  const score = (slope: number, weight: number): number => (slope * slope) / (weight + options.l2);
  const [allG, allH] = total;
  let [leftG, leftH] = [0, 0];
  let best: Split | null = null;
  for (let band = 0; band < edges.length; band++) {
    leftG += g[band] ?? 0;
    leftH += h[band] ?? 0;
    if (leftH < options.minWeight || allH - leftH < options.minWeight) continue;
    const gain = score(leftG, leftH) + score(allG - leftG, allH - leftH) - score(allG, allH);
    if (gain > (best?.gain ?? 1e-9)) best = { feature, band, gain };
  }
  return best;
}
