import * as fs from "node:fs";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { openOrNull, packedIdentity, packedLength, PackedReader } from "./packed-segments.js";
import { withPath } from "./with-path.js";

interface Range {
  readonly offset: number;
  readonly length: number;
}

function readAt(descriptor: number, path: string, { offset, length }: Range): Uint8Array {
  try {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    for (let got = -1; got !== 0 && read < length; read += got) {
      got = fs.readSync(descriptor, bytes, read, length - read, offset + read);
    }
    return bytes.subarray(0, read);
  } catch (error) {
    throw withPath(error, path);
  } finally {
    fs.closeSync(descriptor);
  }
}

const packed = new PackedReader();

/** The machine's files, as a reader of what grows meets them. A packed segment of a journal grows no more. */
export const growingFiles: GrowingFiles = {
  stand: (path) => {
    const found = fs.statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) return { identity: `${String(found.dev)}:${String(found.ino)}`, length: found.size };
    const identity = packedIdentity(path);
    return identity === null ? null : { identity, length: packedLength(path) ?? 0 };
  },
  readRange: (path, offset, length) => {
    const descriptor = openOrNull(path);
    if (descriptor !== null) return readAt(descriptor, path, { offset, length });
    return packed.read(path, offset, length) ?? new Uint8Array();
  },
};
