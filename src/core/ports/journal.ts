import type { EventBody, JournalEvent } from "../domain/event.js";

/** Append-only record of a session. */
export interface Journal {
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Adds one line. In memory until `flush` or `commit` (or until enough lines wait to be worth a write). */
  append(body: EventBody, correlationId: string): JournalEvent;
  /** Hands all lines to the operating system (they survive kill -9). */
  flush(): void;
  /** Resolves when all lines are durable as this mode demands before a network write. */
  commit(): Promise<void>;
  /** Durable now, before anything that is made from these lines: a projection may never know more than the journal. */
  syncNow(): void;
  close(): Promise<void>;
}
