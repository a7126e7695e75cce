import type { JournalEvent } from "../domain/event.js";
import type { TailFiles } from "../ports/tail-files.js";
import { AWAY, parseAway } from "./away.js";
import { decodeLine, GENESIS_HASH, JournalLineError } from "./codec.js";
import { segmentName } from "./read.js";

/** Bytes that are read at once: a follower stays small, and its process answers others in between. */
const READ_BYTES = 1_048_576;
const NEWLINE = 0x0a;

/** What has been added since the last question; null: this is another journal, begin anew. */
export type Followed = readonly JournalEvent[] | null;

/** Reads a journal that grows, each line once, with its chain checked; it passes over segments that lie in the mirror alone. */
export class JournalFollower {
  #segment = 1;
  #offset = 0;
  #seq = 0;
  #hash = GENESIS_HASH;

  constructor(
    readonly files: TailFiles,
    readonly directory: string,
  ) {}

  /** The next lines, some or none; ask until there are none. */
  next(): Followed {
    const path = `${this.directory}/${segmentName(this.#segment)}`;
    const bytes = this.files.readFrom(path, this.#offset, READ_BYTES);
    // A segment that is shorter than what was read of it, or gone, is not the one that was read.
    if (bytes === null) return this.#seq === 0 ? [] : null;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) return bytes.length === READ_BYTES ? this.#longLine(path) : this.#nextSegment();
    return this.#decode(bytes.subarray(0, end + 1));
  }

  /** A line longer than what is read at once. */
  #longLine(path: string): Followed {
    const bytes = this.files.readFrom(path, this.#offset, Number.MAX_SAFE_INTEGER);
    const end = bytes?.indexOf(NEWLINE) ?? -1;
    return bytes === null || end === -1 ? [] : this.#decode(bytes.subarray(0, end + 1));
  }

  #nextSegment(): Followed {
    const path = `${this.directory}/${segmentName(this.#segment + 1)}`;
    const isHere = this.files.exists(path);
    const note = isHere ? null : this.files.readFrom(`${path}${AWAY}`, 0, READ_BYTES);
    if (!isHere && note === null) return [];
    this.#segment += 1;
    this.#offset = 0;
    return note === null ? this.next() : this.#passOver(note);
  }

  /** Goes on behind a segment that is away, as its note says where it ends. */
  #passOver(note: Uint8Array): Followed {
    const end = parseAway(Buffer.from(note).toString("utf8"));
    if (end === null) return null;
    this.#seq = end.seq;
    this.#hash = end.hash;
    return this.#nextSegment();
  }

  #decode(bytes: Uint8Array): Followed {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8").split("\n");
    const events: JournalEvent[] = [];
    for (const line of lines.slice(0, -1)) {
      const event = this.#line(line);
      if (event === null) return null;
      events.push(event);
    }
    this.#offset += bytes.byteLength;
    return events;
  }

  #line(line: string): JournalEvent | null {
    try {
      const event = decodeLine(line, this.#seq + 1, this.#hash);
      this.#seq = event.seq;
      this.#hash = event.hash;
      return event;
    } catch (error) {
      if (error instanceof JournalLineError) return null;
      throw error;
    }
  }
}
