/**
 * Relative strength index, Wilder's smoothing (Wilder 1978): 100 × gain / (gain + loss), where gain and loss are the
 * means of the first n changes, then (before × (n − 1) + change) / n. Prices that never moved read 50, not a signal.
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m] in 0 … 100, the first n are NaN, and all from a NaN on.
 * Source:  docs/INDICATORS.md#rsi
 */
export function rsiWilder(values: Float64Array, period: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < values.length; i++) {
    const change = (values[i] ?? Number.NaN) - (values[i - 1] ?? Number.NaN);
    // A plain mean while it seeds, so that the n-th change completes the first average.
    const weight = Math.min(i, period);
    gain = (gain * (weight - 1) + Math.max(change, 0)) / weight;
    loss = (loss * (weight - 1) + Math.max(-change, 0)) / weight;
    if (i >= period) out[i] = shareOfGains(gain, loss);
  }
  return out;
}

function shareOfGains(gain: number, loss: number): number {
  const moved = gain + loss;
  // The share first: 100 × gain / gain can round to more than 100.
  return moved === 0 ? 50 : 100 * (gain / moved);
}
