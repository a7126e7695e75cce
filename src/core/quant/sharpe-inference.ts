import { kurtosis, skewness } from "./shape.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { sharpe } from "./sharpe.js";

/** What a sample says about its Sharpe ratio. All of one bar, not annualised. */
export interface SharpeSample {
  readonly sharpe: number;
  /** Returns in the sample. */
  readonly bars: number;
  /** Of the returns; kurtosis raw, 3 for normal ones. */
  readonly skewness: number;
  readonly kurtosis: number;
}

/** The sample of returns; members are NaN where they never move. */
export function sharpeSample(returns: Float64Array): SharpeSample {
  return {
    sharpe: sharpe(returns, 1),
    bars: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/**
 * Standard error of a Sharpe ratio (Mertens 2002): √((1 − skewness × SR + (kurtosis − 1)/4 × SR²) / (bars − 1)).
 *
 * Source:  docs/METRICS.md#significance-of-a-sharpe-ratio
 */
export function sharpeStandardError(sample: SharpeSample): number {
  return Math.sqrt(varianceFactor(sample) / (sample.bars - 1));
}

/**
 * Probabilistic Sharpe ratio (Bailey and López de Prado 2012): probability that the true ratio is above a benchmark.
 *
 * Units:   both ratios per bar; a probability out, NaN where the sample has a NaN or one bar.
 * Source:  docs/METRICS.md#significance-of-a-sharpe-ratio
 */
export function probabilisticSharpe(sample: SharpeSample, benchmarkSharpe: number): number {
  return normalCdf((sample.sharpe - benchmarkSharpe) / sharpeStandardError(sample));
}

/**
 * Minimum track record length: bars after which the probabilistic Sharpe ratio against the benchmark reaches the
 * confidence, if the sample's figures stay.
 *
 * Units:   bars, not rounded; Infinity where the ratio isn't above the benchmark. Confidence 0.5 … 1.
 * Source:  docs/METRICS.md#significance-of-a-sharpe-ratio
 */
export function minimumTrackRecordBars(
  sample: Omit<SharpeSample, "bars">,
  benchmarkSharpe: number,
  confidence: number,
): number {
  const lead = sample.sharpe - benchmarkSharpe;
  if (lead <= 0) return Number.POSITIVE_INFINITY;
  return 1 + varianceFactor(sample) * (normalQuantile(confidence) / lead) ** 2;
}

/**
 * Sharpe ratio that the best of N independent trials without any skill is expected to have (False Strategy theorem):
 * √V × ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ the Euler-Mascheroni constant, V the variance of the trials'
 * ratios. 0 for one trial, which chose nothing.
 *
 * Units:   ratios per bar.
 * Source:  docs/METRICS.md#significance-of-a-sharpe-ratio
 */
export function expectedMaximumSharpe(varianceOfSharpes: number, trials: number): number {
  if (trials <= 1) return 0;
  // −Φ⁻¹(1/N) is Φ⁻¹(1 − 1/N) without the digits that 1 − 1/N loses.
  const best =
    -(1 - EULER_MASCHERONI) * normalQuantile(1 / trials) - EULER_MASCHERONI * normalQuantile(1 / (trials * Math.E));
  // Between 1 and 2 effective trials the approximation goes below that of one.
  return Math.sqrt(varianceOfSharpes) * Math.max(0, best);
}

/**
 * Deflated Sharpe ratio (Bailey and López de Prado 2014): the probabilistic Sharpe ratio against what the best of so
 * many trials would have had by luck.
 *
 * Units:   ratios per bar; a probability out.
 * Source:  docs/METRICS.md#significance-of-a-sharpe-ratio
 */
export function deflatedSharpe(sample: SharpeSample, varianceOfSharpes: number, trials: number): number {
  return probabilisticSharpe(sample, expectedMaximumSharpe(varianceOfSharpes, trials));
}

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

function varianceFactor({ sharpe: ratio, skewness: skew, kurtosis: tails }: Omit<SharpeSample, "bars">): number {
  return 1 - skew * ratio + ((tails - 1) / 4) * ratio * ratio;
}
