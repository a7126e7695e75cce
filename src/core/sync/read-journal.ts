import { MAX_LINE_BYTES } from "../journal/codec.js";
import type { JournalSource } from "../ports/journal-source.js";
import { EMPTY_CHAIN } from "./slot.js";
import type { ChainEnd } from "./slot.schema.js";

const NEWLINE = 0x0a;
const HASH_AT_END = /"hash":"([0-9a-f]{64})"\}\n$/;
const LINE_START = /^\{"seq":(\d+),"at":"([^"]{1,40})"/;
const FIRST_READ_BYTES = 65_536;
/** Enough for the opening of a line, or for the hash at its end. */
const EDGE_BYTES = 256;

type Place = Pick<ChainEnd, "segment" | "at">;

/** Whole lines of one segment. */
export interface JournalChunk extends Place {
  readonly bytes: Uint8Array;
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The line that begins at a place, with its newline; null where it is not whole yet. */
function lineAt(source: JournalSource, { segment, at }: Place): Buffer | null {
  for (let limit = FIRST_READ_BYTES; limit <= 2 * MAX_LINE_BYTES; limit *= 2) {
    const bytes = buffer(source.read(segment, at, limit));
    const end = bytes.indexOf(NEWLINE);
    if (end !== -1) return bytes.subarray(0, end + 1);
    if (bytes.length < limit) return null;
  }
  return null;
}

function hashIn(bytes: Uint8Array): string | null {
  return HASH_AT_END.exec(buffer(bytes).subarray(-EDGE_BYTES).toString("utf8"))?.[1] ?? null;
}

/** The first 16 digits of the hash of the journal's first line; null where there is none yet. */
export function generationOf(source: JournalSource): string | null {
  const line = source.length(1) === null ? null : lineAt(source, { segment: 1, at: 0 });
  return line === null ? null : (hashIn(line)?.slice(0, 16) ?? null);
}

/**
 * The whole lines that follow a place, at most about `limit` bytes, but at least one line; null where there are none
 * yet. An unfinished last line waits: its writer may still be at it, or dead.
 */
export function chunkAfter(source: JournalSource, { segment, at }: Place, limit: number): JournalChunk | null {
  // Listed first: while a segment is there, the one before it has all its lines.
  const isOver = source.segments().includes(segment + 1);
  const bytes = buffer(source.read(segment, at, limit));
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end > 0) return { segment, at, bytes: bytes.subarray(0, end) };
  if (bytes.length === 0) return isOver ? chunkAfter(source, { segment: segment + 1, at: 0 }, limit) : null;
  const line = lineAt(source, { segment, at });
  return line === null ? null : { segment, at, bytes: line };
}

/** Hash of the line that ends where a chain ends; null where no line ends there. */
export function hashBefore(source: JournalSource, { segment, at }: Place): string | null {
  if (at === 0) return segment === 1 ? EMPTY_CHAIN.hash : hashBefore(source, endOf(source, segment - 1));
  const start = Math.max(0, at - EDGE_BYTES);
  const bytes = source.read(segment, start, at - start);
  return bytes.length === at - start ? hashIn(bytes) : null;
}

function endOf(source: JournalSource, segment: number): Place {
  return { segment, at: source.length(segment) ?? 0 };
}

/** How far a journal is ahead of a chain. */
export interface JournalLag {
  readonly records: number;
  readonly bytes: number;
  /** Market time of the oldest record that the chain lacks; null where it lacks none. */
  readonly oldestAt: string | null;
}

/** What a chain lacks of a journal, unfinished lines left out. Reads a few hundred bytes, however far it is behind. */
export function lagBehind(source: JournalSource, end: ChainEnd): JournalLag {
  const later = source.segments().filter((segment) => segment >= end.segment);
  const bytes = later.reduce((sum, segment) => sum + wholeBytes(source, segment), -end.at);
  if (bytes <= 0) return { records: 0, bytes: 0, oldestAt: null };
  const oldest = chunkStart(source, end);
  return { records: Math.max(0, lastSeq(source, end.seq) - end.seq), bytes, oldestAt: oldest };
}

function chunkStart(source: JournalSource, { segment, at }: Place): string | null {
  const here = LINE_START.exec(buffer(source.read(segment, at, EDGE_BYTES)).toString("utf8"));
  const first = here ?? LINE_START.exec(buffer(source.read(segment + 1, 0, EDGE_BYTES)).toString("utf8"));
  return first?.[2] ?? null;
}

/** Length of a segment up to its last newline. */
function wholeBytes(source: JournalSource, segment: number): number {
  const length = source.length(segment) ?? 0;
  return lastNewline(source, segment, length) + 1;
}

/** Offset of the last newline before `end`; -1 where there is none. */
function lastNewline(source: JournalSource, segment: number, end: number): number {
  for (let reach = FIRST_READ_BYTES; ; reach *= 2) {
    const start = Math.max(0, end - reach);
    const found = buffer(source.read(segment, start, end - start)).lastIndexOf(NEWLINE);
    if (found !== -1) return start + found;
    if (start === 0) return -1;
  }
}

/** Number of the last whole line. */
function lastSeq(source: JournalSource, otherwise: number): number {
  for (const segment of [...source.segments()].reverse()) {
    const end = lastNewline(source, segment, source.length(segment) ?? 0);
    if (end === -1) continue;
    const start = lastNewline(source, segment, end) + 1;
    const opening = LINE_START.exec(buffer(source.read(segment, start, EDGE_BYTES)).toString("utf8"));
    return opening === null ? otherwise : Number(opening[1]);
  }
  return otherwise;
}
