/** A price of one venue. Units: quote currency; epoch ms. */
export interface VenuePrice {
  readonly venue: string;
  readonly price: number;
  readonly atMs: number;
}

export interface PriceIndexLimits {
  readonly maxAgeMs: number;
  /** Distance from the median of all, as a fraction, beyond which a venue is left out. */
  readonly maxDeviation: number;
  /** With fewer venues there is no index. */
  readonly minVenues: number;
}

export interface PriceIndex {
  /** Null where too few venues agree. */
  readonly price: number | null;
  readonly used: readonly { readonly venue: string; readonly deviation: number; readonly ageMs: number }[];
  readonly left: readonly { readonly venue: string; readonly reason: "not_a_price" | "stale" | "deviates" }[];
}

/**
 * Median over the venues whose price is fresh and near the others: one venue that is wrong, or stands still, moves it no
 * further than to the next one.
 */
export function priceIndex(prices: readonly VenuePrice[], nowMs: number, limits: PriceIndexLimits): PriceIndex {
  const left: PriceIndex["left"][number][] = [];
  const sound = prices.filter(({ venue, price, atMs }) => {
    const ageMs = nowMs - atMs;
    const isPrice = Number.isFinite(price) && price > 0;
    const isFresh = ageMs >= 0 && ageMs <= limits.maxAgeMs;
    if (!isPrice || !isFresh) left.push({ venue, reason: isPrice ? "stale" : "not_a_price" });
    return isPrice && isFresh;
  });
  const middle = median(sound);
  const near = sound.filter(({ venue, price }) => {
    const isNear = Math.abs(price / middle - 1) <= limits.maxDeviation;
    if (!isNear) left.push({ venue, reason: "deviates" });
    return isNear;
  });
  const price = near.length >= Math.max(1, limits.minVenues) ? median(near) : null;
  if (price === null) return { price, used: [], left };
  const used = near.map(({ venue, price: told, atMs }) => ({
    venue,
    deviation: told / price - 1,
    ageMs: nowMs - atMs,
  }));
  return { price, used, left };
}

/** NaN for none. */
function median(prices: readonly VenuePrice[]): number {
  const sorted = prices.map(({ price }) => price).sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
