import { invariant } from "../../lib/invariant.js";
import { sharpeOfStrength, strengthOf } from "../../quant/block-moments.js";
import type { PathFigures } from "./path-figures.js";
import { emptyFigures } from "./path-figures.js";
import type { PathBlocks } from "./random-blocks.js";
import { createBlocks, drawBlocks } from "./random-blocks.js";
import type { Segments } from "./segments.js";
import { createSegments, FIELDS, GROWTH, HIGHEST, KEPT, LOWEST, SHORTEST, SQUARES, SUM } from "./segments.js";

export interface BootstrapInput {
  /** Of bars, simple, as fractions, each ≥ −1. */
  readonly returns: Float64Array;
  readonly barsPerYear: number;
  readonly meanBlockBars: number;
  readonly seed: string;
}

/** Resampled paths on demand; any worker makes the same path for the same index. */
export interface Bootstrap {
  /** Figures of the paths from … to − 1. */
  paths(from: number, to: number): PathFigures;
}

/**
 * Stationary block bootstrap of bar returns: paths as long as the original, put together from random blocks of it.
 * A block costs a few additions and multiplications whatever its length; the figures differ from those of a walk along
 * the path by rounding only (1e-12, relative).
 *
 * Errors:  InvariantError on fewer than 2 returns, one below −1 or not a number, or a mean block under one bar.
 * Source:  docs/METRICS.md#monte-carlo
 */
export function createBootstrap(input: BootstrapInput): Bootstrap {
  const { returns, meanBlockBars, seed, barsPerYear } = input;
  invariant(meanBlockBars >= 1, `blocks of ${meanBlockBars} bars`);
  const segments = createSegments(returns);
  const source = { seed, bars: returns.length, meanBlockBars };
  const blocks = createBlocks(returns.length);
  return {
    paths(from, to) {
      const figures = emptyFigures(from, to);
      for (let index = from; index < to; index++) {
        drawBlocks(source, index, blocks);
        const { value, kept, sum, squares } = walkAlong(segments, blocks);
        const strength = squares > 0 ? strengthOf(sum, squares) : Number.NaN;
        figures.finalReturn[index - from] = value - 1;
        figures.maxDrawdown[index - from] = 1 - kept;
        figures.sharpe[index - from] = sharpeOfStrength(strength, returns.length) * Math.sqrt(barsPerYear);
      }
      return figures;
    },
  };
}

interface WalkEnd {
  readonly value: number;
  /** Least that was left of a peak. */
  readonly kept: number;
  readonly sum: number;
  readonly squares: number;
}

/** Takes an account of 1 along the blocks: whole segments where they fit, single bars before and after them. */
function walkAlong({ returns, firsts, figures }: Segments, { starts, lengths, count }: PathBlocks): WalkEnd {
  const bars = returns.length;
  let [value, peak, kept, sum, squares] = [1, 1, 1, 0, 0];
  for (let block = 0; block < count; block++) {
    let at = starts[block] ?? 0;
    for (let left = lengths[block] ?? 0; left > 0;) {
      const reach = Math.min(left, bars - at);
      if (at % SHORTEST === 0 && reach >= SHORTEST) {
        const level = levelAt(at / SHORTEST, reach / SHORTEST);
        const field = ((firsts[level] ?? Number.NaN) + ((at / SHORTEST) >> level)) * FIELDS;
        const lowest = value * (figures[field + LOWEST] ?? Number.NaN);
        // A new deepest fall is rare, and so is the division.
        if (lowest < kept * peak) kept = lowest / peak;
        kept = Math.min(kept, figures[field + KEPT] ?? Number.NaN);
        peak = Math.max(peak, value * (figures[field + HIGHEST] ?? Number.NaN));
        value *= figures[field + GROWTH] ?? Number.NaN;
        sum += figures[field + SUM] ?? Number.NaN;
        squares += figures[field + SQUARES] ?? Number.NaN;
        left -= SHORTEST << level;
        at += SHORTEST << level;
      } else {
        const until = at + Math.min(reach, SHORTEST - (at % SHORTEST));
        left -= until - at;
        for (; at < until; at++) {
          const change = returns[at] ?? Number.NaN;
          value *= 1 + change;
          if (value < kept * peak) kept = value / peak;
          peak = Math.max(peak, value);
          sum += change;
          squares += change * change;
        }
      }
      if (at === bars) at = 0;
    }
  }
  return { value, kept, sum, squares };
}

/** Level of the longest segment that begins at the n-th place of the shortest ones and isn't longer than `most` of them. */
function levelAt(n: number, most: number): number {
  const aligned = n === 0 ? 31 : 31 - Math.clz32(n & -n);
  return Math.min(aligned, 31 - Math.clz32(most));
}
