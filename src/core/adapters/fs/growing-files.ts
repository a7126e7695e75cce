import * as fs from "node:fs";
import type { GrowingFiles } from "../../ports/growing-files.js";
import { withPath } from "./with-path.js";

function readAt(path: string, offset: number, length: number): Uint8Array {
  const descriptor = fs.openSync(path, "r");
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

/** The machine's files, as a reader of what grows meets them. */
export const growingFiles: GrowingFiles = {
  stand: (path) => {
    const found = fs.statSync(path, { throwIfNoEntry: false });
    return found === undefined ? null : { identity: `${String(found.dev)}:${String(found.ino)}`, length: found.size };
  },
  readRange: readAt,
};
