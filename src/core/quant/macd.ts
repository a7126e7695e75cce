import { ema } from "./ema.js";

export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

export interface MacdColumns {
  /** EMA(fast) − EMA(slow). */
  readonly macd: Float64Array;
  /** EMA(signal) of the line. */
  readonly signal: Float64Array;
  /** Line − signal. */
  readonly histogram: Float64Array;
}

/**
 * Moving average convergence/divergence (Appel 1979). Each EMA is seeded with the mean of its own first n values, the
 * signal with the mean of the first `signal` values of the line.
 *
 * Shape:   values: Float64Array[m]; each out: Float64Array[m]; the line is NaN before value `slow`, signal and
 *          histogram before `slow + signal − 1`; fast ≤ slow.
 * Units:   those of the values.
 * Source:  docs/INDICATORS.md#macd
 */
export function macd(values: Float64Array, { fast, slow, signal }: MacdPeriods): MacdColumns {
  const line = new Float64Array(values.length).fill(Number.NaN);
  const signalLine = line.slice();
  const histogram = line.slice();
  const fastAverage = ema(values, fast);
  const slowAverage = ema(values, slow);
  for (let i = slow - 1; i < values.length; i++) {
    line[i] = (fastAverage[i] ?? Number.NaN) - (slowAverage[i] ?? Number.NaN);
  }
  // The averages of `ema` start at its first element, so it gets the line without the warm-up.
  if (values.length >= slow) signalLine.set(ema(line.subarray(slow - 1), signal), slow - 1);
  for (let i = 0; i < values.length; i++) histogram[i] = (line[i] ?? Number.NaN) - (signalLine[i] ?? Number.NaN);
  return { macd: line, signal: signalLine, histogram };
}
