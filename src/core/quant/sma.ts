/** Simple moving average as a fold over a ring of the last `period` values. */
export interface SmaState {
  seen: number;
  sum: number;
  readonly ring: number[];
}

export function createSma(): SmaState {
  return { seen: 0, sum: 0, ring: [] };
}

/**
 * Takes one value and returns the mean of the last `period`; NaN before there are so many. Bit-equal to {@link sma}.
 *
 * The running sum is taken afresh each time the ring is full, so rounding can't pile up over years of bars.
 */
export function nextSma(state: SmaState, value: number, period: number): number {
  const slot = state.seen % period;
  state.sum += value - (state.ring[slot] ?? 0);
  state.ring[slot] = value;
  state.seen += 1;
  if (slot === period - 1) {
    let sum = 0;
    for (const kept of state.ring) sum += kept;
    state.sum = sum;
  }
  return readSma(state, period);
}

/** The newest mean; NaN while warming up. */
export function readSma(state: SmaState, period: number): number {
  return state.seen >= period ? state.sum / period : Number.NaN;
}

/**
 * Simple moving average of the last n values.
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n − 1 are NaN.
 */
export function sma(values: Float64Array, period: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const leaving = i >= period ? (values[i - period] ?? Number.NaN) : 0;
    sum += (values[i] ?? Number.NaN) - leaving;
    if (i % period === period - 1) {
      sum = 0;
      for (let j = i - period + 1; j <= i; j++) sum += values[j] ?? Number.NaN;
    }
    if (i >= period - 1) out[i] = sum / period;
  }
  return out;
}
