import type { WalkForwardWindows } from "./folds.js";

/** What is asked for: so many tests, and how long the first train is. */
export interface FoldLayout {
  /** Bars there are. */
  readonly bars: number;
  readonly folds: number;
  /** Bars of train for each bar of a test. */
  readonly trainPerTest: number;
  readonly purgeBars: number;
  readonly mode: "anchored" | "rolling";
}

/**
 * Windows with exactly so many tests of equal length, the last of which ends at the last bar; what does not divide goes to the first
 * train.
 */
export function layOutFolds({ bars, folds, trainPerTest, purgeBars, mode }: FoldLayout): WalkForwardWindows {
  const testBars = Math.floor((bars - purgeBars) / (folds + trainPerTest));
  return { bars, trainBars: bars - purgeBars - folds * testBars, testBars, purgeBars, mode };
}
