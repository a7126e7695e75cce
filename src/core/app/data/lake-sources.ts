import { DataError } from "../../adapters/parquet/data-error.js";
import { loadManifest, MANIFEST_FILE, verifyFile } from "../../adapters/parquet/manifest.js";
import type { DataFileEntry } from "../../adapters/parquet/manifest-schema.js";
import { readSeriesRows } from "../../adapters/parquet/read-rows.js";
import type { SourceRows, WantedSeries } from "../../adapters/lake/read-source.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";

/** A folder with a manifest is a lake: its series say themselves what they are. */
export function isLake(files: Pick<Files, "exists">, path: string): boolean {
  return files.exists(`${path}/${MANIFEST_FILE}`);
}

/**
 * Reads the series of another lake, each proven by its checksum in the manifest; flags choose among them.
 *
 * Errors: Failure 2 where the flags leave none; DataError for a manifest that is none, or a file that is not what it says.
 */
export async function readLake(
  directory: string,
  wanted: WantedSeries,
  onFile: (path: string) => void,
): Promise<readonly SourceRows[]> {
  const { manifest } = await loadManifest(directory);
  const entries = manifest.files.filter((entry) => isWanted(entry, wanted));
  if (entries.length === 0) {
    throw new Failure("series_missing", 2, `the lake ${directory} has no series that the flags leave`, {
      path: directory,
      fix: "Leave out --kind, --venue, --symbol or --timeframe: of a lake they choose among its series.",
    });
  }
  const sources: SourceRows[] = [];
  for (const entry of entries) {
    onFile(entry.path);
    const { path: name, kind, venue, symbol } = entry;
    const rows = await readSeriesRows(kind, await verifyFile(directory, entry), name);
    if (rows.timesMs.length !== entry.rows) {
      const [expected, found] = [`${String(entry.rows)} rows`, String(rows.timesMs.length)];
      throw new DataError({ code: "rows_missing", file: name, expected, found });
    }
    // The step of funding shows in the rows, as in files of the archive.
    const timeframe = kind === "funding" ? null : entry.timeframe;
    sources.push({ name, kind, venue, symbol, timeframe, rows, checksum: "verified" });
  }
  return sources;
}

function isWanted(entry: DataFileEntry, { kind, venue, symbol, timeframe }: WantedSeries): boolean {
  const fits = <T>(flag: T | null, said: T): boolean => flag === null || flag === said;
  return (
    fits(kind, entry.kind) &&
    fits(venue, entry.venue) &&
    fits(symbol, entry.symbol) &&
    (entry.kind === "funding" || fits(timeframe, entry.timeframe))
  );
}
