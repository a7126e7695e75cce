import type { BlockMoments } from "../../quant/block-moments.js";
import { mergeBlocks } from "../../quant/block-moments.js";
import type { CrossValidation } from "../../quant/cscv.js";
import { crossValidate } from "../../quant/cscv.js";

/** Blocks that a sweep sums its returns in. */
export const SWEEP_BLOCKS = 16;
/** 70 splits; fewer say nothing. */
const FEWEST_BLOCKS = 8;
const HOLDINGS_PER_BLOCK = 5;
/** Below, the median of the trials is hardly another than the best. */
export const FEWEST_EFFECTIVE_TRIALS = 10;

export interface ValidatedBlocks {
  readonly blocks: number;
  /** Of the shortest block. */
  readonly blockBars: number;
  readonly result: CrossValidation;
}

/** Either what cross-validation found or why there is none. */
export interface Validation {
  readonly validated: ValidatedBlocks | null;
  readonly notes: readonly string[];
}

/**
 * Cross-validation in 16 blocks, each at least 5 mean holdings long, so that trades which lie across an edge are few;
 * in 8 where 16 would be shorter, and none where 8 would be, or where under 10 trials differ.
 *
 * Shape:   moments in 16 blocks or a multiple of 16.
 */
export function validateBlocks(moments: BlockMoments, meanHoldingBars: number, effectiveTrials: number): Validation {
  const enough = effectiveTrials >= FEWEST_EFFECTIVE_TRIALS;
  if (!enough) {
    const found = `${Number(effectiveTrials.toFixed(1))} effective ${effectiveTrials === 1 ? "trial is" : "trials are"} fewer than ${FEWEST_EFFECTIVE_TRIALS}`;
    return { validated: null, notes: [`Overfitting is unknown: ${found}.`] };
  }
  const notes: string[] = [];
  for (const blocks of [SWEEP_BLOCKS, FEWEST_BLOCKS]) {
    if (moments.bars.length % blocks !== 0) continue;
    const merged = mergeBlocks(moments, moments.bars.length / blocks);
    const blockBars = Math.min(...merged.bars);
    const wide = blockBars >= HOLDINGS_PER_BLOCK * meanHoldingBars;
    if (wide) return { validated: { blocks, blockBars, result: crossValidate(merged) }, notes };
    const holding = `${HOLDINGS_PER_BLOCK} × the mean holding of ${meanHoldingBars.toFixed(1)} bars`;
    notes.push(`${blocks} blocks of ${blockBars} bars are shorter than ${holding}.`);
  }
  return {
    validated: null,
    notes: [...notes, "Overfitting is unknown: the history is too short for it."],
  };
}
