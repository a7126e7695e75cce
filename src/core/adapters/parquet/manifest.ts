import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DATA_KINDS, TIMEFRAMES, timeframeMs } from "../../domain/data-series.js";
import { sha256Hex } from "../../lib/hash.js";
import { DataError } from "./data-error.js";

export const MANIFEST_FILE = "manifest.json";

export const dataFileSchema = z.strictObject({
  // Relative and without "..": a manifest can't name a file outside its directory.
  path: z.string().regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.parquet$/),
  kind: z.enum(DATA_KINDS),
  venue: z.string().regex(/^[a-z0-9-]{1,32}$/),
  symbol: z.string().regex(/^[A-Z0-9_-]{1,32}$/),
  timeframe: z.enum(TIMEFRAMES),
  rows: z.int().positive(),
  firstMs: z.int(),
  lastMs: z.int(),
  gaps: z.array(z.strictObject({ fromMs: z.int(), missing: z.int().positive() })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  origin: z.string(),
  /** What a person has looked at and found to be so: `verify` no longer counts it as a problem. */
  declared: z
    .array(
      z.strictObject({ code: z.string(), fromMs: z.int(), rows: z.int().positive(), note: z.string().min(1).max(500) }),
    )
    .optional(),
});

export type DataFileEntry = z.infer<typeof dataFileSchema>;

const manifestSchema = z
  .strictObject({
    schema: z.literal("hedge.data-manifest/1"),
    notes: z.array(z.string()),
    files: z.array(dataFileSchema).min(1),
  })
  .superRefine(({ files }, context) => {
    const seen = new Set<string>();
    files.forEach((entry, index) => {
      const series = `${entry.kind} ${entry.venue} ${entry.symbol} ${entry.timeframe}`;
      for (const key of [entry.path, series]) {
        if (seen.has(key)) context.addIssue({ code: "custom", path: ["files", index], message: `${key} twice` });
        seen.add(key);
      }
      const spanned = (entry.lastMs - entry.firstMs) / timeframeMs(entry.timeframe) + 1;
      const counted = entry.gaps.reduce((sum, gap) => sum + gap.missing, entry.rows);
      if (spanned !== counted) {
        const message = `rows and gaps add up to ${counted} steps of ${entry.timeframe}, the span has ${spanned}`;
        context.addIssue({ code: "custom", path: ["files", index, "rows"], message });
      }
    });
  });

export type DataManifest = z.infer<typeof manifestSchema>;

export interface LoadedManifest {
  readonly directory: string;
  readonly sha256: string;
  readonly manifest: DataManifest;
}

/**
 * Reads and checks the manifest of a data directory; `sha256` is that of the manifest's bytes and so stands for the whole set.
 *
 * Errors: DataError `file_missing`, `file_unreadable`, `manifest_invalid`.
 */
export async function loadManifest(directory: string): Promise<LoadedManifest> {
  const bytes = await readBytes(directory, MANIFEST_FILE);
  const parsed = manifestSchema.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (parsed.success) return { directory, sha256: sha256Hex(bytes), manifest: parsed.data };
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
