import type { JournalEvent } from "../domain/event.js";
import type { Files } from "../ports/files.js";
import { decodeLine, GENESIS_HASH, JournalLineError } from "./codec.js";

const SEGMENT_NAME = /^\d{6}\.jsonl$/;
const NEWLINE = 0x0a;

/** The journal is not what was written: refused, with the place. Never repaired by guessing. */
export class JournalCorruption extends Error {
  override readonly name = "JournalCorruption";

  constructor(
    readonly file: string,
    readonly line: number,
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`${file} line ${String(line)} (byte ${String(offset)}): ${reason}`);
  }
}

export function segmentName(index: number): string {
  return `${String(index).padStart(6, "0")}.jsonl`;
}

/** Paths of the segments, oldest first. */
export function segmentPaths(files: Pick<Files, "list">, directory: string): readonly string[] {
  return files
    .list(directory)
    .filter((name) => SEGMENT_NAME.test(name))
    .sort()
    .map((name) => `${directory}/${name}`);
}

/** What a reader knows after the last whole line. */
export interface JournalTail {
  seq: number;
  hash: string;
  /** Bytes of an unfinished last line, 0 if there is none. */
  tornBytes: number;
  segment: string | null;
  segmentLength: number;
}

export function emptyTail(): JournalTail {
  return { seq: 0, hash: GENESIS_HASH, tornBytes: 0, segment: null, segmentLength: 0 };
}

/**
 * Yields every event, checking the chain. An unfinished last line (no newline) of the last segment is left out
 * and counted in `tail.tornBytes`.
 *
 * Errors: JournalCorruption with file, line and byte offset.
 */
export function* readJournal(
  files: Pick<Files, "list" | "readBytes">,
  directory: string,
  tail: JournalTail = emptyTail(),
): Generator<JournalEvent, void, undefined> {
  const paths = segmentPaths(files, directory);
  for (const [index, path] of paths.entries()) {
    const expected = `${directory}/${segmentName(index + 1)}`;
    if (path !== expected) throw new JournalCorruption(path, 1, 0, `segment ${expected} is missing`);
    const bytes = files.readBytes(path) ?? new Uint8Array();
    yield* readSegment(path, bytes, tail);
    const torn = tail.tornBytes > 0 && index < paths.length - 1;
    if (torn) throw new JournalCorruption(path, tail.seq + 1, tail.segmentLength, "unfinished line before the last segment");
  }
}

function* readSegment(path: string, bytes: Uint8Array, tail: JournalTail): Generator<JournalEvent, void, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  tail.segment = path;
  let start = 0;
  let lineNumber = 1;
  for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
    yield decodeAt(path, lineNumber, start, buffer.toString("utf8", start, end), tail);
    start = end + 1;
    lineNumber += 1;
  }
  tail.segmentLength = start;
  tail.tornBytes = buffer.length - start;
}

function decodeAt(path: string, lineNumber: number, offset: number, text: string, tail: JournalTail): JournalEvent {
  try {
    const event = decodeLine(text, tail.seq + 1, tail.hash);
    tail.seq = event.seq;
    tail.hash = event.hash;
    return event;
  } catch (error) {
    if (error instanceof JournalLineError) throw new JournalCorruption(path, lineNumber, offset, error.message);
    throw error;
  }
}
