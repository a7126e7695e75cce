import { basename } from "node:path";
import type { DataKind, SeriesRows, Timeframe } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import type { Files } from "../../ports/files.js";
import { DataError } from "../parquet/data-error.js";
import { readCsv } from "./read-csv.js";
import { readForeignParquet } from "./read-parquet.js";
import { readZippedCsv } from "./read-zip.js";
import { lakeSymbol, lakeVenue } from "./series-names.js";
import { nameOfSource } from "./source-name.js";

/** What the user says of the files; null where the name of the file has to say it. */
export interface WantedSeries {
  readonly kind: DataKind | null;
  readonly venue: string | null;
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
}

export interface SourceRows {
  /** Name without its folder: what the manifest tells of the origin must not depend on a machine. */
  readonly name: string;
  readonly kind: DataKind;
  readonly venue: string;
  readonly symbol: string;
  /** Null for funding: its step shows in the rows. */
  readonly timeframe: Timeframe | null;
  readonly rows: SeriesRows;
  /** Whether a `.CHECKSUM` file lay beside it. One that differs is an error. */
  readonly checksum: "verified" | "absent";
}

/**
 * Reads a zip or CSV of the archive of Binance, a CSV with named columns, or a Parquet file.
 *
 * Errors: Failure (exit 2) where neither flags nor name say which series it is, or where they disagree; DataError for
 * what is in the file.
 */
export async function readSource(files: Files, path: string, wanted: WantedSeries): Promise<SourceRows> {
  const name = basename(path);
  const series = seriesOf(path, wanted);
  const bytes = files.readBytes(path);
  if (bytes === null) throw new Failure("file_missing", 2, `there is no file ${path}`, { path });
  const checksum = checkSum(files, path, bytes);
  const rows = await rowsOf(bytes, name, series);
  if (rows.timesMs.length === 0) {
    throw new DataError({ code: "rows_missing", file: name, expected: "at least one row", found: "none" });
  }
  return { name, ...series, rows, checksum };
}

type Series = Omit<SourceRows, "name" | "rows" | "checksum">;

function seriesOf(path: string, wanted: WantedSeries): Series {
  const named = nameOfSource(path);
  if (named.foreign !== null) {
    throw new Failure("source_unknown", 2, `${path} holds ${named.foreign}, which is no series of the lake`, {
      path,
      fix: "Import klines, markPriceKlines or fundingRate.",
    });
  }
  const either = <T>(flag: string, said: T | null, told: T | null): T | null => {
    if (said === null || told === null || said === told) return said ?? told;
    throw new Failure("invalid_value", 2, `${path} is by its name of ${String(told)}, --${flag} says ${String(said)}`, {
      path: `--${flag}`,
      value: said,
      fix: `Leave --${flag} out for files that are named as in the archive.`,
    });
  };
  const need = <T>(flag: string, value: T | null): T => {
    if (value !== null) return value;
    throw new Failure("invalid_value", 2, `${path}: its name does not tell the ${flag} of its rows`, {
      path: `--${flag}`,
      fix: `Say it with --${flag}.`,
    });
  };
  const kind = either("kind", wanted.kind, named.kind) ?? "ohlcv";
  const timeframe =
    kind === "funding" ? null : need("timeframe", either("timeframe", wanted.timeframe, named.timeframe));
  const symbol = lakeSymbol(need("symbol", either("symbol", wanted.symbol, named.symbol)));
  const venue = lakeVenue(need("venue", either("venue", wanted.venue, named.venue)));
  return { kind, venue, symbol, timeframe };
}

/** `<sha256>  <name>` beside the file, as the archive has it. */
function checkSum(files: Files, path: string, bytes: Uint8Array): "verified" | "absent" {
  const text = files.readText(`${path}.CHECKSUM`);
  if (text === null) return "absent";
  const expected = /^([0-9a-fA-F]{64})\b/.exec(text.trim())?.[1]?.toLowerCase() ?? "no SHA-256 in the .CHECKSUM file";
  const found = sha256Hex(bytes);
  if (found === expected) return "verified";
  throw new DataError({ code: "checksum_differs", file: basename(path), expected, found });
}

async function rowsOf(bytes: Uint8Array, name: string, series: Series): Promise<SeriesRows> {
  switch (/\.(zip|csv|parquet)$/i.exec(name)?.[1]?.toLowerCase()) {
    case "zip": {
      const inside = await readZippedCsv(bytes, name);
      return readCsv(inside.text, `${name}/${inside.name}`, series);
    }
    case "csv":
      return readCsv(new TextDecoder().decode(bytes), name, series);
    case "parquet":
      return readForeignParquet(bytes, name, series);
    default:
      throw new DataError({
        code: "source_unknown",
        file: name,
        expected: "a .zip, .csv or .parquet file",
        found: "another ending",
      });
  }
}
