import * as fs from "node:fs";
import type { TailFiles } from "../../ports/tail-files.js";
import { openOrNull, packedLength, PackedReader } from "./packed-segments.js";

function readPlain(descriptor: number, offset: number, mostBytes: number): Uint8Array | null {
  try {
    const { size } = fs.fstatSync(descriptor);
    if (size < offset) return null;
    const bytes = Buffer.alloc(Math.min(mostBytes, size - offset));
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, offset));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The machine's files. A segment of a journal that lies packed beside its name is read as if it were not. */
export function createTailFiles(): TailFiles {
  const packed = new PackedReader();
  return {
    exists: (path) => fs.existsSync(path) || packedLength(path) !== null,
    length: (path) => fs.statSync(path, { throwIfNoEntry: false })?.size ?? packedLength(path),
    readFrom: (path, offset, mostBytes) => {
      const descriptor = openOrNull(path);
      if (descriptor !== null) return readPlain(descriptor, offset, mostBytes);
      const length = packedLength(path);
      return length === null || length < offset
        ? null
        : packed.read(path, offset, Math.min(mostBytes, length - offset));
    },
  };
}

/** One for all: it keeps at most one unpacked segment. */
export const nodeTailFiles: TailFiles = createTailFiles();
