import type { Rankable, SweepMetrics } from "./figures.js";

/** Rows from the best to the worst; a row without the metric comes last, equal ones in the order of the search. */
export function ranked(metrics: readonly SweepMetrics[], by: Rankable): readonly number[] {
  const valueOf = (row: number): number => metrics[row]?.[by] ?? -Infinity;
  return metrics.map((_, row) => row).sort((a, b) => valueOf(b) - valueOf(a) || a - b);
}
