/**
 * On-balance volume (Granville 1963): volume added where the close rose, taken away where it fell. Starts at 0 with
 * the first bar; only differences mean something, the level depends on where the series begins.
 *
 * Shape:   two columns of m bars; out: Float64Array[m], no NaN; a NaN close or volume spoils all that follow.
 * Units:   those of the volume.
 * Source:  docs/INDICATORS.md#obv
 */
export function obv(close: Float64Array, volume: Float64Array): Float64Array {
  const out = new Float64Array(close.length);
  let balance = 0;
  for (let i = 0; i < close.length; i++) {
    const before = close[Math.max(i - 1, 0)] ?? Number.NaN;
    balance += Math.sign((close[i] ?? Number.NaN) - before) * (volume[i] ?? Number.NaN);
    out[i] = balance;
  }
  return out;
}
