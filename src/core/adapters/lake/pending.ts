import { join } from "node:path";
import { sha256Hex } from "../../lib/hash.js";
import type { Files } from "../../ports/files.js";
import { type DataFileEntry, dataFileSchema } from "../parquet/manifest-schema.js";

/** Names the file that is about to be replaced and what it will be. */
const PENDING_FILE = "manifest.pending.json";

/** Says what a file of the lake is going to be: after a kill between the file and the manifest it is known which came. */
export function announce(files: Files, directory: string, entry: DataFileEntry): void {
  files.replace(join(directory, PENDING_FILE), `${JSON.stringify(entry)}\n`);
}

export function withdraw(files: Files, directory: string): void {
  files.remove(join(directory, PENDING_FILE));
}

/** The entry of a file that was replaced before its manifest could be; null if none was. */
export function interrupted(files: Files, directory: string): DataFileEntry | null {
  const text = files.readText(join(directory, PENDING_FILE));
  if (text === null) return null;
  const entry = parseEntry(text);
  const bytes = entry === null ? null : files.readBytes(join(directory, entry.path));
  return entry !== null && bytes !== null && sha256Hex(bytes) === entry.sha256 ? entry : null;
}

/** A text that is no entry was torn itself: the file it spoke of had not been touched. */
function parseEntry(text: string): DataFileEntry | null {
  try {
    return dataFileSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
