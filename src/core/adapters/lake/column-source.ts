import { type DataKind, type Timeframe, timeframeMs } from "../../domain/data-series.js";
import type { BarSeries, FundingSeries } from "../../ports/bar-store.js";
import type { BarColumns, ColumnSource } from "../../ports/column-source.js";
import { DataError } from "../parquet/data-error.js";
import { type LoadedManifest, loadManifest, MANIFEST_FILE } from "../parquet/manifest.js";
import type { DataFileEntry } from "../parquet/manifest-schema.js";
import { type CachedColumns, type ColumnCache, openColumnCache } from "./column-cache.js";

interface SourceOptions {
  readonly directory: string;
  readonly venue: string;
  readonly timeframe: Timeframe;
  /** Where decoded columns are kept, `cache/columns`. */
  readonly cacheDirectory: string;
}

type Place = Pick<SourceOptions, "directory" | "venue" | "timeframe">;

/**
 * Bars of one venue and timeframe out of the column cache. What the cache does not have is read from its Parquet file with
 * all checks of the bar store, and kept: the key is the hash of that file, so what was once proved need not be again.
 *
 * Errors: DataError of `openBarStore`; `series_unknown` for a symbol without bars.
 */
export async function openColumnSource({ cacheDirectory, ...place }: SourceOptions): Promise<ColumnSource> {
  const cache = openColumnCache(cacheDirectory);
  const loaded = await loadManifest(place.directory, cache.manifests);
  const find = (kind: DataKind, symbol: string): DataFileEntry | null => entryOf(loaded, place, { kind, symbol });
  const symbols = [...new Set(loaded.manifest.files.map((entry) => entry.symbol))].filter(
    (symbol) => find("ohlcv", symbol) !== null,
  );
  const barsEntry = (symbol: string): DataFileEntry => {
    const entry = find("ohlcv", symbol);
    if (entry !== null) return entry;
    const wanted = `ohlcv ${place.venue} ${place.timeframe}`;
    const expected = symbols.join(", ");
    throw new DataError({ code: "series_unknown", file: MANIFEST_FILE, place: wanted, expected, found: symbol });
  };
  return {
    manifestSha256: loaded.sha256,
    symbols: () => symbols,
    gaps: (symbol) => barsEntry(symbol).gaps,
    columns: async (symbol) => readBars(cache, place, barsEntry(symbol)),
    marks: async (symbol) => {
      const entry = find("mark", symbol);
      return entry === null ? null : readBars(cache, place, entry);
    },
    funding: async (symbol) => {
      const entry = find("funding", symbol);
      return entry === null ? null : readFunding(cache, place, entry);
    },
  };
}

function entryOf(
  { manifest }: LoadedManifest,
  { venue, timeframe }: Place,
  { kind, symbol }: { readonly kind: DataKind; readonly symbol: string },
): DataFileEntry | null {
  const isIt = (entry: DataFileEntry): boolean =>
    entry.kind === kind &&
    entry.venue === venue &&
    entry.symbol === symbol &&
    (kind === "funding" || entry.timeframe === timeframe);
  return manifest.files.find(isIt) ?? null;
}

async function readBars(cache: ColumnCache, place: Place, entry: DataFileEntry): Promise<BarColumns> {
  const cached = cache.get(entry.sha256) ?? (await decoded(cache, place, entry));
  const [openTimeMs, open, high, low, close, volume] = cached.columns;
  const isWhole = openTimeMs?.length === entry.rows;
  if (!isWhole || !open || !high || !low || !close || !volume) return unusable(entry);
  const barMs = timeframeMs(entry.timeframe);
  return { symbol: entry.symbol, barMs, openTimeMs, open, high, low, close, volume, buffer: cached.buffer };
}

async function readFunding(cache: ColumnCache, place: Place, entry: DataFileEntry): Promise<FundingSeries> {
  const cached = cache.get(entry.sha256) ?? (await decoded(cache, place, entry));
  const [timeMs, rate, markPrice] = cached.columns;
  const isWhole = timeMs?.length === entry.rows;
  if (!isWhole || !rate || !markPrice) return unusable(entry);
  return { symbol: entry.symbol, timeMs, rate, markPrice };
}

/** A cache that passed its own checks and still has not these columns: somebody made it by hand. */
function unusable({ path, rows }: DataFileEntry): never {
  throw new DataError({ code: "rows_differ", file: path, expected: rows, found: "other columns in the column cache" });
}

/** The Parquet reader is loaded only here: a warm start does without it. */
async function decoded(cache: ColumnCache, place: Place, entry: DataFileEntry): Promise<CachedColumns> {
  const { openBarStore } = await import("../parquet/bar-store.js");
  const store = await openBarStore(place);
  if (entry.kind === "funding") {
    const series = await store.funding(entry.symbol);
    return cache.put(entry.sha256, series === null ? [] : [series.timeMs, series.rate, series.markPrice]);
  }
  const bars = entry.kind === "ohlcv" ? await store.bars(entry.symbol) : await store.marks(entry.symbol);
  return cache.put(entry.sha256, bars === null ? [] : columnsOf(bars));
}

function columnsOf({ openTimeMs, open, high, low, close, volume }: BarSeries): readonly Float64Array[] {
  return [openTimeMs, open, high, low, close, volume];
}
