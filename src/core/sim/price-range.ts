/** Lowest and highest price that a bar traded, or marked, at. */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

/** The price of the range that is nearest to `price`: after a gap nothing trades where the range did not go. */
export function clampToRange(price: number, { low, high }: PriceRange): number {
  return Math.min(Math.max(price, low), high);
}
