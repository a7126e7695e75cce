/**
 * Volume-weighted mean of the last n prices: Σ price × volume / Σ volume. Which price of a bar (close, typical, mean of
 * four) is the caller's. A window without volume has equal weights: its plain mean. O(m × n).
 *
 * Shape:   two columns of m bars, volume ≥ 0; out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Units:   those of the prices.
 * Source:  docs/INDICATORS.md#vwap
 */
export function rollingVwap(prices: Float64Array, volume: Float64Array, period: number): Float64Array {
  const out = new Float64Array(prices.length).fill(Number.NaN);
  for (let i = period - 1; i < prices.length; i++) {
    let turnover = 0;
    let traded = 0;
    let sum = 0;
    for (let j = i - period + 1; j <= i; j++) {
      const price = prices[j] ?? Number.NaN;
      const quantity = volume[j] ?? Number.NaN;
      turnover += price * quantity;
      traded += quantity;
      sum += price;
    }
    out[i] = traded === 0 ? sum / period : turnover / traded;
  }
  return out;
}
