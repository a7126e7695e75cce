import { invariant } from "../../lib/invariant.js";

/**
 * What runs of 16, 32, 64, … bars do to an account, so that a block of any length is put together from a few of them.
 * A run of 2ᵏ × 16 bars begins at a multiple of its length: all of them together take little more room than the
 * returns and stay in a processor's cache, which matters more than the bars at both ends that are walked one by one.
 * An account of 1 enters a segment; the entry counts for its lowest and highest value.
 */
export interface Segments {
  readonly returns: Float64Array;
  /** Number of the first segment of each length, SHORTEST × 2⁰, 2¹, …; empty with fewer bars than SHORTEST. */
  readonly firsts: Int32Array;
  /** FIELDS figures of each segment: those of the n-th begin at n × FIELDS. */
  readonly figures: Float64Array;
}

/** Bars of the shortest segment. */
export const SHORTEST = 16;

/** Eight numbers of 8 bytes are one line of a processor's cache: a segment costs one access to memory. Two are spare. */
export const FIELDS = 8;
export const GROWTH = 0;
export const LOWEST = 1;
export const HIGHEST = 2;
/** 1 − largest drawdown: the least that was left of a peak. */
export const KEPT = 3;
export const SUM = 4;
export const SQUARES = 5;

/**
 * Builds the table by joining each two neighbours.
 *
 * Shape:   returns: Float64Array[bars], simple, as fractions, each ≥ −1.
 * Errors:  InvariantError on a return below −1 (nothing is defined after debt) or one that isn't a number.
 */
export function createSegments(returns: Float64Array): Segments {
  const bars = returns.length;
  const worst = returns.reduce((least, value) => (value >= least ? least : value), Number.POSITIVE_INFINITY);
  invariant(bars >= 2, `${bars} returns can't be resampled`);
  invariant(worst >= -1 && returns.every(Number.isFinite), `a return is below −1 or not a number (${worst})`);
  const counts: number[] = [];
  for (let length = SHORTEST; length <= bars; length *= 2) counts.push(Math.floor(bars / length));
  let total = 0;
  const firsts = Int32Array.from(counts, (count) => (total += count) - count);
  const figures = new Float64Array(total * FIELDS);
  for (let leaf = 0; leaf < (counts[0] ?? 0); leaf++) {
    walkLeaf(returns, leaf * SHORTEST, figures.subarray(leaf * FIELDS, (leaf + 1) * FIELDS));
  }
  for (let level = 1; level < counts.length; level++) {
    const [below, first] = [firsts[level - 1] ?? 0, firsts[level] ?? 0];
    for (let n = 0; n < (counts[level] ?? 0); n++) joinPair(figures, below + 2 * n, first + n);
  }
  return { returns, firsts, figures };
}

function walkLeaf(returns: Float64Array, start: number, out: Float64Array): void {
  let [value, lowest, highest, kept, sum, squares] = [1, 1, 1, 1, 0, 0];
  for (let bar = start; bar < start + SHORTEST; bar++) {
    const change = returns[bar] ?? Number.NaN;
    value *= 1 + change;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    kept = Math.min(kept, value / highest);
    sum += change;
    squares += change * change;
  }
  out[GROWTH] = value;
  out[LOWEST] = lowest;
  out[HIGHEST] = highest;
  out[KEPT] = kept;
  out[SUM] = sum;
  out[SQUARES] = squares;
}

/** Writes segment `n`, which is segment `pair` and the next one after it. */
function joinPair(figures: Float64Array, pair: number, n: number): void {
  const [a, b, to] = [pair * FIELDS, (pair + 1) * FIELDS, n * FIELDS];
  const read = (at: number): number => figures[at] ?? Number.NaN;
  const growth = read(a + GROWTH);
  const across = (growth * read(b + LOWEST)) / read(a + HIGHEST);
  figures[to + GROWTH] = growth * read(b + GROWTH);
  figures[to + LOWEST] = Math.min(read(a + LOWEST), growth * read(b + LOWEST));
  figures[to + HIGHEST] = Math.max(read(a + HIGHEST), growth * read(b + HIGHEST));
  figures[to + KEPT] = Math.min(read(a + KEPT), read(b + KEPT), across);
  figures[to + SUM] = read(a + SUM) + read(b + SUM);
  figures[to + SQUARES] = read(a + SQUARES) + read(b + SQUARES);
}
