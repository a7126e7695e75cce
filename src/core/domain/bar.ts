export interface PriceRange {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * A closed bar of one symbol. `mark` is the mark price over the same span, null where the venue's mark
 * was not recorded (then the last price stands in, and the session's notes say so).
 *
 * Units: prices in quote currency, volume in base currency, times UTC epoch ms; closeTimeMs = openTimeMs + barMs.
 */
export interface Bar extends PriceRange {
  readonly symbol: string;
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly volume: number;
  readonly mark: PriceRange | null;
}
