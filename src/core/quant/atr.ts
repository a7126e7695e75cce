import { trueRange, trueRangeOf } from "./true-range.js";
import type { HighLowClose, HighLowCloseColumns } from "./true-range.js";

/** Wilder's average true range as a fold; `value` is the running sum until the first average exists. */
export interface AtrState {
  seen: number;
  value: number;
  previousClose: number | null;
}

export function createAtr(): AtrState {
  return { seen: 0, value: 0, previousClose: null };
}

/** Takes one bar and returns the average so far; NaN before the `period`-th bar. Bit-equal to {@link atrWilder}. */
export function nextAtr(state: AtrState, bar: HighLowClose, period: number): number {
  const range = trueRangeOf(bar.high, bar.low, state.previousClose);
  state.previousClose = bar.close;
  state.seen += 1;
  if (state.seen > period) {
    state.value = (state.value * (period - 1) + range) / period;
    return state.value;
  }
  state.value += range;
  if (state.seen < period) return Number.NaN;
  state.value /= period;
  return state.value;
}

/** The newest average; NaN while warming up. */
export function readAtr(state: AtrState, period: number): number {
  return state.seen >= period ? state.value : Number.NaN;
}

/**
 * Average true range, Wilder's smoothing: the mean of the first n ranges, then (before × (n − 1) + range) / n.
 * The first bar counts with high − low, so the first value stands at bar n.
 *
 * Shape:   columns of m bars; out: Float64Array[m], the first n − 1 are NaN.
 * Units:   those of the prices.
 * Source:  docs/METRICS.md#atr
 */
export function atrWilder(columns: HighLowCloseColumns, period: number): Float64Array {
  const ranges = trueRange(columns);
  const out = new Float64Array(ranges.length).fill(Number.NaN);
  if (ranges.length < period) return out;
  let sum = 0;
  for (let i = 0; i < period; i++) sum += ranges[i] ?? Number.NaN;
  let average = sum / period;
  out[period - 1] = average;
  for (let i = period; i < ranges.length; i++) {
    average = (average * (period - 1) + (ranges[i] ?? Number.NaN)) / period;
    out[i] = average;
  }
  return out;
}

/** Share of its weight that one of Wilder's averages keeps a value after one more bar. */
export function wilderDecay(period: number): number {
  return 1 - 1 / period;
}
