import { CRITICAL_SURFACES, TAU_SURFACES } from "./mackinnon-tables.js";
import type { Trend } from "./mackinnon-tables.js";
import { normalCdf } from "./normal.js";

/** Integrated series tested together: 1 for Dickey-Fuller, 2 for the residuals of Engle and Granger's first step. */
export type SeriesCount = 1 | 2;

export interface CriticalValues {
  readonly onePercent: number;
  readonly fivePercent: number;
  readonly tenPercent: number;
}

/**
 * Probability of a Dickey-Fuller t at or below τ where there is a unit root (no cointegration), by MacKinnon's
 * asymptotic response surface.
 *
 * Units:   a probability 0 … 1, NaN of NaN. Exactly 0 and 1 outside the range that the surface was fitted to.
 * Source:  docs/METRICS.md#mackinnon
 */
export function mackinnonP(tau: number, trend: Trend, series: SeriesCount): number {
  const { min, star, max, left, right } = TAU_SURFACES[trend][series === 1 ? 0 : 1];
  if (tau > max) return 1;
  if (tau < min) return 0;
  return normalCdf(polynomial(tau <= star ? left : right, tau));
}

/**
 * Critical values of the same test at 1 %, 5 % and 10 %, for so many observations; NaN where MacKinnon has none (two
 * series without constant).
 *
 * Source:  docs/METRICS.md#mackinnon
 */
export function mackinnonCritical(trend: Trend, series: SeriesCount, observations: number): CriticalValues {
  const surfaces = CRITICAL_SURFACES[trend][series === 1 ? 0 : 1];
  const at = (level: 0 | 1 | 2): number =>
    surfaces === null ? Number.NaN : polynomial(surfaces[level], 1 / observations);
  return { onePercent: at(0), fivePercent: at(1), tenPercent: at(2) };
}

/** Horner's rule; the constant comes first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
