import type { DataFileEntry } from "../../adapters/parquet/manifest-schema.js";
import type { DataKind, Timeframe } from "../../domain/data-series.js";
import { isoUtc } from "../../lib/time.js";

/** A series of a lake as documents show it. */
export interface SeriesView {
  readonly kind: DataKind;
  readonly venue: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly path: string;
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  /** Number of gaps, and of rows missing in them. */
  readonly gaps: number;
  readonly missing: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly origin: string;
}

export function viewOf(entry: DataFileEntry): SeriesView {
  const { kind, venue, symbol, timeframe, path, rows, bytes, sha256, origin } = entry;
  const missing = entry.gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const span = { first: isoUtc(entry.firstMs), last: isoUtc(entry.lastMs), gaps: entry.gaps.length, missing };
  return { kind, venue, symbol, timeframe, path, rows, ...span, bytes, sha256, origin };
}
