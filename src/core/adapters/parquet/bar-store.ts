import { timeframeMs, type Timeframe } from "../../domain/data-series.js";
import type { BarSeries, BarStore, DataGap, FundingSeries, TimeRange } from "../../ports/bar-store.js";
import { openParquet } from "./columns.js";
import type { ParquetTable } from "./columns.js";
import { DataError } from "./data-error.js";
import { loadManifest, MANIFEST_FILE, verifyFile } from "./manifest.js";
import type { LoadedManifest } from "./manifest.js";
import type { DataFileEntry } from "./manifest-schema.js";
import { checkBars, checkFunding, findGaps } from "./series-checks.js";
import { rowsInRange } from "./time-rows.js";
import type { TimedRows } from "./time-rows.js";

interface BarStoreOptions {
  readonly directory: string;
  readonly venue: string;
  readonly timeframe: Timeframe;
}

const OHLC = ["open", "high", "low", "close"] as const;

/**
 * Bars, marks and funding of one venue from a directory with a manifest. Every read proves size and SHA-256 of the file
 * against the manifest and checks what it decodes; a range decodes only the row groups it touches.
 * Gaps are no error: they are those of the manifest, and a read that finds others is refused. A mark series has no
 * volume: its column is NaN.
 *
 * Errors: DataError of `loadManifest`; reads throw DataError for whatever differs from the manifest or can't be true.
 */
export async function openBarStore({ directory, venue, timeframe }: BarStoreOptions): Promise<BarStore> {
  const loaded = await loadManifest(directory);
  const find = (kind: DataFileEntry["kind"], symbol: string): DataFileEntry | undefined =>
    loaded.manifest.files.find(
      (entry) =>
        entry.kind === kind &&
        entry.venue === venue &&
        entry.symbol === symbol &&
        (kind === "funding" || entry.timeframe === timeframe),
    );
  const symbols = loaded.manifest.files
    .filter((entry) => find("ohlcv", entry.symbol) === entry)
    .map((entry) => entry.symbol);
  const barsEntry = (symbol: string): DataFileEntry => {
    const entry = find("ohlcv", symbol);
    if (entry !== undefined) return entry;
    const place = `ohlcv ${venue} ${timeframe}`;
    throw new DataError({
      code: "series_unknown",
      file: MANIFEST_FILE,
      place,
      expected: symbols.join(", "),
      found: symbol,
    });
  };
  return {
    manifestSha256: loaded.sha256,
    symbols: () => symbols,
    gaps: (symbol): readonly DataGap[] => barsEntry(symbol).gaps,
    bars: async (symbol, range) => readBars(loaded, barsEntry(symbol), range),
    marks: async (symbol, range) => {
      const entry = find("mark", symbol);
      return entry === undefined ? null : readBars(loaded, entry, range);
    },
    funding: async (symbol, range) => {
      const entry = find("funding", symbol);
      return entry === undefined ? null : readFunding(loaded, entry, range);
    },
  };
}

async function readBars(loaded: LoadedManifest, entry: DataFileEntry, range?: TimeRange): Promise<BarSeries> {
  const table = await openVerified(loaded, entry);
  const timed = await rowsInRange(table, "open_time", { range, file: entry.path });
  checkAgainstManifest(timed, entry);
  const prices = await table.readColumns(OHLC, timed.rows);
  const hasVolume = entry.kind === "ohlcv";
  const volume = hasVolume
    ? (await table.readColumns(["volume"], timed.rows)).volume
    : new Float64Array(timed.timesMs.length).fill(NaN);
  const barMs = timeframeMs(entry.timeframe);
  const series = { symbol: entry.symbol, barMs, openTimeMs: timed.timesMs, ...prices, volume };
  checkBars(series, entry.path, hasVolume);
  return series;
}

async function readFunding(loaded: LoadedManifest, entry: DataFileEntry, range?: TimeRange): Promise<FundingSeries> {
  const table = await openVerified(loaded, entry);
  const timed = await rowsInRange(table, "funding_time", { range, file: entry.path });
  checkAgainstManifest(timed, entry);
  const columns = await table.readColumns(["funding_rate", "mark_price"], timed.rows);
  const series = {
    symbol: entry.symbol,
    timeMs: timed.timesMs,
    rate: columns.funding_rate,
    markPrice: columns.mark_price,
  };
  checkFunding(series, entry.path);
  return series;
}

async function openVerified(loaded: LoadedManifest, entry: DataFileEntry): Promise<ParquetTable> {
  const table = await openParquet(await verifyFile(loaded.directory, entry), entry.path);
  if (table.rows !== entry.rows) {
    throw new DataError({ code: "rows_differ", file: entry.path, expected: entry.rows, found: table.rows });
  }
  return table;
}

/** The manifest's span and gaps are what a feed announces before it reads: what was read must agree. */
function checkAgainstManifest({ rows, timesMs }: TimedRows, entry: DataFileEntry): void {
  const [firstMs, lastMs] = [timesMs[0], timesMs.at(-1)];
  if (firstMs === undefined || lastMs === undefined) return;
  const startsRight = rows.start > 0 || firstMs === entry.firstMs;
  const endsRight = rows.end < entry.rows || lastMs === entry.lastMs;
  if (!startsRight || !endsRight) {
    const expected = `${entry.firstMs} to ${entry.lastMs}`;
    throw new DataError({ code: "span_differs", file: entry.path, expected, found: `${firstMs} to ${lastMs}` });
  }
  const found = findGaps(timesMs, timeframeMs(entry.timeframe), entry.path);
  const expected = entry.gaps.filter((gap) => gap.fromMs > firstMs && gap.fromMs < lastMs);
  if (printGaps(found) !== printGaps(expected)) {
    throw new DataError({
      code: "gaps_differ",
      file: entry.path,
      expected: printGaps(expected),
      found: printGaps(found),
    });
  }
}

function printGaps(gaps: readonly DataGap[]): string {
  return gaps.length === 0 ? "no gaps" : gaps.map((gap) => `${gap.missing} from ${gap.fromMs}`).join(", ");
}
