import * as fs from "node:fs";
import type { TailFiles } from "../../ports/tail-files.js";

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function openOrNull(path: string): number | null {
  try {
    return fs.openSync(path, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function readFrom(path: string, offset: number, mostBytes: number): Uint8Array | null {
  const descriptor = openOrNull(path);
  if (descriptor === null) return null;
  try {
    const { size } = fs.fstatSync(descriptor);
    if (size < offset) return null;
    const bytes = Buffer.alloc(Math.min(mostBytes, size - offset));
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, offset));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The machine's files. */
export const nodeTailFiles: TailFiles = {
  exists: (path) => fs.existsSync(path),
  length: (path) => fs.statSync(path, { throwIfNoEntry: false })?.size ?? null,
  readFrom,
};
