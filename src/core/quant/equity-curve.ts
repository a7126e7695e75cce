/**
 * Account value that returns lead to, each compounded on the one before.
 *
 * Shape:   returns: Float64Array[m]; out: Float64Array[m + 1], which begins with `start`. Prices give their returns
 *          back by `roc(prices, 1)`.
 * Units:   those of `start`; returns are simple, as fractions.
 */
export function equityCurve(returns: Float64Array, start = 1): Float64Array {
  const out = new Float64Array(returns.length + 1);
  let value = start;
  out[0] = value;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + (returns[i] ?? Number.NaN);
    out[i + 1] = value;
  }
  return out;
}

/**
 * What returns compound to: Π (1 + return) − 1; 0 of none.
 *
 * Source:  docs/METRICS.md#returns
 */
export function totalReturn(returns: Float64Array): number {
  return returns.reduce((product, value) => product * (1 + value), 1) - 1;
}
