import type { BarSeries, DataGap, FundingSeries } from "./bar-store.js";

/** Bars whose columns all lie in one shared buffer: a worker gets the buffer and copies nothing. */
export interface BarColumns extends BarSeries {
  readonly buffer: SharedArrayBuffer;
}

/** Verified bars as fast as the machine reads. Errors: DataError as of `BarStore`. */
export interface ColumnSource {
  /** Stands for the whole set, whatever it was read from. */
  readonly manifestSha256: string;
  /** Symbols with bars of the venue and timeframe of the source. */
  symbols(): readonly string[];
  /** Of the bars. */
  gaps(symbol: string): readonly DataGap[];
  columns(symbol: string): Promise<BarColumns>;
  /** Bars of the mark price, whose volume is NaN; null where there are none. */
  marks(symbol: string): Promise<BarColumns | null>;
  funding(symbol: string): Promise<FundingSeries | null>;
}
