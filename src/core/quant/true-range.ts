/** High, low and close of one bar. */
export interface HighLowClose {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** The same of many bars, column by column. */
export interface HighLowCloseColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Largest of high − low, |high − previous close| and |low − previous close|; high − low without a previous close. */
export function trueRangeOf(high: number, low: number, previousClose: number | null): number {
  if (previousClose === null) return high - low;
  return Math.max(high, previousClose) - Math.min(low, previousClose);
}

/**
 * True range (Wilder 1978). The first bar has no previous close: its range is high − low.
 *
 * Shape:   columns of m bars; out: Float64Array[m], no NaN.
 * Source:  docs/METRICS.md#true-range
 */
export function trueRange({ high, low, close }: HighLowCloseColumns): Float64Array {
  const out = new Float64Array(high.length);
  for (let i = 0; i < high.length; i++) {
    const previous = i === 0 ? null : (close[i - 1] ?? Number.NaN);
    out[i] = trueRangeOf(high[i] ?? Number.NaN, low[i] ?? Number.NaN, previous);
  }
  return out;
}
