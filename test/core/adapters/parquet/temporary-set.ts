import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { ColumnSource } from "hyparquet-writer";
import { onTestFinished } from "vitest";
import { MANIFEST_FILE } from "../../../../src/core/adapters/parquet/manifest.js";
import type { DataFileEntry } from "../../../../src/core/adapters/parquet/manifest-schema.js";
import { sha256Hex } from "../../../../src/core/lib/hash.js";

export const HOUR_MS = 3_600_000;
export const START_MS = Date.UTC(2023, 0, 1);

/** A directory that goes away with the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hedge-parquet-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface Bar {
  readonly timeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** `count` hourly bars that can all be traded. */
export function soundBars(count: number): Bar[] {
  return Array.from({ length: count }, (_, i) => ({
    timeMs: START_MS + i * HOUR_MS,
    open: 100 + i,
    high: 103 + i,
    low: 98 + i,
    close: 101 + i,
    volume: 10 + i,
  }));
}

export function barColumns(bars: readonly Bar[]): ColumnSource[] {
  const column = (name: string, pick: (bar: Bar) => number): ColumnSource => ({
    name,
    data: Float64Array.from(bars, pick),
    type: "DOUBLE",
    nullable: false,
  });
  return [
    { name: "open_time", data: BigInt64Array.from(bars, (bar) => BigInt(bar.timeMs)), type: "INT64", nullable: false },
    column("open", (bar) => bar.open),
    column("high", (bar) => bar.high),
    column("low", (bar) => bar.low),
    column("close", (bar) => bar.close),
    column("volume", (bar) => bar.volume),
  ];
}

export function toParquet(columnData: ColumnSource[], rowGroupSize = 1_000): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

export function entryFor(bytes: Uint8Array, changes: Partial<DataFileEntry>): DataFileEntry {
  return {
    path: "ohlcv/test-venue/AAAUSDT/1h.parquet",
    kind: "ohlcv",
    venue: "test-venue",
    symbol: "AAAUSDT",
    timeframe: "1h",
    rows: 5,
    firstMs: START_MS,
    lastMs: START_MS + 4 * HOUR_MS,
    gaps: [],
    sha256: sha256Hex(bytes),
    bytes: bytes.length,
    origin: "made by the test",
    ...changes,
  };
}

export async function writeManifest(directory: string, files: readonly unknown[]): Promise<void> {
  const manifest = { schema: "hedge.data-manifest/1", notes: [], files };
  await writeFile(join(directory, MANIFEST_FILE), JSON.stringify(manifest));
}

/** Writes one file and a manifest of it; `changes` are the lies (or truths) the manifest tells about it. */
export async function writeSet(columns: ColumnSource[], changes: Partial<DataFileEntry> = {}): Promise<string> {
  const directory = await temporaryDirectory();
  const bytes = toParquet(columns);
  const entry = entryFor(bytes, changes);
  await mkdir(dirname(join(directory, entry.path)), { recursive: true });
  await writeFile(join(directory, entry.path), bytes);
  await writeManifest(directory, [entry]);
  return directory;
}
