import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../../lib/hash.js";
import { DataError } from "./data-error.js";
import type { DataFileEntry, DataManifest } from "./manifest-schema.js";

export const MANIFEST_FILE = "manifest.json";

export interface LoadedManifest {
  readonly directory: string;
  readonly sha256: string;
  readonly manifest: DataManifest;
}

/** Remembers which manifests have been found sound, by the SHA-256 of their bytes: checking one costs 50 ms of start-up. */
export interface KnownManifests {
  has(sha256: string): boolean;
  add(sha256: string): void;
}

/**
 * Reads and checks the manifest of a data directory; `sha256` is that of the manifest's bytes and so stands for the whole set.
 *
 * Errors: DataError `file_missing`, `file_unreadable`, `manifest_invalid`.
 */
export async function loadManifest(directory: string, known?: KnownManifests): Promise<LoadedManifest> {
  const bytes = await readBytes(directory, MANIFEST_FILE);
  const sha256 = sha256Hex(bytes);
  const content = parseJson(new TextDecoder().decode(bytes));
  // The very bytes that have passed the schema before.
  if (known?.has(sha256) === true) return { directory, sha256, manifest: content as DataManifest };
  const { manifestSchema } = await import("./manifest-schema.js");
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) {
    known?.add(sha256);
    return { directory, sha256, manifest: parsed.data };
  }
  const issue = parsed.error.issues[0];
  throw new DataError({
    code: "manifest_invalid",
    file: MANIFEST_FILE,
    place: issue?.path.join(".") || "whole file",
    expected: "hedge.data-manifest/1",
    found: issue?.message ?? "something else",
  });
}

/**
 * Reads one file of the set and proves that its bytes are those the manifest was made from.
 *
 * Errors: DataError `file_missing`, `file_unreadable`, `bytes_differ`, `sha256_differs`, each naming the file, what is expected and what was found.
 */
export async function verifyFile(directory: string, entry: DataFileEntry): Promise<Uint8Array> {
  const bytes = await readBytes(directory, entry.path);
  if (bytes.length !== entry.bytes) {
    throw new DataError({ code: "bytes_differ", file: entry.path, expected: entry.bytes, found: bytes.length });
  }
  const found = sha256Hex(bytes);
  if (found !== entry.sha256) {
    throw new DataError({ code: "sha256_differs", file: entry.path, expected: entry.sha256, found });
  }
  return bytes;
}

async function readBytes(directory: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(directory, file));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const code = reason === "ENOENT" ? "file_missing" : "file_unreadable";
    throw new DataError({ code, file, expected: "a readable file", found: reason });
  }
}

/** Text that is no JSON becomes `undefined`, which the schema then refuses. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
