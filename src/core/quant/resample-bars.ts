/** Columns of bars, oldest first; times are openings in UTC epoch ms. */
export interface BarArrays {
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** A long bar of which some short ones are missing. */
export interface PartialBar {
  readonly openTimeMs: number;
  readonly bars: number;
  readonly expected: number;
}

export interface ResampledBars {
  /** All of them, partial ones too: who may not use those leaves out the times in `partial`. */
  readonly bars: BarArrays;
  readonly partial: readonly PartialBar[];
}

/**
 * Longer bars out of shorter ones, on the grid of the UTC epoch: first open, highest high, lowest low, last close, sum of the
 * volumes in the order of time. A long bar without any short one is left out; it is a gap.
 *
 * Shape:  n bars in rising time, at most one each `fromMs`; `toMs` is a whole multiple of `fromMs`.
 */
export function resampleBars(bars: BarArrays, fromMs: number, toMs: number): ResampledBars {
  const { openTimeMs } = bars;
  const expected = toMs / fromMs;
  const starts: number[] = [];
  for (let row = 0; row < openTimeMs.length; row += 1) {
    if (row === 0 || bucketOf(openTimeMs, row, toMs) !== bucketOf(openTimeMs, row - 1, toMs)) starts.push(row);
  }
  const column = (fold: (start: number, end: number) => number): Float64Array =>
    Float64Array.from(starts, (start, index) => fold(start, starts[index + 1] ?? openTimeMs.length));
  const at = (values: Float64Array, row: number): number => values[row] ?? NaN;
  const long = {
    openTimeMs: column((start) => bucketOf(openTimeMs, start, toMs)),
    open: column((start) => at(bars.open, start)),
    high: column((start, end) => folded(bars.high, start, end, Math.max)),
    low: column((start, end) => folded(bars.low, start, end, Math.min)),
    close: column((_start, end) => at(bars.close, end - 1)),
    volume: column((start, end) => folded(bars.volume, start, end, (sum, value) => sum + value)),
  };
  const partial = starts.flatMap((start, index): PartialBar[] => {
    const count = (starts[index + 1] ?? openTimeMs.length) - start;
    return count === expected ? [] : [{ openTimeMs: at(long.openTimeMs, index), bars: count, expected }];
  });
  return { bars: long, partial };
}

function bucketOf(times: Float64Array, row: number, toMs: number): number {
  return Math.floor((times[row] ?? NaN) / toMs) * toMs;
}

function folded(values: Float64Array, start: number, end: number, fold: (a: number, b: number) => number): number {
  let result = values[start] ?? NaN;
  for (let row = start + 1; row < end; row += 1) result = fold(result, values[row] ?? NaN);
  return result;
}
