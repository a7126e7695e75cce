import { resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { openLake, type OpenLake } from "../../adapters/lake/open-lake.js";
import { readSource, type SourceRows, type WantedSeries } from "../../adapters/lake/read-source.js";
import { systemClock } from "../../adapters/system/clock.js";
import type { SeriesKey } from "../../domain/data-series.js";
import { isoUtc } from "../../lib/time.js";
import { Failure } from "../../lib/failure.js";
import { isLake, readLake } from "./lake-sources.js";
import { type LakeFlags, writableLake } from "./lake-place.js";
import { planSeries, type SeriesPlan } from "./plan-series.js";
import { type SeriesView, viewOf } from "./series-view.js";
import { sourceFiles } from "./source-files.js";

export interface ImportRequest extends LakeFlags {
  readonly paths: readonly string[];
  readonly wanted: WantedSeries;
  readonly replace: boolean;
  readonly onProgress: (share: number, note: string) => void;
}

type ImportedFile = Pick<SourceRows, "kind" | "venue" | "symbol" | "checksum"> & {
  readonly file: string;
  readonly timeframe: string;
  readonly rows: number;
};

interface ImportDocument {
  readonly schema: "hedge.data-import/1";
  readonly mode: null;
  readonly directory: string;
  readonly files: readonly ImportedFile[];
  readonly series: readonly (SeriesView & SeriesPlan["counts"])[];
  /** Rows that lie between the first and the last of a series and are not there. */
  readonly gaps: readonly { readonly series: string; readonly from: string; readonly missing: number }[];
}

/** Reading takes longer than writing. */
const READING_SHARE = 0.9;

/**
 * `hedge data import`: reads all files first, joins them with what the lake has, and writes only when everything fits
 * together.
 *
 * Errors: Failure and DataError that name file, line or row, and column; nothing has been written then.
 */
export async function importFiles(request: ImportRequest): Promise<ImportDocument> {
  const directory = writableLake(request);
  const sources = await readAll(request, directory);
  const lake = await openLake(directory, nodeFiles, systemClock);
  try {
    const plans = await planAll(lake, sources, request.replace);
    const series = await writeAll(lake, plans, request);
    const steps = new Map(plans.flatMap(({ key, sources: names }) => names.map((source) => [source, key.timeframe])));
    const files = sources.map((source): ImportedFile => {
      const { name, kind, venue, symbol, checksum, rows } = source;
      const timeframe = source.timeframe ?? steps.get(source) ?? "";
      return { file: name, kind, venue, symbol, timeframe, rows: rows.timesMs.length, checksum };
    });
    const gaps = plans.flatMap(({ key }) =>
      (lake.entry(key)?.gaps ?? []).map(({ fromMs, missing }) => ({
        series: nameOf(key),
        from: isoUtc(fromMs),
        missing,
      })),
    );
    return { schema: "hedge.data-import/1", mode: null, directory, files, series, gaps };
  } finally {
    lake.close();
  }
}

/** Folders that are lakes tell their series by their manifests; all else by names and flags. */
async function readAll({ paths, wanted, onProgress }: ImportRequest, directory: string): Promise<SourceRows[]> {
  const lakes = paths.filter((path) => isLake(nodeFiles, path));
  const itself = lakes.find((path) => resolve(path) === resolve(directory));
  if (itself !== undefined) {
    throw new Failure("invalid_value", 2, `${itself} is the lake itself: there is nothing to import from it`, {
      path: itself,
      fix: "Name another folder, or another lake with --lake.",
    });
  }
  const others = paths.filter((path) => !lakes.includes(path));
  const files = others.length === 0 ? [] : sourceFiles(others);
  const sources: SourceRows[] = [];
  for (const path of lakes) {
    sources.push(...(await readLake(path, wanted, (file) => onProgress(0, `${path}/${file}`))));
  }
  for (const [index, path] of files.entries()) {
    onProgress((READING_SHARE * index) / files.length, path);
    sources.push(await readSource(nodeFiles, path, wanted));
  }
  return sources;
}

async function planAll(lake: OpenLake, sources: readonly SourceRows[], replace: boolean): Promise<SeriesPlan[]> {
  const groups = new Map<string, SourceRows[]>();
  for (const source of sources) {
    const name = `${source.kind} ${source.venue} ${source.symbol} ${source.timeframe ?? ""}`;
    groups.set(name, [...(groups.get(name) ?? []), source]);
  }
  const plans: SeriesPlan[] = [];
  for (const group of groups.values())
    plans.push(await planSeries(lake, group, { replace, nowMs: systemClock.nowMs() }));
  return plans;
}

async function writeAll(
  lake: OpenLake,
  plans: readonly SeriesPlan[],
  { onProgress }: ImportRequest,
): Promise<(SeriesView & SeriesPlan["counts"])[]> {
  const series: (SeriesView & SeriesPlan["counts"])[] = [];
  for (const [index, plan] of plans.entries()) {
    onProgress(READING_SHARE + ((1 - READING_SHARE) * index) / plans.length, nameOf(plan.key));
    const known = lake.entry(plan.key);
    // The same files imported twice leave the same bytes and the same manifest.
    const entry = known !== null && !plan.changes ? known : await lake.put(plan.key, plan.rows, plan.origin);
    series.push({ ...viewOf(entry), ...plan.counts });
  }
  return series;
}

function nameOf({ kind, symbol, timeframe }: SeriesKey): string {
  return `${kind} ${symbol} ${timeframe}`;
}
