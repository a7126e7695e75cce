export interface KamaPeriods {
  /** Changes over which the efficiency ratio is taken. */
  readonly efficiency: number;
  /** EMA periods of a straight and of a directionless market; Kaufman's are 2 and 30. */
  readonly fast: number;
  readonly slow: number;
}

/**
 * Kaufman's adaptive moving average (Kaufman 1995): an EMA whose α is (ER × (2/(fast+1) − 2/(slow+1)) + 2/(slow+1))²,
 * ER = |net change| / Σ |changes| of the last n changes, 1 where nothing moved (as Lean: standing still is no noise).
 * Seeded with the value before the first.
 *
 * Shape:   values: Float64Array[m]; out: Float64Array[m], the first n are NaN, and all from a NaN on.
 * Units:   those of the values.
 * Source:  docs/INDICATORS.md#kama
 */
export function kama(values: Float64Array, { efficiency, fast, slow }: KamaPeriods): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const slowest = 2 / (slow + 1);
  const fastest = 2 / (fast + 1);
  let average = values[efficiency - 1] ?? Number.NaN;
  for (let i = efficiency; i < values.length; i++) {
    const alpha = (efficiencyRatio(values, i, efficiency) * (fastest - slowest) + slowest) ** 2;
    average += alpha * ((values[i] ?? Number.NaN) - average);
    out[i] = average;
  }
  return out;
}

function efficiencyRatio(values: Float64Array, newest: number, period: number): number {
  let path = 0;
  for (let j = newest - period + 1; j <= newest; j++) {
    path += Math.abs((values[j] ?? Number.NaN) - (values[j - 1] ?? Number.NaN));
  }
  const net = Math.abs((values[newest] ?? Number.NaN) - (values[newest - period] ?? Number.NaN));
  return path === 0 ? 1 : net / path;
}
