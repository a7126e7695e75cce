import type { HighLowCloseColumns } from "./true-range.js";

/** (high + low + close) / 3 of each bar. */
export function typicalPrice({ high, low, close }: HighLowCloseColumns): Float64Array {
  return high.map((top, i) => (top + (low[i] ?? Number.NaN) + (close[i] ?? Number.NaN)) / 3);
}
