import { compareDec, type Dec, mulDec, roundDec, ZERO } from "../lib/decimal.js";
import { MINUTE_MS } from "../lib/time.js";

export const RATE_PAIRS = ["USDZAR", "USDTUSD"] as const;
/** How much of the second one unit of the first is. */
export type RatePair = (typeof RATE_PAIRS)[number];

/** A rate as a source told it. */
export interface RateQuote {
  readonly pair: RatePair;
  readonly rate: Dec;
  /** When the source says it was so; not when it was asked. */
  readonly atMs: number;
  readonly source: string;
}

export interface RateLimits {
  /** Up to this age a rate counts as of now. */
  readonly freshMs: number;
  /** From here on there is no rate: no figure is shown by it. */
  readonly maxAgeMs: number;
}

/** A rate at an instant. What it is of and how old it is stays told when it is too old to be used. */
export interface RateNow {
  readonly rate: Dec | null;
  readonly source: string | null;
  readonly atMs: number | null;
  readonly ageMs: number | null;
  readonly isFresh: boolean;
}

export const NO_RATE: RateNow = { rate: null, source: null, atMs: null, ageMs: null, isFresh: false };

/** A source's clock may be ahead of ours by so much; what it told then is of now. */
export const MOST_AHEAD_MS = MINUTE_MS;

/** What a quote is worth at an instant: nothing beyond its limit, and nothing before it was told. */
export function rateAt(quote: RateQuote | null, nowMs: number, { freshMs, maxAgeMs }: RateLimits): RateNow {
  if (quote === null) return NO_RATE;
  const { rate, source, atMs } = quote;
  const lateMs = nowMs - atMs;
  const ageMs = lateMs < 0 && lateMs >= -MOST_AHEAD_MS ? 0 : lateMs;
  const isUsable = ageMs >= 0 && ageMs <= maxAgeMs && compareDec(rate, ZERO) > 0;
  return { rate: isUsable ? rate : null, source, atMs, ageMs, isFresh: isUsable && ageMs <= freshMs };
}

/**
 * The rate by which figures of an instant that is over are told: the quote may be of before or after it, and its age is how
 * far the two lie apart. The same books and the same quote give the same figure whenever that is.
 */
export function rateBeside(quote: RateQuote | null, atMs: number, limits: RateLimits): RateNow {
  if (quote === null) return NO_RATE;
  const apartMs = Math.abs(atMs - quote.atMs);
  return { ...rateAt({ ...quote, atMs: atMs - apartMs }, atMs, limits), atMs: quote.atMs };
}

/** Money in the other currency to the cent; null without a rate. */
export function converted(amount: Dec | null, { rate }: Pick<RateNow, "rate">): Dec | null {
  return amount === null || rate === null ? null : roundDec(mulDec(amount, rate), 2, "half-even");
}
