import type { BlockMoments } from "./block-moments.js";
import { strengthOf } from "./block-moments.js";

/** One side of a split, summed over its blocks. */
export interface Half {
  bars: number;
  /** The largest of the strengths, the first trial that has it, and how many do. */
  best: number;
  bestTrial: number;
  ties: number;
  /** Of each trial; overwritten by the next split. */
  readonly strengths: Float64Array;
}

/**
 * Visits each way to part the blocks into two equal halves once; which half is which is up to the visitor, so 16 blocks
 * make 6,435 visits. Sums grow along a tree of choices, block by block: four additions a split and trial on average, no
 * difference of sums, and so the bits of a direct sum in the order of the blocks.
 */
export function forEachHalving(moments: BlockMoments, visit: (first: Half, second: Half) => void): void {
  const blocks = moments.bars.length;
  const [first, second] = [new Side(moments), new Side(moments)];
  const descend = (block: number): void => {
    if (block === blocks) {
      visit(first.half(), second.half());
      return;
    }
    for (const side of [first, second]) {
      // The first block stays on the first side: the mirror image of a split is the same split.
      if (side.depth === blocks / 2 || (block === 0 && side === second)) continue;
      side.add(block);
      descend(block + 1);
      side.depth--;
    }
  };
  descend(0);
}

/** A stack of sums: level d holds those of the first d blocks of this side. */
class Side {
  depth = 0;
  readonly #bars: Float64Array;
  readonly #sums: readonly Float64Array[];
  readonly #squares: readonly Float64Array[];
  readonly #half: Half;

  constructor(readonly moments: BlockMoments) {
    const levels = moments.bars.length / 2 + 1;
    const rows = (): readonly Float64Array[] => Array.from({ length: levels }, () => new Float64Array(moments.trials));
    this.#bars = new Float64Array(levels);
    this.#sums = rows();
    this.#squares = rows();
    this.#half = { bars: 0, best: Number.NaN, bestTrial: 0, ties: 0, strengths: new Float64Array(moments.trials) };
  }

  add(block: number): void {
    const { trials, bars, sums, squares } = this.moments;
    const [from, to] = [this.depth, this.depth + 1];
    this.#bars[to] = (this.#bars[from] ?? 0) + (bars[block] ?? 0);
    addRow(this.#sums[from], sums.subarray(block * trials, (block + 1) * trials), this.#sums[to]);
    addRow(this.#squares[from], squares.subarray(block * trials, (block + 1) * trials), this.#squares[to]);
    this.depth = to;
  }

  half(): Half {
    const [sums, squares] = [this.#sums[this.depth], this.#squares[this.depth]];
    if (sums === undefined || squares === undefined) return this.#half;
    fillStrengths(sums, squares, this.#half);
    this.#half.bars = this.#bars[this.depth] ?? 0;
    return this.#half;
  }
}

/** Fills the strengths and finds the best in one pass: the columns of a large sweep leave the cache between two. */
function fillStrengths(sums: Float64Array, squares: Float64Array, half: Half): void {
  const { strengths } = half;
  let [best, bestTrial, ties] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < strengths.length; i++) {
    const value = strengthOf(sums[i] ?? 0, squares[i] ?? 0);
    strengths[i] = value;
    if (value < best) continue;
    ties = value > best ? 1 : ties + 1;
    if (value > best) [best, bestTrial] = [value, i];
  }
  [half.best, half.bestTrial, half.ties] = [best, bestTrial, ties];
}

function addRow(a: Float64Array | undefined, b: Float64Array, out: Float64Array | undefined): void {
  if (a === undefined || out === undefined) return;
  for (let i = 0; i < b.length; i++) out[i] = (a[i] ?? 0) + (b[i] ?? 0);
}
