import * as fs from "node:fs";
import { constants, gunzipSync, gzipSync } from "node:zlib";

/** A full segment of a journal may lie packed beside its name (docs/adr/0015). */
const PACKED = ".gz";
const SEGMENT_PATH = /(?:^|[/\\])\d{6}\.jsonl$/;
/** A gzip file ends with the length of its contents. */
const LENGTH_BYTES = 4;
/** Reads up to here unpack the beginning alone. */
const HEAD_BYTES = 1_048_576;

/** Where the packed form of a file lies; null for files that have none. */
export function packedPath(path: string): string | null {
  return SEGMENT_PATH.test(path) ? `${path}${PACKED}` : null;
}

/** A plain file, to read it; null where there is none: a segment may be packed between two looks. */
export function openOrNull(path: string): number | null {
  try {
    return fs.openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function statusOf(path: string): fs.Stats | null {
  const packed = packedPath(path);
  return packed === null ? null : (fs.statSync(packed, { throwIfNoEntry: false }) ?? null);
}

/** Length of the contents of a packed file; null where there is none. Segments are far below 4 GiB. */
export function packedLength(path: string): number | null {
  const status = statusOf(path);
  if (status === null || status.size < LENGTH_BYTES) return null;
  const bytes = Buffer.alloc(LENGTH_BYTES);
  withFile(`${path}${PACKED}`, (descriptor) =>
    fs.readSync(descriptor, bytes, 0, LENGTH_BYTES, status.size - LENGTH_BYTES),
  );
  return bytes.readUInt32LE(0);
}

/** Names the packed form of a file; null where there is none. */
export function packedIdentity(path: string): string | null {
  const status = statusOf(path);
  return status === null ? null : `packed:${String(status.dev)}:${String(status.ino)}`;
}

function withFile<T>(path: string, use: (descriptor: number) => T): T {
  const descriptor = fs.openSync(path, "r");
  try {
    return use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Reads parts of packed files. Keeps the one it unpacked last: who reads on, reads it in many parts. */
export class PackedReader {
  #last: { readonly identity: string; readonly contents: Buffer } | null = null;

  /** At most `limit` bytes from `offset` on; null where there is no such packed file. Errors: of zlib, for one that is broken. */
  read(path: string, offset: number, limit: number): Buffer | null {
    const status = statusOf(path);
    if (status === null) return null;
    const identity = `${path} ${String(status.ino)} ${String(status.size)} ${String(status.mtimeMs)}`;
    if (this.#last?.identity === identity) return slice(this.#last.contents, offset, limit);
    if (offset + limit <= HEAD_BYTES) return slice(unpackHead(`${path}${PACKED}`, offset + limit), offset, limit);
    this.#last = { identity, contents: gunzipSync(fs.readFileSync(`${path}${PACKED}`)) };
    return slice(this.#last.contents, offset, limit);
  }
}

function slice(contents: Buffer, offset: number, limit: number): Buffer {
  return contents.subarray(Math.min(offset, contents.length), Math.min(offset + limit, contents.length));
}

/** At least the first `length` bytes of the contents: packed bytes are never much more than what they hold. */
function unpackHead(packed: string, length: number): Buffer {
  const bytes = Buffer.alloc(length + HEAD_MARGIN_BYTES);
  const got = withFile(packed, (descriptor) => fs.readSync(descriptor, bytes, 0, bytes.length, 0));
  return gunzipSync(bytes.subarray(0, got), { finishFlush: constants.Z_SYNC_FLUSH });
}

const HEAD_MARGIN_BYTES = 65_536;

/** gzip: of what every Node has, what other programs read as well (zcat, DuckDB, pandas). The same bytes give the same bytes. */
export const gzipPacker = {
  pack: (bytes: Uint8Array): Uint8Array => gzipSync(bytes),
  unpack: (bytes: Uint8Array): Uint8Array => gunzipSync(bytes),
};
