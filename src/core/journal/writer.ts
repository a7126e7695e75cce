import type { EventBody, JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import type { Clock } from "../lib/clock.js";
import { isoUtc } from "../lib/time.js";
import type { Journal } from "../ports/journal.js";
import { encodeLine } from "./codec.js";
import type { JournalTail } from "./read.js";
import { SegmentFiles, type SegmentOptions } from "./segments.js";

export interface JournalOptions extends SegmentOptions {
  readonly mode: Mode;
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  /**
   * Longest time that written lines may stay unsynced; 0: `commit` waits until they are durable.
   * Only paper, where nothing leaves the process, may use more than 0.
   */
  readonly syncEveryMs: number;
}

/** The disk refused a write or a sync: nothing may be sent any more, since it can't be journaled. */
export class JournalWriteError extends Error {
  override readonly name = "JournalWriteError";
}

/** Length of lines kept in memory for a caller that appends without flushing. */
const MAX_PENDING_CHARACTERS = 1_048_576;

/** Appends to the journal with group commit. Open it only after `readJournal` has checked what is there. */
export class JournalWriter implements Journal {
  #seq: number;
  #hash: string;
  #pending: string[] = [];
  #pendingCharacters = 0;
  readonly #segments: SegmentFiles;
  /** Last line handed to the operating system, and last line known to be on stable storage. */
  #writtenSeq: number;
  #durableSeq = 0;
  #lastSyncMs: number;
  #syncing: Promise<void> | null = null;
  #waiting = false;
  readonly #closing = new AbortController();
  #failure: JournalWriteError | null = null;

  constructor(
    readonly options: JournalOptions,
    tail: JournalTail,
  ) {
    this.#seq = tail.seq;
    this.#hash = tail.hash;
    // What an earlier process wrote may still be in the page cache only: the first commit syncs it as well.
    this.#writtenSeq = tail.seq;
    this.#lastSyncMs = options.clock.monotonicMs();
    this.#segments = this.#guard("open", options.directory, () => new SegmentFiles(options, tail));
  }

  get lastSeq(): number {
    return this.#seq;
  }

  get lastHash(): string {
    return this.#hash;
  }

  append(body: EventBody, correlationId: string): JournalEvent {
    this.#refuseAfterFailure();
    const seq = this.#seq + 1;
    const { mode } = this.options;
    const { line, hash } = encodeLine(body, { seq, mode, correlationId }, this.#hash);
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
    this.#seq = seq;
    this.#hash = hash;
    if (this.#pendingCharacters >= MAX_PENDING_CHARACTERS) this.flush();
    return { ...body, seq, at: isoUtc(body.atMs), v: 1, mode, correlationId, hash };
  }

  flush(): void {
    this.#refuseAfterFailure();
    if (this.#pending.length === 0) return;
    const lines = this.#pending;
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#guard("write", this.#segments.path, () => {
      this.#segments.write(lines);
    });
    this.#writtenSeq += lines.length;
  }

  async commit(): Promise<void> {
    this.flush();
    if (this.options.syncEveryMs > 0) {
      this.#syncInTime();
      return;
    }
    const needed = this.#writtenSeq;
    while (this.#durableSeq < needed) {
      await (this.#syncing ?? this.#startSync());
      this.#refuseAfterFailure();
    }
  }

  syncNow(): void {
    // Closed is durable already.
    if (this.#closing.signal.aborted) return;
    this.flush();
    if (this.#durableSeq >= this.#writtenSeq) return;
    const covered = this.#writtenSeq;
    this.#guard("sync", this.#segments.path, () => {
      this.#segments.syncNow();
    });
    this.#durableSeq = Math.max(this.#durableSeq, covered);
  }

  /** Durable from here on, in every mode. Nothing is accepted afterwards; a second call does nothing. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    try {
      this.flush();
      await this.#syncing;
      this.#refuseAfterFailure();
      this.#guard("sync", this.#segments.path, () => {
        this.#segments.syncNow();
      });
    } finally {
      this.#failure ??= new JournalWriteError("the journal is closed");
      this.#segments.close();
    }
  }

  /** Lines become durable about `syncEveryMs` after they were written, also when no further commit comes. */
  #syncInTime(): void {
    const busy = this.#syncing !== null || this.#waiting || this.#closing.signal.aborted;
    if (busy || this.#failure !== null || this.#durableSeq >= this.#writtenSeq) return;
    const { clock, syncEveryMs } = this.options;
    const waitMs = this.#lastSyncMs + syncEveryMs - clock.monotonicMs();
    if (waitMs <= 0) {
      void this.#startSync();
      return;
    }
    this.#waiting = true;
    void clock.sleep(waitMs, this.#closing.signal).then(() => {
      this.#waiting = false;
      this.#syncInTime();
    });
  }

  #startSync(): Promise<void> {
    const syncing = this.#syncWritten().finally(() => {
      this.#syncing = null;
      if (this.options.syncEveryMs > 0) this.#syncInTime();
    });
    this.#syncing = syncing;
    return syncing;
  }

  /** One sync covers all lines written before it began; lines written meanwhile wait for the next. Never rejects. */
  async #syncWritten(): Promise<void> {
    const covered = this.#writtenSeq;
    try {
      await this.#segments.sync();
      this.#durableSeq = covered;
      this.#lastSyncMs = this.options.clock.monotonicMs();
    } catch (cause) {
      this.#failure = writeError("sync", this.#segments.path, cause);
    }
  }

  #refuseAfterFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #guard<T>(what: string, path: string, operation: () => T): T {
    try {
      return operation();
    } catch (cause) {
      this.#failure = writeError(what, path, cause);
      throw this.#failure;
    }
  }
}

function writeError(what: string, path: string, cause: unknown): JournalWriteError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JournalWriteError(`the journal could not ${what} ${path}: ${reason}`, { cause });
}
