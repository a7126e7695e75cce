import * as fs from "node:fs";
import { join } from "node:path";

export interface PathEntry {
  readonly path: string;
  readonly kind: "file" | "directory" | "other";
  /** Permission bits, `0o600`. */
  readonly mode: number;
  /** Whether it belongs to the user we run as. */
  readonly own: boolean;
  readonly lengthBytes: number;
  readonly modifiedMs: number;
}

/** What lies at a path, links not followed; null when nothing does. */
export function inspectPath(path: string): PathEntry | null {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return {
    path,
    kind: status.isFile() ? "file" : status.isDirectory() ? "directory" : "other",
    mode: status.mode & 0o777,
    own: process.getuid === undefined || status.uid === process.getuid(),
    lengthBytes: status.size,
    modifiedMs: status.mtimeMs,
  };
}

/** All that lies below a directory, breadth first and at most `limit` entries; links are named, not followed. */
export function inspectTree(directory: string, limit: number): readonly PathEntry[] {
  const found: PathEntry[] = [];
  const waiting = [directory];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const name of fs.readdirSync(next).sort()) {
      if (found.length >= limit) return found;
      const entry = inspectPath(join(next, name));
      if (entry === null) continue;
      found.push(entry);
      if (entry.kind === "directory") waiting.push(entry.path);
    }
  }
  return found;
}

/** Why the process may not write to a path (`EACCES`, `EROFS`); null if it may. */
export function writeRefusal(path: string): string | null {
  try {
    fs.accessSync(path, fs.constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

export function setMode(path: string, mode: number): void {
  fs.chmodSync(path, mode);
}

/** Names a directory among all of its file system, wherever it is mounted: a copy has another. */
export function inodeOf(path: string): string {
  return String(fs.statSync(path, { bigint: true }).ino);
}

/** Where a symbolic link leads, as it says; null where there is none. */
export function linkTarget(path: string): string | null {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? fs.readlinkSync(path) : null;
}
