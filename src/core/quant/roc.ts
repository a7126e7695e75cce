/**
 * Rate of change over n bars: value / value n bars before − 1.
 *
 * Shape:   values: Float64Array[m], all > 0; out: Float64Array[m], the first n are NaN.
 * Units:   a fraction (0.05 is 5 %).
 * Source:  docs/INDICATORS.md#roc
 */
export function roc(values: Float64Array, period: number): Float64Array {
  return values.map((value, i) => (i < period ? Number.NaN : value / (values[i - period] ?? Number.NaN) - 1));
}
