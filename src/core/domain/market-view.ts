import type { Bar } from "./bar.js";
import type { BookAge } from "./book-age.js";
import type { BookSnapshot } from "./book.js";
import type { Instrument } from "./instrument.js";

export type TrendRegime = "up" | "down" | "range";
export type VolatilityRegime = "quiet" | "normal" | "hot" | "panic";

/** What the screener's features say of a symbol at its last closed bar; NaN while warming up. */
export interface SymbolFeatures {
  readonly barsSeen: number;
  readonly trend: TrendRegime | null;
  readonly volatility: VolatilityRegime | null;
  /** Mean true range of 50 bars over that of 500. */
  readonly volatilityRatio: number;
  readonly adx: number;
  /** Wilder ATR(14) in quote currency. */
  readonly atr: number;
  /** EWMA volatility of bar returns, annualised (365 days), a fraction. */
  readonly annualVolatility: number;
  /** β of daily returns against BTC over the trailing 90 days; NaN under 30 days. */
  readonly betaToBtc: number;
}

/** All that is known of one symbol at an instant. */
export interface SymbolView {
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly lastBar: Bar | null;
  /** Mark price, or the last price where no mark was recorded; NaN before the first bar. */
  readonly mark: number;
  readonly last: number;
  readonly markAtMs: number;
  /** True when the newest bar is missing after its grace time: nothing is opened on it. */
  readonly stale: boolean;
  /** Last settled funding rate and its instant; null before the first or where no series exists. */
  readonly fundingRate: number | null;
  /** Index price as the venue last told it with the mark; null where it tells none. */
  readonly indexPrice?: number | null;
  /** A book was there and is not any more: its stream has a hole. */
  readonly bookLost?: boolean;
  readonly features: SymbolFeatures;
  /** As it was last told, however long ago: prices are taken from `bookOfNow`. */
  readonly book: BookSnapshot | null;
  /** Left out without a book. */
  readonly bookAge?: BookAge;
}

/** The market at an instant of market time. */
export interface MarketView {
  readonly atMs: number;
  readonly symbols: ReadonlyMap<string, SymbolView>;
}
