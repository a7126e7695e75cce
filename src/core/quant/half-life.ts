import { fitLine } from "./ols.js";

/**
 * Half-life of a spread that returns to its mean: κ is the slope of Δspread on the spread before (with a constant), a
 * distance decays as |1 + κ|^t, and so halves in ln ½ / ln |1 + κ| bars.
 *
 * Shape:   spread: Float64Array[n], n ≥ 3; NaN when shorter, holding a NaN, or where it never moves.
 * Units:   bars; 0 where the next bar has forgotten, Infinity where nothing returns (|1 + κ| ≥ 1).
 * Source:  docs/METRICS.md#half-life
 */
export function halfLifeBars(spread: Float64Array): number {
  const before = spread.slice(0, -1);
  const { slope } = fitLine(
    before,
    before.map((value, i) => (spread[i + 1] ?? Number.NaN) - value),
  );
  const kept = Math.abs(1 + slope);
  return kept >= 1 ? Number.POSITIVE_INFINITY : Math.log(0.5) / Math.log(kept);
}
