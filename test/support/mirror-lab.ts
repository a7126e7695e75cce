import { encodeLine, GENESIS_HASH } from "../../src/core/journal/codec.js";
import type { EventBody } from "../../src/core/domain/event.js";
import type { Result } from "../../src/core/lib/result.js";
import type { BlobStore } from "../../src/core/ports/blob-store.js";
import type { JournalSink } from "../../src/core/ports/journal-source.js";
import type { MirrorWorld } from "../../src/core/sync/open-mirror.js";
import { generationOf } from "../../src/core/sync/read-journal.js";

/** A journal in memory: segments of bytes, written as an executor writes them. */
export class MemoryJournal implements JournalSink {
  readonly #segments: Buffer[] = [];
  #seq = 0;
  #hash = GENESIS_HASH;
  /** Segments that were made durable, with the length they had then. */
  readonly durable = new Map<number, number>();

  constructor(readonly segmentBytes = 2_000) {}

  /** Adds whole lines, each about `width` bytes longer than its header. */
  write(lines: number, width = 40, word = "x"): void {
    for (let line = 0; line < lines; line++) {
      const atMs = 1_700_000_000_000 + this.#seq * 1_000;
      const body: EventBody = { type: "stop.requested", atMs, reason: word.repeat(width) };
      this.#seq += 1;
      const header = { seq: this.#seq, mode: "paper", correlationId: "c" } as const;
      const encoded = encodeLine(body, header, this.#hash);
      this.#hash = encoded.hash;
      const newest = this.#segments.length;
      const isFull = newest === 0 || (this.length(newest) ?? 0) >= this.segmentBytes;
      this.append(isFull ? newest + 1 : newest, Buffer.from(`${encoded.line}\n`));
    }
  }

  get seq(): number {
    return this.#seq;
  }

  /** The beginning of a line that nobody ended. */
  tear(): void {
    this.append(Math.max(1, this.#segments.length), Buffer.from(`{"seq":${String(this.#seq + 1)},"at":"20`));
  }

  segments(): readonly number[] {
    return this.#segments.map((_bytes, index) => index + 1);
  }

  length(segment: number): number | null {
    return this.#segments[segment - 1]?.length ?? null;
  }

  read(segment: number, offset: number, limit: number): Uint8Array {
    return Buffer.from(this.#segments[segment - 1]?.subarray(offset, offset + limit) ?? []);
  }

  async sync(segment: number): Promise<void> {
    this.durable.set(segment, this.length(segment) ?? 0);
  }

  append(segment: number, bytes: Uint8Array): void {
    this.#segments[segment - 1] = Buffer.concat([this.#segments[segment - 1] ?? Buffer.alloc(0), bytes]);
  }

  truncate(segment: number, length: number): void {
    this.#segments[segment - 1] = (this.#segments[segment - 1] ?? Buffer.alloc(0)).subarray(0, length);
  }

  /** Overwrites bytes where they lie. */
  spoil(segment: number, offset: number, text: string): void {
    this.#segments[segment - 1]?.write(text, offset);
  }

  copy(): MemoryJournal {
    const copy = new MemoryJournal(this.segmentBytes);
    for (const segment of this.segments()) copy.append(segment, this.read(segment, 0, Infinity));
    copy.#seq = this.#seq;
    copy.#hash = this.#hash;
    return copy;
  }

  /** The same journal for one who writes on at its end. */
  adopt(): MemoryJournal {
    const copy = this.copy();
    const last = [...this.bytes.join("").matchAll(/"seq":(\d+),.*"hash":"([0-9a-f]{64})"\}/g)].at(-1);
    copy.#seq = Number(last?.[1] ?? 0);
    copy.#hash = last?.[2] ?? GENESIS_HASH;
    return copy;
  }

  /** All bytes, segment by segment. */
  get bytes(): readonly string[] {
    return this.#segments.map((segment) => segment.toString("utf8"));
  }
}

export const STREAM = { fund: "main", mode: "paper" } as const;

/** What a mirror of a journal works with, as writer `name`. */
export function worldOf(
  store: BlobStore,
  source: JournalSink,
  name: string,
  changes: Partial<MirrorWorld["wish"]> = {},
): MirrorWorld {
  const generation = generationOf(source) ?? "none";
  return {
    store,
    source,
    place: { ...STREAM, generation },
    wish: {
      writer: name,
      host: `host-of-${name}`,
      generation,
      since: "2026-01-01T00:00:00Z",
      takeOver: false,
      mayBeginAnew: false,
      ...changes,
    },
  };
}

/** The value of a result that has to be one. */
export function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`not expected: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The code of the stop, or the kind of the fault, that a result has to be. */
export function hindrance(result: Result<unknown, { kind: string; code?: string; fault?: { kind: string } }>): string {
  if (result.ok) return `none: ${JSON.stringify(result.value)}`;
  return result.error.code ?? result.error.fault?.kind ?? result.error.kind;
}
