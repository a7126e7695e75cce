import * as fs from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "../fs/node-files.js";
import type { KnownManifests } from "../parquet/manifest.js";
import { layOut, readLayout } from "./column-file.js";
import { replaceBytes } from "./replace-bytes.js";

const COLUMNS = ".f64";
const MANIFEST = ".manifest";
/** The cache forgets its oldest files beyond this. */
const MOST_BYTES = 4 * 1_024 ** 3;

/** Decoded columns, and their buffer: a file of the cache as it is. */
export interface CachedColumns {
  readonly buffer: SharedArrayBuffer;
  readonly columns: readonly Float64Array[];
}

/**
 * Decoded columns of Parquet files by the SHA-256 of the file. What is torn, of another version or of another file is as if
 * it were not there; a disk that refuses costs time, never the answer.
 */
export interface ColumnCache {
  get(sha256: string): CachedColumns | null;
  put(sha256: string, columns: readonly Float64Array[]): CachedColumns;
  readonly manifests: KnownManifests;
}

export function openColumnCache(directory: string): ColumnCache {
  const at = (sha256: string, ending: string): string => join(directory, `${sha256}${ending}`);
  return {
    get: (sha256) => {
      const buffer = readShared(at(sha256, COLUMNS));
      const columns = buffer === null ? null : readLayout(buffer, sha256);
      return buffer === null || columns === null ? null : { buffer, columns };
    },
    put: (sha256, columns) => {
      const buffer = layOut(columns, sha256);
      quietly(() => {
        replaceBytes(nodeFiles, at(sha256, COLUMNS), new Uint8Array(buffer));
        forgetOldest(directory);
      });
      return { buffer, columns: readLayout(buffer, sha256) ?? columns };
    },
    manifests: {
      has: (sha256) => fs.existsSync(at(sha256, MANIFEST)),
      add: (sha256) => {
        quietly(() => {
          replaceBytes(nodeFiles, at(sha256, MANIFEST), new Uint8Array(0));
        });
      },
    },
  };
}

/** The whole file in one shared buffer; null where there is none that can be read. */
function readShared(path: string): SharedArrayBuffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = fs.openSync(path, "r");
    const { size } = fs.fstatSync(descriptor);
    const buffer = new SharedArrayBuffer(size);
    const bytes = new Uint8Array(buffer);
    let read = 0;
    // One call takes 2 GiB at most.
    while (read < size) {
      const count = fs.readSync(descriptor, bytes, read, size - read, null);
      if (count === 0) return null;
      read += count;
    }
    return buffer;
  } catch {
    return null;
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

function forgetOldest(directory: string): void {
  const files = fs
    .readdirSync(directory)
    .filter((name) => name.endsWith(COLUMNS))
    .map((name) => ({ path: join(directory, name), ...statOf(join(directory, name)) }))
    .sort((a, b) => b.modifiedMs - a.modifiedMs);
  let total = 0;
  for (const { path, bytes } of files) {
    total += bytes;
    if (total > MOST_BYTES) fs.rmSync(path, { force: true });
  }
}

function statOf(path: string): { readonly bytes: number; readonly modifiedMs: number } {
  const { size, mtimeMs } = fs.statSync(path);
  return { bytes: size, modifiedMs: mtimeMs };
}

/** A full disk, a folder that may not be written to, another process that clears away: then there is no cache. */
function quietly(write: () => void): void {
  try {
    write();
  } catch {
    return;
  }
}
