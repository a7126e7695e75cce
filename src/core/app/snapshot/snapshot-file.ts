import { join } from "node:path";
import { packedFormat, packValue, unpackValue } from "../../adapters/fs/pack-value.js";
import { attempt } from "../../adapters/system/attempt.js";
import type { SegmentEnd } from "../../journal/read.js";
import { sha256Hex } from "../../lib/hash.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { buildHash } from "../package-root.js";
import type { BooksMemory } from "./books-fold.js";

const SCHEMA = "hedge.books-snapshot/1";
const NAME = "books.snapshot";
const NEWLINE = 0x0a;

/** The fold of a journal up to the end of a full segment. A cache: whoever doubts it folds the journal. */
export interface BooksSnapshot {
  readonly end: SegmentEnd;
  readonly memory: BooksMemory;
  /** Bytes of the telemetry files that only grow, by name. */
  readonly lines: Readonly<Record<string, Uint8Array>>;
}

/** The first line of the file: what the rest is bound to. */
interface Header extends SegmentEnd {
  readonly schema: typeof SCHEMA;
  /** SHA-256 of all that the build was made from. */
  readonly codeHash: string;
  readonly configHash: string;
  readonly format: string;
  readonly sha256: string;
}

/** Replaces the snapshot of a directory: the old one or the new one is there, never half of one. */
export function writeSnapshot(
  directory: string,
  files: Pick<Files, "replace" | "readText">,
  found: BooksSnapshot,
): void {
  const { end, memory, lines } = found;
  const body = packValue({ memory, lines });
  const header: Header = {
    schema: SCHEMA,
    ...end,
    codeHash: buildHash(files) ?? "not built",
    configHash: memory.state.configHash,
    format: packedFormat(),
    sha256: sha256Hex(body),
  };
  files.replace(join(directory, NAME), Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
}

/** A snapshot, or why there is none that may be used, in words. */
export type SnapshotFound = { readonly snapshot: BooksSnapshot } | { readonly doubt: string };

/** The snapshot of a directory, if this very code wrote it and each of its bytes is what was written. */
export function readSnapshot(directory: string, files: Pick<Files, "readBytes" | "readText">): SnapshotFound {
  const bytes = files.readBytes(join(directory, NAME));
  if (bytes === null) return { doubt: "there is none" };
  const at = bytes.indexOf(NEWLINE);
  const header = headerIn(bytes.subarray(0, Math.max(at, 0)));
  if (header === null) return { doubt: "its first line is not what is written there" };
  const doubt = doubtOf(header, files);
  if (doubt !== null) return { doubt };
  const body = bytes.subarray(at + 1);
  if (sha256Hex(body) !== header.sha256) return { doubt: "its bytes are not those that were written" };
  const value = attempt(() => unpackValue(body) as Omit<BooksSnapshot, "end">);
  if (!value.ok) return { doubt: "it can't be unpacked" };
  const { memory, lines } = value.value;
  if (memory.state.configHash !== header.configHash) return { doubt: "it is of another configuration" };
  const { segment, seq, hash } = header;
  return { snapshot: { end: { segment, seq, hash }, memory, lines } };
}

function doubtOf({ codeHash, format }: Header, files: Pick<Files, "readText">): string | null {
  if (codeHash !== buildHash(files)) return "other code wrote it";
  return format === packedFormat() ? null : "another version of Node wrote it";
}

function headerIn(bytes: Uint8Array): Header | null {
  const parsed = parseJson(Buffer.from(bytes).toString("utf8"));
  const value = (parsed.ok ? parsed.value : null) as Header | null;
  const isHeader = typeof value === "object" && value?.schema === SCHEMA;
  return isHeader && Number.isSafeInteger(value.segment) && Number.isSafeInteger(value.seq) ? value : null;
}
