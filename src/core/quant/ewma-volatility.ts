/** Exponentially weighted mean of squared returns as a fold, kept as a weighted sum and its weight. */
export interface EwmaState {
  seen: number;
  weighted: number;
  weight: number;
}

export function createEwma(): EwmaState {
  return { seen: 0, weighted: 0, weight: 0 };
}

/** Takes one return and gives the volatility so far. Bit-equal to {@link ewmaVolatility}. */
export function nextEwma(state: EwmaState, barReturn: number, lambda: number): number {
  state.seen += 1;
  state.weighted = lambda * state.weighted + barReturn * barReturn;
  state.weight = lambda * state.weight + 1;
  return Math.sqrt(state.weighted / state.weight);
}

/** The newest volatility of one bar; NaN before the first return. */
export function readEwma(state: EwmaState): number {
  return state.seen > 0 ? Math.sqrt(state.weighted / state.weight) : Number.NaN;
}

/**
 * Volatility of one bar: root of the exponentially weighted mean of squared returns, newest weight 1, then λ, λ², …
 * The weights are divided by their sum, so no seed is needed; with age this is σ² = λσ² + (1 − λ)r² (RiskMetrics 1996).
 *
 * Shape:   returns: Float64Array[m]; out: Float64Array[m], no NaN.
 * Units:   fraction per bar; × √(bars a year) to annualise.
 * Source:  docs/METRICS.md#ewma-volatility
 */
export function ewmaVolatility(returns: Float64Array, lambda: number): Float64Array {
  const out = new Float64Array(returns.length);
  let weighted = 0;
  let weight = 0;
  for (let i = 0; i < returns.length; i++) {
    const barReturn = returns[i] ?? Number.NaN;
    weighted = lambda * weighted + barReturn * barReturn;
    weight = lambda * weight + 1;
    out[i] = Math.sqrt(weighted / weight);
  }
  return out;
}
