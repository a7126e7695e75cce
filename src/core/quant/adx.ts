import { trueRangeOf } from "./true-range.js";
import type { HighLowClose, HighLowCloseColumns } from "./true-range.js";

/** Wilder's average directional index as a fold. */
export interface AdxState {
  seen: number;
  previous: HighLowClose | null;
  /** Wilder sums of true range and directional movement. */
  rangeSum: number;
  plusSum: number;
  minusSum: number;
  /** Running sum of DX until the first ADX exists, then the ADX. */
  value: number;
}

/** All between 0 and 100. */
export interface AdxReading {
  readonly adx: number;
  readonly plusDi: number;
  readonly minusDi: number;
}

export function createAdx(): AdxState {
  return { seen: 0, previous: null, rangeSum: 0, plusSum: 0, minusSum: 0, value: 0 };
}

/** Takes one bar and returns the ADX so far; NaN before bar 2n. Bit-equal to {@link adxWilder}. */
export function nextAdx(state: AdxState, bar: HighLowClose, period: number): number {
  const previous = state.previous;
  state.previous = { high: bar.high, low: bar.low, close: bar.close };
  state.seen += 1;
  if (previous === null) return Number.NaN;
  const moves = state.seen - 1;
  const keep = moves > period ? 1 - 1 / period : 1;
  const up = bar.high - previous.high;
  const down = previous.low - bar.low;
  state.rangeSum = state.rangeSum * keep + trueRangeOf(bar.high, bar.low, previous.close);
  state.plusSum = state.plusSum * keep + (up > down && up > 0 ? up : 0);
  state.minusSum = state.minusSum * keep + (down > up && down > 0 ? down : 0);
  if (moves < period) return Number.NaN;
  const dx = directionalIndex(state.plusSum, state.minusSum);
  const first = 2 * period - 1;
  if (moves > first) {
    state.value = (state.value * (period - 1) + dx) / period;
    return state.value;
  }
  state.value += dx;
  if (moves < first) return Number.NaN;
  state.value /= period;
  return state.value;
}

/** The newest reading; a member is NaN while it warms up. */
export function readAdx(state: AdxState, period: number): AdxReading {
  const moves = state.seen - 1;
  return {
    adx: moves >= 2 * period - 1 ? state.value : Number.NaN,
    plusDi: moves >= period ? percentOf(state.plusSum, state.rangeSum) : Number.NaN,
    minusDi: moves >= period ? percentOf(state.minusSum, state.rangeSum) : Number.NaN,
  };
}

/**
 * Average directional index with both directional indicators (Wilder 1978): sums over n bars with Wilder's smoothing,
 * DX = 100 × |+DI − −DI| / (+DI + −DI), ADX = its Wilder average. A market without range has DI, DX 0.
 *
 * Shape:   columns of m bars; each out: Float64Array[m]; DI are NaN before bar n + 1, ADX before bar 2n.
 * Source:  docs/METRICS.md#adx
 */
export function adxWilder(
  { high, low, close }: HighLowCloseColumns,
  period: number,
): { adx: Float64Array; plusDi: Float64Array; minusDi: Float64Array } {
  const blank = (): Float64Array => new Float64Array(high.length).fill(Number.NaN);
  const out = { adx: blank(), plusDi: blank(), minusDi: blank() };
  const state = createAdx();
  for (let i = 0; i < high.length; i++) {
    const bar = { high: high[i] ?? Number.NaN, low: low[i] ?? Number.NaN, close: close[i] ?? Number.NaN };
    out.adx[i] = nextAdx(state, bar, period);
    const reading = readAdx(state, period);
    out.plusDi[i] = reading.plusDi;
    out.minusDi[i] = reading.minusDi;
  }
  return out;
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

function directionalIndex(plus: number, minus: number): number {
  return percentOf(Math.abs(plus - minus), plus + minus);
}
