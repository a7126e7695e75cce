/** Exponential moving average as a fold; `value` is the running sum until the first average exists. */
export interface EmaState {
  seen: number;
  value: number;
}

export function createEma(): EmaState {
  return { seen: 0, value: 0 };
}

/** Takes one value and returns the average so far; NaN before the `period`-th value. Bit-equal to {@link ema}. */
export function nextEma(state: EmaState, value: number, period: number): number {
  state.seen += 1;
  if (state.seen > period) {
    state.value += (2 / (period + 1)) * (value - state.value);
    return state.value;
  }
  state.value += value;
  if (state.seen < period) return Number.NaN;
  state.value /= period;
  return state.value;
}

/** The newest average; NaN while warming up. */
export function readEma(state: EmaState, period: number): number {
  return state.seen >= period ? state.value : Number.NaN;
}

/**
 * Exponential moving average, α = 2/(n+1), seeded with the simple mean of the first n values (TA-Lib).
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n − 1 are NaN.
 * Source:  docs/METRICS.md#ema
 */
export function ema(values: Float64Array, period: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  if (values.length < period) return out;
  let sum = 0;
  for (let i = 0; i < period; i++) sum += values[i] ?? Number.NaN;
  let average = sum / period;
  out[period - 1] = average;
  const alpha = 2 / (period + 1);
  for (let i = period; i < values.length; i++) {
    average += alpha * ((values[i] ?? Number.NaN) - average);
    out[i] = average;
  }
  return out;
}

/** Share of its weight that an EMA keeps a value after one more bar. */
export function emaDecay(period: number): number {
  return 1 - 2 / (period + 1);
}
