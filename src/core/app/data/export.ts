import { resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { replaceBytes } from "../../adapters/lake/replace-bytes.js";
import { writeCsv } from "../../adapters/lake/write-csv.js";
import { encodeSeries } from "../../adapters/parquet/encode.js";
import { loadManifest, verifyFile } from "../../adapters/parquet/manifest.js";
import type { DataFileEntry, DataManifest } from "../../adapters/parquet/manifest-schema.js";
import { readSeriesRows } from "../../adapters/parquet/read-rows.js";
import { type DataKind, sliceRows, type Timeframe, timeframeMs } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { resampledRows } from "../../ops/data/resample-rows.js";
import { type LakeFlags, readableLake } from "./lake-place.js";
import { selectEntries } from "./list.js";

export interface ExportRequest extends LakeFlags {
  readonly kind: DataKind;
  readonly venue?: string | undefined;
  readonly symbol: string;
  readonly timeframe?: Timeframe | undefined;
  readonly format: "csv" | "parquet";
  readonly out: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly force: boolean;
}

interface DataExportDocument {
  readonly schema: "hedge.data-export/1";
  readonly mode: null;
  readonly file: string;
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  /** The series that was written, or that longer bars were made of. */
  readonly source: string;
  readonly resampled: boolean;
  /** Longer bars that were left out because bars of theirs are missing. */
  readonly partial: readonly { readonly at: string; readonly bars: number; readonly expected: number }[];
}

/**
 * `hedge data export`: a series, or a part of it, as one file. Bars that the lake has not are made of shorter ones that it has.
 *
 * Errors: Failure for a series or rows that are not there, and for a file that is; DataError where the lake is not sound.
 */
export async function exportSeries(request: ExportRequest): Promise<DataExportDocument> {
  const directory = readableLake(request);
  const file = resolve(request.out);
  if (nodeFiles.exists(file) && !request.force) {
    throw new Failure("file_exists", 2, `there is already a file ${request.out}`, {
      path: "--out",
      fix: "--force replaces it.",
    });
  }
  const { manifest } = await loadManifest(directory);
  const entry = sourceOf(manifest, request);
  const all = await readSeriesRows(entry.kind, await verifyFile(directory, entry), entry.path);
  const wanted = request.timeframe ?? entry.timeframe;
  const isSame = entry.kind === "funding" || wanted === entry.timeframe;
  const long = isSame
    ? { rows: all, partial: [] }
    : resampledRows(all, timeframeMs(entry.timeframe), timeframeMs(wanted));
  const [fromMs, toMs] = [request.from ?? -Infinity, request.to ?? Infinity];
  const start = long.rows.timesMs.findIndex((timeMs) => timeMs >= fromMs);
  const end = long.rows.timesMs.findLastIndex((timeMs) => timeMs < toMs) + 1;
  if (start === -1 || start >= end) {
    throw new Failure("rows_missing", 2, "the series has no rows in that span", {
      fix: `It runs from ${isoUtc(entry.firstMs)} to ${isoUtc(entry.lastMs)}.`,
    });
  }
  const rows = sliceRows(long.rows, start, end);
  const bytes = request.format === "csv" ? writeCsv(entry.kind, rows) : encodeSeries(entry.kind, rows);
  replaceBytes(nodeFiles, file, bytes);
  const [firstMs = NaN, lastMs = NaN] = [rows.timesMs[0], rows.timesMs.at(-1)];
  const span = { rows: rows.timesMs.length, first: isoUtc(firstMs), last: isoUtc(lastMs) };
  const partial = long.partial
    .filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs)
    .map(({ openTimeMs, bars, expected }) => ({ at: isoUtc(openTimeMs), bars, expected }));
  return { schema: "hedge.data-export/1", mode: null, file, ...span, source: entry.path, resampled: !isSame, partial };
}

/** The series itself, else the longest bars that the wanted ones can be made of. */
function sourceOf(manifest: DataManifest, request: ExportRequest): DataFileEntry {
  const { kind, venue, timeframe } = request;
  const entries = selectEntries(manifest, request).filter((entry) => venue === undefined || entry.venue === venue);
  const venues = [...new Set(entries.map((entry) => entry.venue))];
  if (venues.length > 1) {
    throw new Failure("invalid_value", 2, `${request.symbol} is there of ${venues.join(" and ")}`, {
      path: "--venue",
      fix: "Say which with --venue.",
    });
  }
  const lengthMs = (entry: DataFileEntry): number => timeframeMs(entry.timeframe);
  const usable = entries
    .filter((entry) => kind === "funding" || timeframe === undefined || timeframeMs(timeframe) % lengthMs(entry) === 0)
    .sort((a, b) => lengthMs(b) - lengthMs(a));
  const [best] = usable;
  if (best !== undefined && (timeframe !== undefined || usable.length === 1)) return best;
  const known = entries.map((entry) => entry.timeframe).join(", ");
  throw new Failure(
    "series_unknown",
    2,
    `which bars of ${request.symbol}? there is ${known === "" ? "nothing" : known}`,
    {
      path: "--timeframe",
      ...(timeframe === undefined ? {} : { value: timeframe }),
      fix: "Name one of these, or a whole multiple of one.",
    },
  );
}
