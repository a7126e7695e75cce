import type { EventBody, JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { isoUtc } from "../lib/time.js";
import type { Journal } from "../ports/journal.js";

/** A journal that keeps nothing: for sessions that only rehearse, in which no order ever leaves the process. */
export class TransientJournal implements Journal {
  #seq = 0;
  #atMs = Number.NaN;
  #at = "";
  readonly lastHash = "";

  constructor(readonly mode: Mode) {}

  get lastSeq(): number {
    return this.#seq;
  }

  append(body: EventBody, correlationId: string): JournalEvent {
    this.#seq += 1;
    if (body.atMs !== this.#atMs) {
      this.#atMs = body.atMs;
      this.#at = isoUtc(body.atMs);
    }
    const { mode } = this;
    return { ...body, seq: this.#seq, at: this.#at, v: 1, mode, correlationId, hash: "" };
  }

  flush(): void {
    // Nothing waits.
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  syncNow(): void {
    // Nothing waits.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
