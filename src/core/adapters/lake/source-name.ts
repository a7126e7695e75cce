import { type DataKind, TIMEFRAMES, type Timeframe } from "../../domain/data-series.js";

/** What the place and name of a file say about its rows; null where they say nothing. */
export interface NamedSource {
  readonly kind: DataKind | null;
  readonly venue: string | null;
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  /** A folder of the archive whose rows are no series of ours (`indexPriceKlines`, `aggTrades`). */
  readonly foreign: string | null;
}

/** Folders of data.binance.vision (2026-10): `data/futures/um/monthly/markPriceKlines/BTCUSDT/1h/BTCUSDT-1h-2024-01.zip`. */
const KIND_FOLDERS: Readonly<Record<string, DataKind>> = {
  klines: "ohlcv",
  markPriceKlines: "mark",
  fundingRate: "funding",
};
const FOREIGN_FOLDERS = [
  "indexPriceKlines",
  "premiumIndexKlines",
  "aggTrades",
  "trades",
  "bookTicker",
  "bookDepth",
  "metrics",
];

const PERIOD = String.raw`\d{4}-\d{2}(?:-\d{2})?`;
const BARS = new RegExp(`^([A-Z0-9]{2,24}(?:_\\d{6})?)-(\\d{1,2}[a-z]{1,2}|\\d[M])-${PERIOD}$`);
const FUNDING = new RegExp(`^([A-Z0-9]{2,24})-fundingRate-${PERIOD}$`);

/** Reads a path as the archive of Binance names its files; any other path says nothing. */
export function nameOfSource(path: string): NamedSource {
  const folders = path.split(/[\\/]/);
  const stem = (folders.pop() ?? "").replace(/\.(?:zip|csv|parquet)$/i, "");
  const foreign = folders.find((folder) => FOREIGN_FOLDERS.includes(folder)) ?? null;
  const venue = venueOf(folders);
  const funding = FUNDING.exec(stem);
  if (funding !== null) return { kind: "funding", venue, symbol: funding[1] ?? null, timeframe: null, foreign };
  const kindFolder = folders.find((folder) => KIND_FOLDERS[folder] !== undefined);
  const kind = kindFolder === undefined ? null : (KIND_FOLDERS[kindFolder] ?? null);
  const bars = BARS.exec(stem);
  if (bars === null) return { kind, venue, symbol: null, timeframe: null, foreign };
  const timeframe = TIMEFRAMES.find((name) => name === bars[2]) ?? null;
  return { kind, venue, symbol: bars[1] ?? null, timeframe, foreign };
}

function venueOf(folders: readonly string[]): string | null {
  const futures = folders.indexOf("futures");
  if (futures !== -1 && folders[futures + 1] === "um") return "binance-usdm";
  return folders.includes("spot") ? "binance" : null;
}
