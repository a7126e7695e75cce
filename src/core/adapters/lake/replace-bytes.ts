import { dirname } from "node:path";
import type { Files } from "../../ports/files.js";

/** What a write leaves beside its file when it is cut off. */
export const UNFINISHED = ".tmp";

type WritingFiles = Pick<Files, "makeDirectory" | "remove" | "openAppend" | "rename">;

/** Writes bytes beside a path and has them on stable storage; `rename` of the answer to the path makes them count. */
export function writeBeside(files: WritingFiles, path: string, bytes: Uint8Array): string {
  const temporary = `${path}${UNFINISHED}`;
  files.makeDirectory(dirname(path));
  files.remove(temporary);
  const file = files.openAppend(temporary);
  try {
    file.write(bytes);
    file.syncNow();
  } finally {
    file.close();
  }
  return temporary;
}

/** Write temp, fsync, rename, fsync directory: readers see the old or the new file, never half of one. */
export function replaceBytes(files: WritingFiles, path: string, bytes: Uint8Array): void {
  files.rename(writeBeside(files, path, bytes), path);
}
