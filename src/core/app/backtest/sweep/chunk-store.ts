import { createOnce } from "../../../adapters/fs/create-once.js";
import { openParquet } from "../../../adapters/parquet/columns.js";
import { DataError } from "../../../adapters/parquet/data-error.js";
import { FILE_SEAL, isSealed, sealFile, UNSEALED } from "../../../adapters/parquet/file-seal.js";
import { exactTableBytes } from "../../../adapters/parquet/table-bytes.js";
import { attemptAsync } from "../../../adapters/system/attempt.js";
import { Failure } from "../../../lib/failure.js";
import { invariant } from "../../../lib/invariant.js";
import type { Files } from "../../../ports/files.js";
import {
  chunkColumnNames,
  chunkColumns,
  chunkSeal,
  putChunkColumns,
  type TrialArrays,
} from "../../../research/sweep/chunk-table.js";
import type { SweepChunk } from "../../../research/sweep/manifest.js";

/** `chunks/` of a sweep's folder. Each file is created once, by whichever process or machine comes first. */
export interface ChunkStore {
  /** Chunks of the list that have no file yet. */
  missing(chunks: readonly SweepChunk[]): readonly SweepChunk[];
  /** Errors: Failure 9 where the chunk lies there with other bytes. */
  write(chunk: SweepChunk, bytes: Uint8Array): void;
  /** Reads a chunk into the rows from `at` on. Errors: Failure 3 where the file is not that chunk. */
  read(chunk: SweepChunk, into: TrialArrays, at: number): Promise<void>;
  /** Forgets all. */
  clear(): void;
}

/** Name under which a chunk's file carries the SHA-256 of its columns. */
const SEAL = "hedge.sha256";

/** Bytes of a chunk whose rows begin at row `at` of the arrays. */
export function chunkBytes(arrays: TrialArrays, at: number, { from, to }: SweepChunk): Uint8Array {
  const columns = chunkColumns(arrays, { at, from, to });
  const bytes = exactTableBytes(columns, { [SEAL]: chunkSeal(columns), [FILE_SEAL]: UNSEALED });
  invariant(sealFile(bytes), "a chunk has a place for its seal");
  return bytes;
}

export function openChunkStore(files: Files, folder: string): ChunkStore {
  const directory = `${folder}/chunks`;
  const pathOf = ({ key }: SweepChunk): string => `${directory}/${key}.parquet`;
  return {
    missing: (chunks) => {
      const present = new Set(files.list(directory));
      return chunks.filter(({ key }) => !present.has(`${key}.parquet`));
    },
    write: (chunk, bytes) => {
      files.makeDirectory(directory);
      if (createOnce(pathOf(chunk), bytes) === "different") throw different(pathOf(chunk));
    },
    read: async (chunk, into, at) => {
      const file = pathOf(chunk);
      const bytes = files.readBytes(file);
      if (bytes === null) throw unreadable(file, "it is gone");
      await readChunk(bytes, { chunk, into, at, file });
    },
    clear: () => {
      files.remove(directory);
    },
  };
}

/**
 * Takes the bytes of a chunk apart into the rows from `at` on, once every bit of its columns is proved.
 *
 * Errors: Failure 3 naming the file where the bytes are no such chunk, or are damaged.
 */
export async function readChunk(
  bytes: Uint8Array,
  of: { readonly chunk: SweepChunk; readonly into: TrialArrays; readonly at: number; readonly file: string },
): Promise<void> {
  const { chunk, into, at, file } = of;
  // Before its structure is read: a damaged length there can keep a reader busy for good.
  if (!isSealed(bytes))
    throw unreadable(file, "it is damaged, its bytes have another SHA-256 than they were sealed with");
  const names = ["trial", ...chunkColumnNames(into)];
  const read = await attemptAsync(async () => {
    const table = await openParquet(bytes, file);
    return { seal: table.remark(SEAL), columns: await table.readColumns(names) };
  });
  if (!read.ok) {
    if (read.error instanceof DataError) throw unreadable(file, read.error.message);
    throw read.error;
  }
  const { seal, columns } = read.value;
  const trials = columns["trial"] ?? new Float64Array(0);
  const isWhole = trials.length === chunk.to - chunk.from && trials.every((trial, row) => trial === chunk.from + row);
  if (!isWhole) throw unreadable(file, `its rows are not the trials ${String(chunk.from)} to ${String(chunk.to - 1)}`);
  const found = chunkSeal(names.map((name) => ({ name, values: columns[name] ?? new Float64Array(0) })));
  if (found !== seal) throw unreadable(file, "it is damaged, its figures have another SHA-256 than it was sealed with");
  putChunkColumns(columns, into, at);
}

function unreadable(file: string, why: string): Failure {
  return new Failure("chunk_invalid", 3, `${file} is no chunk of this sweep: ${why}`, {
    file,
    fix: "Delete it where it is a file, and go on with --resume: it is computed again.",
  });
}

function different(file: string): Failure {
  return new Failure("chunk_differs", 9, `${file} was computed twice, with different figures`, {
    file,
    fix: "Two machines that do not compute alike took part. Delete the sweep's chunks/ and run it on machines of one kind.",
  });
}
