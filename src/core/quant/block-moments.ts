import { invariant } from "../lib/invariant.js";

/**
 * Returns of many trials, reduced to what a Sharpe ratio of any union of blocks needs. A sweep adds bars up as it goes
 * and keeps no return.
 */
export interface BlockMoments {
  readonly trials: number;
  /** Bars of each block; all trials see the same bars. */
  readonly bars: Float64Array;
  /** Sum of the returns of a block, [block][trial]: those of block b begin at b × trials. */
  readonly sums: Float64Array;
  /** Sum of their squares, laid out like `sums`. */
  readonly squares: Float64Array;
}

/**
 * First bar of each block and, as the last one, the number of bars. Blocks differ by at most one bar.
 *
 * Errors:  InvariantError with less than a bar a block.
 */
export function blockEdges(bars: number, blocks: number): Int32Array {
  invariant(blocks >= 1 && bars >= blocks, `${bars} bars don't fill ${blocks} blocks`);
  return Int32Array.from({ length: blocks + 1 }, (_, block) => Math.floor((block * bars) / blocks));
}

/**
 * Reduces a matrix of returns.
 *
 * Shape:   returns: Float64Array[bars × trials], [bar][trial]; simple, as fractions.
 * Errors:  InvariantError if the length isn't a multiple of `trials`, or with less than a bar a block.
 */
export function blockMoments(returns: Float64Array, trials: number, blocks: number): BlockMoments {
  invariant(trials >= 1 && returns.length % trials === 0, `${returns.length} returns aren't those of ${trials} trials`);
  const edges = blockEdges(returns.length / trials, blocks);
  const sums = new Float64Array(blocks * trials);
  const squares = new Float64Array(blocks * trials);
  for (let block = 0; block < blocks; block++) {
    const [from, to] = [edges[block] ?? 0, edges[block + 1] ?? 0];
    for (let at = from * trials; at < to * trials; at++) {
      const value = returns[at] ?? Number.NaN;
      const into = block * trials + (at % trials);
      sums[into] = (sums[into] ?? 0) + value;
      squares[into] = (squares[into] ?? 0) + value * value;
    }
  }
  const bars = Float64Array.from({ length: blocks }, (_, block) => (edges[block + 1] ?? 0) - (edges[block] ?? 0));
  return { trials, bars, sums, squares };
}

/**
 * The same returns in fewer blocks: each is `factor` neighbours.
 *
 * Errors:  InvariantError if the number of blocks isn't a multiple of the factor.
 */
export function mergeBlocks(moments: BlockMoments, factor: number): BlockMoments {
  const { trials, bars } = moments;
  invariant(bars.length % factor === 0, `${bars.length} blocks can't be merged by ${factor}`);
  const merged = (values: Float64Array, width: number): Float64Array => {
    const out = new Float64Array(values.length / factor);
    values.forEach((value, at) => {
      const into = Math.floor(at / (width * factor)) * width + (at % width);
      out[into] = (out[into] ?? 0) + value;
    });
    return out;
  };
  return {
    trials,
    bars: merged(bars, 1),
    sums: merged(moments.sums, trials),
    squares: merged(moments.squares, trials),
  };
}

/**
 * Puts trials that were reduced apart (by several workers) side by side, in the order given.
 *
 * Errors:  InvariantError if the blocks differ.
 */
export function joinTrials(parts: readonly BlockMoments[]): BlockMoments {
  const bars = parts[0]?.bars ?? new Float64Array(0);
  for (const part of parts) {
    const same = part.bars.length === bars.length && part.bars.every((count, block) => count === bars[block]);
    invariant(same, "trials can be put side by side only over the same blocks");
  }
  const trials = parts.reduce((sum, part) => sum + part.trials, 0);
  const joined = (valuesOf: (part: BlockMoments) => Float64Array): Float64Array => {
    const out = new Float64Array(bars.length * trials);
    let before = 0;
    for (const part of parts) {
      for (let block = 0; block < bars.length; block++) {
        const row = valuesOf(part).subarray(block * part.trials, (block + 1) * part.trials);
        out.set(row, block * trials + before);
      }
      before += part.trials;
    }
    return out;
  };
  return { trials, bars, sums: joined((part) => part.sums), squares: joined((part) => part.squares) };
}

/**
 * Sharpe ratio of one bar of each trial, over all blocks: mean / standard deviation (ddof 1). NaN of an idle one,
 * which never earned or lost anything.
 */
export function sharpesOf(moments: BlockMoments): Float64Array {
  const { trials, sums, squares } = mergeBlocks(moments, moments.bars.length);
  const bars = moments.bars.reduce((sum, count) => sum + count, 0);
  return Float64Array.from({ length: trials }, (_, trial) => {
    const [sum, square] = [sums[trial] ?? Number.NaN, squares[trial] ?? Number.NaN];
    return square > 0 ? sharpeOfStrength(strengthOf(sum, square), bars) : Number.NaN;
  });
}

/**
 * (Σ return)² / Σ return², with the sign of the sum: over the same bars it orders trials as their Sharpe ratios do and
 * costs one division. Between −bars and bars; 0 without any return.
 */
export function strengthOf(sum: number, squares: number): number {
  return squares > 0 ? (sum * Math.abs(sum)) / squares : 0;
}

/** The Sharpe ratio of one bar that belongs to a strength; ±Infinity where all returns are equal and not 0. */
export function sharpeOfStrength(strength: number, bars: number): number {
  const size = Math.abs(strength);
  const rest = bars * Math.max(0, bars - size);
  return strength === 0 ? 0 : Math.sign(strength) * Math.sqrt((size * (bars - 1)) / rest);
}
