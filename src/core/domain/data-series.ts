import { DAY_MS, HOUR_MS, MINUTE_MS } from "../lib/time.js";

/** Lengths of the bars that the lake keeps: all whole parts of a UTC day, so that every bar opens on one grid. */
const TIMEFRAME_MS = {
  "1m": MINUTE_MS,
  "3m": 3 * MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "30m": 30 * MINUTE_MS,
  "1h": HOUR_MS,
  "2h": 2 * HOUR_MS,
  "4h": 4 * HOUR_MS,
  "6h": 6 * HOUR_MS,
  "8h": 8 * HOUR_MS,
  "12h": 12 * HOUR_MS,
  "1d": DAY_MS,
} as const;

export type Timeframe = keyof typeof TIMEFRAME_MS;

/** Shortest first. */
export const TIMEFRAMES = Object.keys(TIMEFRAME_MS) as readonly Timeframe[];

export function timeframeMs(timeframe: Timeframe): number {
  return TIMEFRAME_MS[timeframe];
}

/** The name of a bar length; null for one that the lake does not keep. */
export function timeframeOf(lengthMs: number): Timeframe | null {
  return TIMEFRAMES.find((name) => TIMEFRAME_MS[name] === lengthMs) ?? null;
}

/** Traded bars, bars of the mark price, settled funding rates. */
export const DATA_KINDS = ["ohlcv", "mark", "funding"] as const;
export type DataKind = (typeof DATA_KINDS)[number];

export interface SeriesKey {
  readonly kind: DataKind;
  readonly venue: string;
  readonly symbol: string;
  /** Of funding: the step that all its settlements fall on. */
  readonly timeframe: Timeframe;
}

/**
 * Columns of a series, oldest first; `values` in the order of `valueColumns(kind)`.
 *
 * Units: UTC epoch ms (open of the bar, moment of the funding), quote currency, base-currency volume, rate as a fraction;
 * NaN where the mark price of a funding is not known.
 */
export interface SeriesRows {
  readonly timesMs: Float64Array;
  readonly values: readonly Float64Array[];
}

const PRICES = ["open", "high", "low", "close"] as const;
const VALUE_COLUMNS = {
  ohlcv: [...PRICES, "volume"],
  mark: PRICES,
  funding: ["funding_rate", "mark_price"],
} as const satisfies Readonly<Record<DataKind, readonly string[]>>;

export function valueColumns(kind: DataKind): readonly string[] {
  return VALUE_COLUMNS[kind];
}

export function timeColumn(kind: DataKind): "open_time" | "funding_time" {
  return kind === "funding" ? "funding_time" : "open_time";
}

/** Where a series lies below its lake. */
export function seriesPath({ kind, venue, symbol, timeframe }: SeriesKey): string {
  return kind === "funding" ? `${kind}/${venue}/${symbol}.parquet` : `${kind}/${venue}/${symbol}/${timeframe}.parquet`;
}

/** `ohlcv binance-usdm BTCUSDT 1h`. */
export function seriesName({ kind, venue, symbol, timeframe }: SeriesKey): string {
  return `${kind} ${venue} ${symbol} ${timeframe}`;
}

/** Whether two keys mean one series; of funding there is one a symbol, whatever its step. */
export function isSameSeries(a: SeriesKey, b: SeriesKey): boolean {
  const named = a.kind === b.kind && a.venue === b.venue && a.symbol === b.symbol;
  return named && (a.kind === "funding" || a.timeframe === b.timeframe);
}

/** No rows of a kind. */
export function emptyRows(kind: DataKind): SeriesRows {
  return { timesMs: new Float64Array(0), values: valueColumns(kind).map(() => new Float64Array(0)) };
}

/** The rows [start, end), as views. */
export function sliceRows({ timesMs, values }: SeriesRows, start: number, end: number): SeriesRows {
  return { timesMs: timesMs.subarray(start, end), values: values.map((column) => column.subarray(start, end)) };
}

/** Names that a lake takes: they become parts of paths. */
export const VENUE_NAME = /^[a-z0-9-]{1,32}$/;
export const SYMBOL_NAME = /^[A-Z0-9_-]{1,32}$/;
