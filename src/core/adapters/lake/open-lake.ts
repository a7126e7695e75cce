import { join } from "node:path";
import { isSameSeries, type SeriesKey, seriesPath, type SeriesRows, timeframeMs } from "../../domain/data-series.js";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import { invariant } from "../../lib/invariant.js";
import type { Files } from "../../ports/files.js";
import { encodeSeries } from "../parquet/encode.js";
import { DataError } from "../parquet/data-error.js";
import { loadManifest, MANIFEST_FILE, verifyFile } from "../parquet/manifest.js";
import { type DataFileEntry, type DataManifest, manifestSchema } from "../parquet/manifest-schema.js";
import { readSeriesRows } from "../parquet/read-rows.js";
import { checkTimes, findGaps } from "../parquet/series-checks.js";
import { acquireLock } from "../system/lock.js";
import { announce, interrupted, withdraw } from "./pending.js";
import { writeBeside } from "./replace-bytes.js";

/** A lake that this process alone may change. */
export interface OpenLake {
  readonly directory: string;
  entry(key: SeriesKey): DataFileEntry | null;
  /**
   * Rows of a series; null where there is none.
   *
   * Errors: DataError where the file is not what the manifest says: nothing is built on it.
   */
  read(key: SeriesKey): Promise<SeriesRows | null>;
  /**
   * Puts a series in the place of what was there: first the file, then the manifest. After a kill in between, the next
   * opening completes the manifest.
   */
  put(key: SeriesKey, rows: SeriesRows, origin: string): Promise<DataFileEntry>;
  /** Replaces the entry of a series in the manifest; its file stays. */
  declare(entry: DataFileEntry): void;
  close(): void;
}

const EMPTY: DataManifest = { schema: "hedge.data-manifest/1", notes: [], files: [] };

/**
 * Opens (or begins) a lake for writing.
 *
 * Errors: Failure `lock_held` (exit 8) while another process writes to it; DataError for a manifest that is none.
 */
export async function openLake(directory: string, files: Files, clock: Clock): Promise<OpenLake> {
  files.makeDirectory(directory);
  const lock = await acquireLock(directory, clock);
  if (!lock.ok) {
    const by = lock.error === null ? "another process" : `process ${lock.error.pid}`;
    throw new Failure("lock_held", 8, `${by} is writing to ${directory}`, {
      path: directory,
      fix: "Wait until it has finished; one import or download writes to a lake at a time.",
    });
  }
  const release = (): void => {
    lock.value.release();
  };
  try {
    return await recovered(directory, files, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function recovered(directory: string, files: Files, release: () => void): Promise<OpenLake> {
  const isNew = !files.exists(join(directory, MANIFEST_FILE));
  const lake = new LakeFiles(directory, files, isNew ? EMPTY : (await loadManifest(directory)).manifest, release);
  const entry = interrupted(files, directory);
  if (entry !== null) lake.declare(entry);
  withdraw(files, directory);
  return lake;
}

class LakeFiles implements OpenLake {
  readonly #files: Files;
  #manifest: DataManifest;

  constructor(
    readonly directory: string,
    files: Files,
    manifest: DataManifest,
    readonly close: () => void,
  ) {
    this.#files = files;
    this.#manifest = manifest;
  }

  entry(key: SeriesKey): DataFileEntry | null {
    return this.#manifest.files.find((entry) => isSameSeries(entry, key)) ?? null;
  }

  async read(key: SeriesKey): Promise<SeriesRows | null> {
    const entry = this.entry(key);
    if (entry === null) return null;
    return readSeriesRows(entry.kind, await verifyFile(this.directory, entry), entry.path);
  }

  async put(key: SeriesKey, rows: SeriesRows, origin: string): Promise<DataFileEntry> {
    const known = this.entry(key);
    const entry = describe(key, rows, { origin, path: known?.path ?? seriesPath(key), declared: known?.declared });
    const bytes = encodeSeries(key.kind, rows);
    const finished = { ...entry, sha256: sha256Hex(bytes), bytes: bytes.length };
    // Before any byte is written: what the manifest could not be read with again must not get into it.
    requireManifest(this.#with(finished));
    const path = join(this.directory, entry.path);
    const temporary = writeBeside(this.#files, path, bytes);
    announce(this.#files, this.directory, finished);
    this.#files.rename(temporary, path);
    this.declare(finished);
    withdraw(this.#files, this.directory);
    return finished;
  }

  declare(entry: DataFileEntry): void {
    this.#manifest = requireManifest(this.#with(entry));
    this.#files.replace(join(this.directory, MANIFEST_FILE), `${JSON.stringify(this.#manifest, null, 2)}\n`);
  }

  #with(entry: DataFileEntry): DataManifest {
    const others = this.#manifest.files.filter((other) => !isSameSeries(other, entry));
    return { ...this.#manifest, files: [...others, entry].sort((a, b) => (a.path < b.path ? -1 : 1)) };
  }
}

/** Errors: DataError `manifest_invalid` with the place of what does not fit. */
function requireManifest(manifest: DataManifest): DataManifest {
  const parsed = manifestSchema.safeParse(manifest);
  if (parsed.success) return manifest;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  throw new DataError({
    code: "manifest_invalid",
    file: MANIFEST_FILE,
    place,
    expected: issue?.message ?? "",
    found: "another",
  });
}

interface EntryFacts {
  readonly origin: string;
  readonly path: string;
  readonly declared: DataFileEntry["declared"];
}

/** All that the manifest says of a series but for the bytes of its file. Errors: DataError for times that can't be. */
function describe(
  key: SeriesKey,
  { timesMs }: SeriesRows,
  { declared, ...facts }: EntryFacts,
): Omit<DataFileEntry, "sha256" | "bytes"> {
  const [firstMs, lastMs] = [timesMs[0], timesMs.at(-1)];
  invariant(firstMs !== undefined && lastMs !== undefined, `a series without rows is not kept: ${facts.path}`);
  checkTimes(timesMs, facts.path);
  const gaps = [...findGaps(timesMs, timeframeMs(key.timeframe), facts.path)];
  const { kind, venue, symbol, timeframe } = key;
  const span = { rows: timesMs.length, firstMs, lastMs, gaps };
  return { ...facts, kind, venue, symbol, timeframe, ...span, ...(declared === undefined ? {} : { declared }) };
}
