import { loadManifest } from "../../adapters/parquet/manifest.js";
import type { DataManifest } from "../../adapters/parquet/manifest-schema.js";
import type { DataKind } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import { type LakeFlags, readableLake } from "./lake-place.js";
import { type SeriesView, viewOf } from "./series-view.js";

export interface SeriesFilter {
  readonly symbol?: string | undefined;
  readonly kind?: DataKind | undefined;
}

interface DataListDocument {
  readonly schema: "hedge.data/1";
  readonly mode: null;
  readonly directory: string;
  readonly series: readonly SeriesView[];
}

/** `hedge data list`. Errors: Failure for a symbol that is not there, DataError for a manifest that is none. */
export async function listLake(flags: LakeFlags & SeriesFilter): Promise<DataListDocument> {
  const directory = readableLake(flags);
  const { manifest } = await loadManifest(directory);
  const series = selectEntries(manifest, flags).map(viewOf);
  return { schema: "hedge.data/1", mode: null, directory, series };
}

/**
 * The series that a filter lets through.
 *
 * Errors: Failure `unknown_symbol` (exit 2) that names the nearest symbol there is.
 */
export function selectEntries(manifest: DataManifest, { symbol, kind }: SeriesFilter): DataManifest["files"] {
  const symbols = [...new Set(manifest.files.map((entry) => entry.symbol))];
  if (symbol !== undefined && !symbols.includes(symbol)) {
    const guess = nearest(symbol, symbols);
    throw new Failure("unknown_symbol", 2, `the lake has no series of ${symbol}`, {
      path: "--symbol",
      value: symbol,
      fix: guess === null ? `It has ${symbols.join(", ")}.` : `Did you mean ${guess}?`,
    });
  }
  return manifest.files.filter(
    (entry) => (symbol === undefined || entry.symbol === symbol) && (kind === undefined || entry.kind === kind),
  );
}
