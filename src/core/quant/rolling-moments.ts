/**
 * Mean and population variance (ddof 0) of the last n values, each window summed afresh in two passes: a bar that has
 * left the window leaves no rounding behind, so a longer warm-up never changes the present. O(m × n).
 *
 * Shape:   values: Float64Array[m]; each out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Source:  docs/INDICATORS.md#rolling-moments
 */
export function rollingMoments(values: Float64Array, period: number): { mean: Float64Array; variance: Float64Array } {
  const mean = new Float64Array(values.length).fill(Number.NaN);
  const variance = new Float64Array(values.length).fill(Number.NaN);
  for (let i = period - 1; i < values.length; i++) {
    let sum = 0;
    for (let j = i - period + 1; j <= i; j++) sum += values[j] ?? Number.NaN;
    const average = sum / period;
    let squares = 0;
    for (let j = i - period + 1; j <= i; j++) squares += ((values[j] ?? Number.NaN) - average) ** 2;
    mean[i] = average;
    variance[i] = squares / period;
  }
  return { mean, variance };
}
