import { invariant } from "../lib/invariant.js";
import type { BlockMoments } from "./block-moments.js";
import { sharpeOfStrength } from "./block-moments.js";
import { forEachHalving } from "./halvings.js";
import type { Half } from "./halvings.js";
import { fitLine } from "./ols.js";

/** What happened out of sample to the trial that was best in sample, over all ways to halve the blocks. */
export interface CrossValidation {
  /** Ways to choose half of the blocks: 12,870 of 16. */
  readonly splits: number;
  /** ln(ω / (1 − ω)) for each split, ω = rank out of sample / (trials + 1); 0 is the median, > 0 better. */
  readonly logits: Float64Array;
  /** PBO: share of splits in which the best in sample was at or below the median out of sample. */
  readonly probabilityOfOverfitting: number;
  /** Share of splits in which it lost money out of sample. */
  readonly probabilityOfLoss: number;
  /** Line through (Sharpe ratio in sample, out of sample) of the best; NaN where it can't be drawn. */
  readonly degradation: { readonly slope: number; readonly intercept: number };
}

/**
 * Combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu 2017, "The probability of backtest
 * overfitting"), with the Sharpe ratio as the measure. The result doesn't depend on the order of the trials: ranks of
 * equal values are their mean rank, and where several are best in sample the mean of their outcomes counts.
 *
 * Shape:   2 or more trials, an even number of blocks, 2 … 20. O(trials) memory.
 * Errors:  InvariantError on other numbers of either, and on a sum that isn't finite.
 * Source:  docs/METRICS.md#probability-of-backtest-overfitting
 */
export function crossValidate(moments: BlockMoments): CrossValidation {
  const { trials, bars, sums, squares } = moments;
  invariant(trials >= 2, `cross-validation compares trials; there is ${trials}`);
  invariant(bars.length % 2 === 0 && bars.length >= 2 && bars.length <= 20, `${bars.length} blocks can't be halved`);
  invariant(sums.every(Number.isFinite) && squares.every(Number.isFinite), "a trial has a return that isn't finite");
  const [logits, inSample, outOfSample]: [number[], number[], number[]] = [[], [], []];
  const judge = (chosen: Half, rest: Half): void => {
    const outcome = outcomeOfBest(chosen, rest);
    logits.push(Math.log(outcome.rank / (trials + 1 - outcome.rank)));
    inSample.push(outcome.inSample);
    outOfSample.push(outcome.outOfSample);
  };
  forEachHalving(moments, (chosen, rest) => {
    judge(chosen, rest);
    judge(rest, chosen);
  });
  const { slope, intercept } = fitLine(inSample, outOfSample);
  return {
    splits: logits.length,
    logits: Float64Array.from(logits),
    probabilityOfOverfitting: shareOf(logits, (logit) => logit <= 0),
    probabilityOfLoss: shareOf(outOfSample, (ratio) => ratio < 0),
    degradation: { slope, intercept },
  };
}

interface Outcome {
  /** Of the best in sample, among all out of sample; 1 is the worst. */
  readonly rank: number;
  readonly inSample: number;
  readonly outOfSample: number;
}

function outcomeOfBest(chosen: Half, rest: Half): Outcome {
  const { best, bestTrial, ties } = chosen;
  const only = rest.strengths[bestTrial] ?? Number.NaN;
  const outcomes = ties === 1 ? [only] : strengthsOfEqual(chosen.strengths, best, rest.strengths);
  let [rank, outOfSample] = [0, 0];
  for (const outcome of outcomes) {
    rank += meanRank(rest.strengths, outcome) / outcomes.length;
    outOfSample += sharpeOfStrength(outcome, rest.bars) / outcomes.length;
  }
  return { rank, inSample: sharpeOfStrength(best, chosen.bars), outOfSample };
}

/**
 * What became of those that share the best value; one of them where all came to the same, as twins do (parameters that
 * made no difference). Beyond 64 evenly chosen ones stand for all, so that a field of idle trials costs no square.
 */
function strengthsOfEqual(values: Float64Array, best: number, outcomes: Float64Array): readonly number[] {
  const found: number[] = [];
  let alike = true;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== best) continue;
    const outcome = outcomes[i] ?? Number.NaN;
    alike &&= found.length === 0 || outcome === found[0];
    found.push(outcome);
  }
  if (alike) return found.slice(0, 1);
  if (found.length <= MOST_EQUALS) return found;
  found.sort((a, b) => a - b);
  return Array.from(
    { length: MOST_EQUALS },
    (_, at) => found[Math.floor(((at + 0.5) * found.length) / MOST_EQUALS)] ?? Number.NaN,
  );
}

const MOST_EQUALS = 64;

/** Rank from below, beginning with 1; equal values share the mean of theirs. */
function meanRank(values: Float64Array, value: number): number {
  let [below, notAbove] = [0, 0];
  // Sums of comparisons, not branches on them: where a value lies is a coin toss for the processor.
  for (let i = 0; i < values.length; i++) {
    const other = values[i] ?? Number.NaN;
    below += Number(other < value);
    notAbove += Number(other <= value);
  }
  return below + (notAbove - below + 1) / 2;
}

function shareOf(values: readonly number[], holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}
