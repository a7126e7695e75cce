import type { HighLowCloseColumns } from "../true-range.js";

/** 1 up (a high, bullish), −1 down (a low, bearish); columns of sides have 0 where there is none. */
export type Side = 1 | -1;

/** Open, high, low and close of many bars, column by column. */
export interface OhlcColumns extends HighLowCloseColumns {
  readonly open: Float64Array;
}

/** The same with what was traded. */
export interface OhlcvColumns extends OhlcColumns {
  readonly volume: Float64Array;
}

/** The value at an index; NaN outside. */
export function valueAt(column: Float64Array, index: number): number {
  return column[index] ?? Number.NaN;
}

/** The side at an index; 0 outside. */
export function sideAt(column: Int8Array, index: number): number {
  return column[index] ?? 0;
}

/** A column without any value yet. */
export function blankColumn(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/** First index from `from` on that fulfils the condition; −1 if none does. */
export function firstIndex(length: number, from: number, holds: (index: number) => boolean): number {
  for (let i = from; i < length; i++) if (holds(i)) return i;
  return -1;
}
