/** Bars of one symbol as columns, oldest first. Units: UTC epoch ms, quote currency, base-currency volume. */
export interface BarSeries {
  readonly symbol: string;
  readonly barMs: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Settled funding rates, oldest first; `markPrice` is NaN where it is not known. */
export interface FundingSeries {
  readonly symbol: string;
  readonly timeMs: Float64Array;
  readonly rate: Float64Array;
  readonly markPrice: Float64Array;
}

/** Half-open range on open time or funding time. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface DataGap {
  readonly fromMs: number;
  readonly missing: number;
}

/** Verified historical data. Errors: DataError naming file and finding when what is stored isn't what the manifest says. */
export interface BarStore {
  readonly manifestSha256: string;
  symbols(): readonly string[];
  bars(symbol: string, range?: TimeRange): Promise<BarSeries>;
  marks(symbol: string, range?: TimeRange): Promise<BarSeries | null>;
  funding(symbol: string, range?: TimeRange): Promise<FundingSeries | null>;
  gaps(symbol: string): readonly DataGap[];
}
