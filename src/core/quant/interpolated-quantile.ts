/**
 * Value at a share of the sorted values, linear between the two nearest (type 7 of Hyndman and Fan 1996, the default
 * of NumPy, R and spreadsheets). `quantile` is the nearest rank instead, for latencies, which must be one that was.
 *
 * Shape:   values: any order, not changed; share 0 … 1. NaN of none or where one is NaN.
 * Source:  docs/METRICS.md#tails
 */
export function interpolatedQuantile(values: Float64Array, share: number): number {
  // Sorting puts NaN last.
  const sorted = values.toSorted();
  if (Number.isNaN(sorted[sorted.length - 1])) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (place - Math.floor(place)) * (above - below);
}
