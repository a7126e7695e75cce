import { sum } from "../moments.js";

/** Share that an empty band counts as, so that its logarithm exists. */
const LEAST_SHARE = 1e-4;

/** Inner edges that part values into bands of about equal count; repeated edges are told once. */
export function quantileEdges(values: Float64Array, bands: number): readonly number[] {
  const sorted = Float64Array.from(values).sort();
  const edges: number[] = [];
  for (let band = 1; band < bands; band++) {
    const edge = sorted[Math.floor((band * sorted.length) / bands)];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== sorted[0]) edges.push(edge);
  }
  return edges;
}

/** Band of a value: the number of edges at or below it. Shape: edges rise; 0…edges.length. */
export function bandOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function bandCounts(values: Float64Array, edges: readonly number[]): readonly number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    const band = bandOf(value, edges);
    counts[band] = (counts[band] ?? 0) + 1;
  }
  return counts;
}

/**
 * Population stability index Σ (q − p) ln(q / p) of the shares p of then and q of now: under 0.1 the same, from 0.25 on
 * another population. NaN without counts.
 *
 * Source:  docs/ML.md#drift
 */
export function stabilityIndex(then: readonly number[], now: readonly number[]): number {
  const [before, after] = [sum(then), sum(now)];
  if (!(before > 0 && after > 0)) return Number.NaN;
  return then.reduce((total, count, band) => {
    const p = Math.max(LEAST_SHARE, count / before);
    const q = Math.max(LEAST_SHARE, (now[band] ?? 0) / after);
    return total + (q - p) * Math.log(q / p);
  }, 0);
}
