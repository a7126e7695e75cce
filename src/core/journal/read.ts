import type { JournalEvent } from "../domain/event.js";
import type { Files } from "../ports/files.js";
import { AWAY, JournalAway, parseAway } from "./away.js";
import { decodeLine, GENESIS_HASH, JournalLineError, MAX_LINE_BYTES } from "./codec.js";
import { tornTailProblem } from "./torn-tail.js";

const SEGMENT_NAME = /^(\d{6}\.jsonl)(?:\.gz|\.away)?$/;
const NEWLINE = 0x0a;

/** The journal is not what was written: refused, with the place. Never repaired by guessing. */
export class JournalCorruption extends Error {
  override readonly name = "JournalCorruption";
  readonly code = "journal_corrupt";
  readonly fix =
    "Run `hedge journal verify`; then restore the directory from a mirror, or begin anew with `hedge executor --fresh` (paper only). " +
    "At a venue stops rest without us: docs/OPERATIONS.md, A damaged journal, has the ways out.";

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

/** Paths of the segments, oldest first. One that lies packed beside its name (docs/adr/0015) is read by its name; one may be away. */
export function segmentPaths(files: Pick<Files, "list">, directory: string): readonly string[] {
  const names = new Set(files.list(directory).flatMap((name) => SEGMENT_NAME.exec(name)?.[1] ?? []));
  return [...names].sort().map((name) => `${directory}/${name}`);
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

/** Where a segment ends that is not read: its number, and the last of its lines. */
export interface SegmentEnd {
  readonly segment: number;
  readonly seq: number;
  readonly hash: string;
}

/** Stands at the end of a segment, for who reads from the next one on. */
export function tailAfter(directory: string, { segment, seq, hash }: SegmentEnd): JournalTail {
  return { ...emptyTail(), seq, hash, segment: `${directory}/${segmentName(segment)}` };
}

/** Behind the last segment that lies in the mirror alone; the journal's beginning where none does. */
export function afterAway(files: Pick<Files, "list" | "readBytes">, directory: string): JournalTail {
  const name = files
    .list(directory)
    .filter((entry) => entry.endsWith(AWAY))
    .sort()
    .at(-1);
  const bytes = name === undefined ? null : files.readBytes(`${directory}/${name}`);
  const note = bytes === null ? null : parseAway(Buffer.from(bytes).toString("utf8"));
  if (name === undefined || note === null) return emptyTail();
  return tailAfter(directory, { segment: Number(name.slice(0, 6)), seq: note.seq, hash: note.hash });
}

/**
 * Says what is wrong with an event, null if nothing is. `schemas.ts` has one; it is handed in, because who only
 * reads the books should not load the schemas.
 */
type EventCheck = (event: JournalEvent) => string | null;

interface Reading {
  readonly tail: JournalTail;
  readonly check: EventCheck | null;
  readonly utf8: { decode(bytes: Uint8Array): string };
}

/**
 * Yields every event, checking the chain and, with a `check`, each event. An unfinished last line (no newline) of
 * the last segment is left out and counted in `tail.tornBytes`. A tail that stands at the end of a segment already
 * (`tailAfter`) is gone on from: what lies before it is not looked at.
 *
 * Errors: JournalCorruption with file, line and byte offset; JournalAway where a segment lies in the mirror alone.
 */
export function* readJournal(
  files: Pick<Files, "list" | "readBytes">,
  directory: string,
  tail: JournalTail = emptyTail(),
  check: EventCheck | null = null,
): Generator<JournalEvent, void, undefined> {
  // A lenient decoder would read any broken byte as the same U+FFFD, and the hash of the text would not see it.
  const reading = { tail, check, utf8: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }) };
  const paths = segmentPaths(files, directory);
  const begun = tail.segment;
  for (const [index, path] of paths.entries()) {
    if (begun !== null && path <= begun) continue;
    const expected = `${directory}/${segmentName(index + 1)}`;
    if (path !== expected) throw new JournalCorruption(path, 1, 0, `segment ${expected} is missing`);
    const bytes = readSegmentBytes(files, path);
    if (bytes === null && files.readBytes(`${path}${AWAY}`) !== null) throw new JournalAway(path);
    if (bytes === null) throw new JournalCorruption(path, 1, 0, "the segment vanished while the journal was read");
    const lines = yield* readSegment(path, bytes, reading);
    if (tail.tornBytes === 0) continue;
    const problem =
      index < paths.length - 1
        ? "unfinished line before the last segment"
        : tornTailProblem(bytes.subarray(tail.segmentLength), tail.seq, tail.hash);
    if (problem !== null) throw new JournalCorruption(path, lines + 1, tail.segmentLength, problem);
  }
}

/** A packed segment that can't be unpacked is no other trouble than a line that was changed. */
function readSegmentBytes(files: Pick<Files, "readBytes">, path: string): Uint8Array | null {
  try {
    return files.readBytes(path);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
    const isUnpacking = typeof code === "string" && code.startsWith("Z_");
    if (!isUnpacking) throw error;
    throw new JournalCorruption(`${path}.gz`, 1, 0, `it can't be unpacked (${code})`);
  }
}

function* readSegment(path: string, bytes: Uint8Array, reading: Reading): Generator<JournalEvent, number, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { tail } = reading;
  tail.segment = path;
  let start = 0;
  let lines = 0;
  for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
    yield decodeAt({ path, line: lines + 1, offset: start }, buffer.subarray(start, end), reading);
    start = end + 1;
    lines += 1;
  }
  tail.segmentLength = start;
  tail.tornBytes = buffer.length - start;
  return lines;
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly offset: number;
}

function decodeAt(place: Place, bytes: Uint8Array, reading: Reading): JournalEvent {
  const { tail } = reading;
  try {
    const event = decodeChecked(bytes, reading);
    tail.seq = event.seq;
    tail.hash = event.hash;
    return event;
  } catch (error) {
    if (!(error instanceof JournalLineError)) throw error;
    throw new JournalCorruption(place.path, place.line, place.offset, error.message);
  }
}

function decodeChecked(bytes: Uint8Array, { tail, check, utf8 }: Reading): JournalEvent {
  if (bytes.length > MAX_LINE_BYTES) throw new JournalLineError(`a line of ${String(bytes.length)} bytes`);
  const event = decodeLine(decodeText(bytes, utf8), tail.seq + 1, tail.hash);
  const problem = check === null ? null : check(event);
  if (problem !== null) throw new JournalLineError(problem);
  return event;
}

function decodeText(bytes: Uint8Array, utf8: Reading["utf8"]): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new JournalLineError("not UTF-8");
  }
}
