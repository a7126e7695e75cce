import type { Files } from "../../ports/files.js";
import type { FileStand, GrowingFiles } from "../../ports/growing-files.js";
import type { SessionFrame, SessionSink } from "../../ports/session-port.js";

/** Most bytes that wait to be read; a screen that lags further reads the state directory. */
const MAX_WAITING_BYTES = 128 * 1_024 * 1_024;

type ReadableFiles = Pick<Files, "readText" | "readBytes" | "list" | "exists">;

/** Bytes of a file from `base` on; those before were read already, or never told. */
interface Held {
  readonly identity: string;
  head: Uint8Array;
  base: number;
  end: number;
  parts: Uint8Array[];
}

interface Shown {
  readonly documents: ReadonlyMap<string, string>;
  readonly stands: ReadonlyMap<string, FileStand>;
  readonly seq: number;
}

/**
 * The files of a state directory as a running executor tells them, in the place of those on disk. What is shown stands still
 * between two calls of `advance`, and is always of one cut. Where nothing is told, or of files that aren't, the disk speaks.
 */
export class SessionReplica implements SessionSink {
  readonly #directory: string;
  readonly #disk: ReadableFiles;
  readonly #diskGrowing: GrowingFiles;
  #documents = new Map<string, string>();
  #held = new Map<string, Held>();
  #newest: Shown | null = null;
  #shown: Shown | null = null;
  #version = 0;

  constructor(directory: string, disk: ReadableFiles, growing: GrowingFiles) {
    this.#directory = directory;
    this.#disk = disk;
    this.#diskGrowing = growing;
  }

  /** The journal line that is shown; null while the disk speaks. */
  get seq(): number | null {
    return this.#shown?.seq ?? null;
  }

  /** The newest that was told whole. */
  get newestSeq(): number | null {
    return this.#newest?.seq ?? null;
  }

  begin(): void {
    this.#documents = new Map();
    this.#held = new Map();
    this.#newest = null;
  }

  end(): void {
    this.begin();
  }

  /** Shows the newest cut. */
  advance(): void {
    if (this.#shown !== this.#newest) this.#version += 1;
    this.#shown = this.#newest;
  }

  take(frame: SessionFrame): string | null {
    if (frame.kind === "document") {
      this.#documents.set(frame.file, frame.text);
      return null;
    }
    if (frame.kind === "lines") return this.#append(frame);
    const ended = frame.series.find(({ file, length }) => (this.#held.get(file)?.end ?? 0) !== length);
    if (ended !== undefined) return `${ended.file} ends at ${String(ended.length)} there, elsewhere here`;
    const stands = new Map(frame.series.map(({ file, ...stand }) => [file, stand]));
    this.#newest = { documents: new Map(this.#documents), stands, seq: frame.seq };
    return null;
  }

  readonly files: ReadableFiles = {
    readText: (path) => this.#document(path) ?? this.#disk.readText(path),
    readBytes: (path) => this.#disk.readBytes(path),
    list: (directory) => this.#disk.list(directory).filter((name) => this.#isTold(`${directory}/${name}`)),
    exists: (path) => this.#document(path) !== null || this.#disk.exists(path),
  };

  readonly growing: GrowingFiles = {
    stand: (path) => this.#stand(path),
    readRange: (path, offset, length) => this.#readRange(path, offset, length),
  };

  #nameOf(path: string): string {
    return path.startsWith(`${this.#directory}/`) ? path.slice(this.#directory.length + 1) : path;
  }

  /** A segment that was begun after the cut is not there yet. */
  #isTold(path: string): boolean {
    const segments = [...(this.#shown?.stands.keys() ?? [])].filter((file) => file.startsWith("journal/"));
    const name = this.#nameOf(path);
    return segments.length === 0 || !name.startsWith("journal/") || name <= (segments.at(-1) ?? name);
  }

  #document(path: string): string | null {
    return this.#shown?.documents.get(this.#nameOf(path)) ?? null;
  }

  #stand(path: string): FileStand | null {
    const text = this.#document(path);
    // A text that takes another's place is another file.
    if (text !== null) return { identity: `told ${String(this.#version)}`, length: text.length };
    return this.#shown?.stands.get(this.#nameOf(path)) ?? this.#diskGrowing.stand(path);
  }

  #readRange(path: string, offset: number, length: number): Uint8Array {
    const held = this.#held.get(this.#nameOf(path));
    if (held === undefined || this.#shown === null) return this.#diskGrowing.readRange(path, offset, length);
    const isTold = held.end > 0 && offset >= held.base;
    if (!isTold && offset < held.head.length) return held.head.subarray(offset, offset + length);
    if (!isTold) return this.#diskGrowing.readRange(path, offset, length);
    forget(held, offset);
    const bytes = Buffer.concat(held.parts);
    held.parts = [bytes];
    return bytes.subarray(offset - held.base, offset - held.base + length);
  }

  #append(frame: Extract<SessionFrame, { kind: "lines" }>): string | null {
    const { file, identity, offset, bytes, isHead } = frame;
    const known = this.#held.get(file);
    const isKnown = known?.identity === identity;
    if (isHead || !isKnown) {
      const [head, parts] = isHead ? [bytes, []] : [new Uint8Array(0), [bytes]];
      this.#held.set(file, { identity, head, base: offset, end: isHead ? 0 : offset + bytes.length, parts });
      return null;
    }
    const isFirst = known.end === 0;
    if (!isFirst && offset !== known.end) return `${file} goes on at ${String(offset)} after ${String(known.end)}`;
    if (isFirst) known.base = offset;
    known.parts.push(bytes);
    known.end = offset + bytes.length;
    const waiting = [...this.#held.values()].reduce((sum, { base, end }) => sum + Math.max(0, end - base), 0);
    return waiting > MAX_WAITING_BYTES ? "more waits than is kept" : null;
  }
}

/** What lies before an offset was read. */
function forget(held: Held, offset: number): void {
  let [first] = held.parts;
  while (first !== undefined && held.base + first.length <= offset) {
    held.base += first.length;
    held.parts.shift();
    [first] = held.parts;
  }
}
