import type { EventBody, JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import type { Clock } from "../lib/clock.js";
import { isoUtc } from "../lib/time.js";
import type { AppendFile, Files } from "../ports/files.js";
import type { Journal } from "../ports/journal.js";
import { encodeLine } from "./codec.js";
import { type JournalTail, segmentName, segmentPaths } from "./read.js";

export interface JournalOptions {
  readonly files: Files;
  readonly directory: string;
  readonly mode: Mode;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** A new segment begins once the current one has reached this length. Depends on bytes alone. */
  readonly segmentBytes: number;
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

/** Appends to the journal with group commit. Open it only after `readJournal` has checked what is there. */
export class JournalWriter implements Journal {
  #seq: number;
  #hash: string;
  #pending: string[] = [];
  #file: AppendFile;
  #segment: number;
  #unsynced = false;
  #lastSyncMs: number;
  #syncing: Promise<void> | null = null;
  #failure: JournalWriteError | null = null;

  constructor(
    readonly options: JournalOptions,
    tail: JournalTail,
  ) {
    const { files, directory, clock } = options;
    files.makeDirectory(directory);
    this.#seq = tail.seq;
    this.#hash = tail.hash;
    this.#lastSyncMs = clock.monotonicMs();
    this.#segment = Math.max(1, segmentPaths(files, directory).length);
    if (tail.segment !== null && tail.tornBytes > 0) files.truncate(tail.segment, tail.segmentLength);
    this.#file = files.openAppend(this.#path());
  }

  get lastSeq(): number {
    return this.#seq;
  }

  get lastHash(): string {
    return this.#hash;
  }

  append(body: EventBody, correlationId: string): JournalEvent {
    const seq = this.#seq + 1;
    const { mode } = this.options;
    const { line, hash } = encodeLine(body, { seq, mode, correlationId }, this.#hash);
    this.#pending.push(line);
    this.#seq = seq;
    this.#hash = hash;
    return { ...body, seq, at: isoUtc(body.atMs), v: 1, mode, correlationId, hash };
  }

  flush(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(`${this.#pending.join("\n")}\n`, "utf8");
    this.#pending = [];
    this.#guard("write", () => {
      if (this.#file.length >= this.options.segmentBytes) this.#rotate();
      this.#file.write(bytes);
    });
    this.#unsynced = true;
  }

  async commit(): Promise<void> {
    this.flush();
    if (!this.#unsynced) return;
    const { clock, syncEveryMs } = this.options;
    if (syncEveryMs === 0) {
      while (this.#unsynced) await (this.#syncing ?? this.#startSync());
      return;
    }
    const due = clock.monotonicMs() - this.#lastSyncMs >= syncEveryMs;
    if (due && this.#syncing === null) void this.#startSync();
  }

  async close(): Promise<void> {
    this.flush();
    await this.#syncing;
    this.#guard("sync", () => {
      this.#file.syncNow();
    });
    this.#file.close();
  }

  #path(): string {
    return `${this.options.directory}/${segmentName(this.#segment)}`;
  }

  #rotate(): void {
    this.#file.syncNow();
    this.#file.close();
    this.#segment += 1;
    this.#file = this.options.files.openAppend(this.#path());
  }

  /** One sync covers all lines written before it began; lines written meanwhile wait for the next. */
  async #startSync(): Promise<void> {
    this.#unsynced = false;
    const syncing = this.#file.sync();
    this.#syncing = syncing.then(
      () => {
        this.#lastSyncMs = this.options.clock.monotonicMs();
        this.#syncing = null;
      },
      (cause: unknown) => {
        this.#failure = new JournalWriteError(describe("sync", cause), { cause });
        this.#syncing = null;
      },
    );
    await this.#syncing;
    if (this.#failure !== null && this.options.syncEveryMs === 0) throw this.#failure;
  }

  #guard(what: string, operation: () => void): void {
    try {
      operation();
    } catch (cause) {
      this.#failure = new JournalWriteError(describe(what, cause), { cause });
      throw this.#failure;
    }
  }
}

function describe(what: string, cause: unknown): string {
  return `the journal could not ${what}: ${cause instanceof Error ? cause.message : String(cause)}`;
}
