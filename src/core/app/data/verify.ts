import { scanLake } from "../../adapters/lake/scan-lake.js";
import { DataError } from "../../adapters/parquet/data-error.js";
import { loadManifest, verifyFile } from "../../adapters/parquet/manifest.js";
import type { DataFileEntry } from "../../adapters/parquet/manifest-schema.js";
import { readSeriesRows } from "../../adapters/parquet/read-rows.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { type SeriesRows, timeframeMs } from "../../domain/data-series.js";
import { grouped } from "../../lib/grouped.js";
import { checkShifts, type ComparedSeries } from "../../ops/data/check-shifts.js";
import { checkSpikes } from "../../ops/data/check-spikes.js";
import { checkRowTimes } from "../../ops/data/check-times.js";
import { checkRowValues } from "../../ops/data/check-values.js";
import { checkVolume } from "../../ops/data/check-volume.js";
import { type DataFinding, type FindingCode, judged, type RowFinding } from "../../ops/data/findings.js";
import { type LakeFlags, readableLake } from "./lake-place.js";
import { selectEntries, type SeriesFilter } from "./list.js";

interface DataVerifyDocument {
  readonly schema: "hedge.data-verify/1";
  readonly mode: null;
  readonly ok: boolean;
  readonly directory: string;
  readonly manifestSha256: string;
  readonly series: number;
  readonly rows: number;
  readonly findings: readonly DataFinding[];
}

type VerifyRequest = LakeFlags & SeriesFilter & { readonly onProgress: (share: number, note: string) => void };

/**
 * `hedge data verify`: proves the files against the manifest, and looks at their rows for what can't be, for holes, and for
 * series that disagree about the time.
 *
 * Errors: Failure and DataError where there is no lake or no manifest; what is wrong with the files is in the document.
 */
export async function verifyLake(request: VerifyRequest): Promise<DataVerifyDocument> {
  const directory = readableLake(request);
  const { manifest, sha256 } = await loadManifest(directory);
  const entries = selectEntries(manifest, request);
  const found: (readonly [DataFileEntry, RowFinding])[] = [];
  const sound: ComparedSeries[] = [];
  for (const [index, entry] of entries.entries()) {
    request.onProgress(index / entries.length, entry.path);
    const { rows, findings } = await verifySeries(directory, entry);
    found.push(...findings.map((finding) => [entry, finding] as const));
    const isComparable = rows !== null && entry.kind !== "funding" && isRising(rows.timesMs);
    if (isComparable) sound.push({ file: entry.path, key: entry, rows });
  }
  const shifts = [...grouped(sound, ({ key }) => key.symbol).values()].flatMap((series) => checkShifts(series));
  const findings = [
    ...entries.flatMap((entry) => {
      const own = found.flatMap(([of, finding]) => (of === entry ? [finding] : []));
      const shifted = shifts.flatMap(([file, finding]) => (file === entry.path ? [finding] : []));
      return judged(entry.path, [...own, ...shifted], entry.declared ?? []);
    }),
    ...strayFiles(directory, new Set(manifest.files.map(({ path }) => path))),
  ];
  const ok = findings.every(({ severity }) => severity === "info");
  const rows = entries.reduce((sum, entry) => sum + entry.rows, 0);
  const counts = { series: entries.length, rows };
  return { schema: "hedge.data-verify/1", mode: null, ok, directory, manifestSha256: sha256, ...counts, findings };
}

/** A series whose file is not the one of the manifest is not looked into: its rows are nobody's. */
async function verifySeries(
  directory: string,
  entry: DataFileEntry,
): Promise<{ readonly rows: SeriesRows | null; readonly findings: readonly RowFinding[] }> {
  const read = await attemptAsync(async () =>
    readSeriesRows(entry.kind, await verifyFile(directory, entry), entry.path),
  );
  if (!read.ok) return { rows: null, findings: [fileFinding(read.error)] };
  const rows = read.value;
  const stepMs = timeframeMs(entry.timeframe);
  return {
    rows,
    findings: [
      ...checkSpan(rows.timesMs, entry),
      ...checkRowTimes(rows.timesMs, stepMs, entry.gaps),
      ...checkRowValues(entry.kind, rows),
      ...(entry.kind === "ohlcv" ? checkVolume(rows, stepMs) : []),
      ...(entry.kind === "funding" ? [] : checkSpikes(rows)),
    ],
  };
}

const FILE_CODES: readonly FindingCode[] = ["file_missing", "file_unreadable", "bytes_differ", "sha256_differs"];

function fileFinding(error: Error): RowFinding {
  const known = error instanceof DataError ? FILE_CODES.find((code) => code === error.code) : undefined;
  const code = known ?? "file_unreadable";
  return { severity: "error", code, row: null, rows: 0, timeMs: NaN, message: error.message };
}

function checkSpan(timesMs: Float64Array, { rows, firstMs, lastMs, gaps }: DataFileEntry): readonly RowFinding[] {
  const error = (code: FindingCode, message: string): RowFinding => {
    return { severity: "error", code, row: null, rows: 0, timeMs: NaN, message };
  };
  const times = new Set(timesMs);
  const filled = gaps.filter((gap) => times.has(gap.fromMs));
  const isSpan = timesMs[0] === firstMs && timesMs.at(-1) === lastMs;
  return [
    ...(timesMs.length === rows ? [] : [error("rows_differ", `${timesMs.length} rows, the manifest says ${rows}`)]),
    ...(isSpan ? [] : [error("span_differs", `the manifest says ${firstMs} to ${lastMs}`)]),
    ...(filled.length === 0 ? [] : [error("gaps_differ", `${filled.length} gaps of the manifest are none`)]),
  ];
}

function strayFiles(directory: string, listed: ReadonlySet<string>): readonly DataFinding[] {
  const { unlisted, unfinished } = scanLake(directory, listed);
  const about = { row: null, at: null, rows: 0, declared: false } as const;
  return [
    ...unlisted.map((file): DataFinding => {
      const message = "no session reads it: import it, or remove it";
      return { severity: "warning", code: "file_unlisted", file, ...about, message };
    }),
    ...unfinished.map((file): DataFinding => {
      const message = "a write was cut off; the next import or download clears it away";
      return { severity: "info", code: "write_unfinished", file, ...about, message };
    }),
  ];
}

function isRising(timesMs: Float64Array): boolean {
  return timesMs.every((timeMs, row) => row === 0 || timeMs > (timesMs[row - 1] ?? NaN));
}
