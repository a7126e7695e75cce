import { DAY_MS } from "../../lib/time.js";
import type { SharpeMoments } from "../../ports/trial-ledger.js";
import { varianceOf } from "../../quant/running-moments.js";
import { known } from "../../lib/known.js";
import type { SharpeSample } from "../../quant/sharpe-inference.js";
import {
  expectedMaximumSharpe,
  minimumTrackRecordBars,
  probabilisticSharpe,
  sharpeSample,
} from "../../quant/sharpe-inference.js";

const YEAR_MS = 365 * DAY_MS;
const CONFIDENCE = 0.95;

/** One figure against the trials that differ, and against all of them. */
export interface ByTrials {
  readonly effective: number | null;
  readonly raw: number | null;
}

/** What the best row's returns say about its Sharpe ratio, given how much was tried. null is unknown. */
export interface Significance {
  /** Of the best row; per bar. */
  readonly sharpe: number | null;
  readonly skewness: number | null;
  /** Raw, 3 for normal returns. */
  readonly kurtosis: number | null;
  /** Ratio that the best of so many trials without skill is expected to have; per bar. */
  readonly luckySharpe: ByTrials;
  /** Probability that the true ratio is above that. */
  readonly deflatedSharpe: ByTrials;
  /** Length of the record. */
  readonly years: number;
  /** Record after which the ratio is above a mark at 95 %; null where it isn't above the mark at all. */
  readonly minimumTrackRecordYears: { readonly aboveZero: number | null; readonly aboveLuck: number | null };
}

export interface Tried {
  readonly trials: number;
  readonly effectiveTrials: number;
  /** Ratios of all of them; per bar. */
  readonly sharpes: SharpeMoments;
  readonly barMs: number;
}

/** Shape: returns: Float64Array[bars] of the best row, simple, as fractions. */
export function significanceOf(returns: Float64Array, tried: Tried): Significance {
  const sample = sharpeSample(returns);
  const luck = { effective: luckOf(tried, tried.effectiveTrials), raw: luckOf(tried, tried.trials) };
  const yearsUntilAbove = (mark: number): number | null =>
    known((minimumTrackRecordBars(sample, mark, CONFIDENCE) * tried.barMs) / YEAR_MS);
  return {
    sharpe: known(sample.sharpe),
    skewness: known(sample.skewness),
    kurtosis: known(sample.kurtosis),
    luckySharpe: { effective: known(luck.effective), raw: known(luck.raw) },
    deflatedSharpe: { effective: deflated(sample, luck.effective), raw: deflated(sample, luck.raw) },
    years: (returns.length * tried.barMs) / YEAR_MS,
    minimumTrackRecordYears: { aboveZero: yearsUntilAbove(0), aboveLuck: yearsUntilAbove(luck.effective) },
  };
}

function luckOf({ sharpes }: Tried, trials: number): number {
  return expectedMaximumSharpe(varianceOf(sharpes), trials);
}

function deflated(sample: SharpeSample, luck: number): number | null {
  return known(probabilisticSharpe(sample, luck));
}
