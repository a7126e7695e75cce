/**
 * Omega ratio (Keating and Shadwick 2002): Σ of what returns are above a threshold / Σ of what they are below.
 *
 * Shape:   returns: Float64Array[m]; NaN of fewer than 2, or where none is below: without losses there is no ratio.
 * Units:   threshold as a fraction per bar.
 * Source:  docs/METRICS.md#ratios
 */
export function omega(returns: Float64Array, threshold = 0): number {
  if (returns.length < 2) return Number.NaN;
  const { above, below } = sidesOf(returns, threshold);
  return below > 0 ? above / below : Number.NaN;
}

/**
 * Gain-to-pain ratio (Schwager): Σ returns / |Σ of those below 0|, which is omega − 1.
 *
 * Shape:   as {@link omega}.
 * Source:  docs/METRICS.md#ratios
 */
export function gainToPain(returns: Float64Array): number {
  return omega(returns) - 1;
}

/** A yearly rate as what compounds to it each bar. */
export function ratePerBar(yearly: number, barsPerYear: number): number {
  return (1 + yearly) ** (1 / barsPerYear) - 1;
}

function sidesOf(returns: Float64Array, threshold: number): { above: number; below: number } {
  let above = 0;
  let below = 0;
  for (const value of returns) {
    // Math.max keeps NaN, so one spoils the ratio.
    above += Math.max(value - threshold, 0);
    below += Math.max(threshold - value, 0);
  }
  return { above, below };
}
