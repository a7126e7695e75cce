import { createRng } from "../../lib/rng.js";

/** What makes a resampled path, besides its index. */
export interface PathSource {
  readonly seed: string;
  /** Bars of the original, and of each path. */
  readonly bars: number;
  /** Mean length of a block, ≥ 1. */
  readonly meanBlockBars: number;
}

/** The blocks of one path, in the order in which they follow each other; overwritten by the next path. */
export interface PathBlocks {
  /** First bar of each, 0 … bars − 1; room for as many blocks as bars. */
  readonly starts: Int32Array;
  /** Bars of each, ≥ 1; a block runs on past the last bar at the first. */
  readonly lengths: Int32Array;
  count: number;
}

export function createBlocks(bars: number): PathBlocks {
  return { starts: new Int32Array(bars), lengths: new Int32Array(bars), count: 0 };
}

/**
 * Draws one path of the stationary bootstrap (Politis and Romano 1994): each block begins at a bar drawn evenly and has
 * a geometric length with the given mean; the last is cut where the path is full. The path with an index is the same
 * whoever draws it: its chance comes from the seed and the index alone.
 *
 * Source:  docs/METRICS.md#monte-carlo
 */
export function drawBlocks({ seed, bars, meanBlockBars }: PathSource, index: number, blocks: PathBlocks): void {
  const rng = createRng(`${seed}/path ${index}`);
  // Of the probability that a block goes on; −Infinity for blocks of one bar, which makes each length 1.
  const logOfStaying = Math.log1p(-1 / meanBlockBars);
  let count = 0;
  for (let left = bars; left > 0; count++) {
    const length = Math.min(left, 1 + Math.floor(Math.log1p(-rng.next()) / logOfStaying));
    blocks.starts[count] = Math.floor(rng.next() * bars);
    blocks.lengths[count] = length;
    left -= length;
  }
  blocks.count = count;
}
