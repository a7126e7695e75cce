/**
 * Linearly weighted moving average: weights 1, 2, … n, the newest value n, divided by n(n + 1)/2. O(m × n).
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Source:  docs/INDICATORS.md#wma
 */
export function wma(values: Float64Array, period: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const weights = (period * (period + 1)) / 2;
  for (let i = period - 1; i < values.length; i++) {
    let sum = 0;
    for (let k = 1; k <= period; k++) sum += k * (values[i - period + k] ?? Number.NaN);
    out[i] = sum / weights;
  }
  return out;
}
