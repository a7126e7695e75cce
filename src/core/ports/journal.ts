import type { EventBody, JournalEvent } from "../domain/event.js";

/** Append-only record of a session. */
export interface Journal {
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Adds one line. In memory until `flush`, `commit` or the end of the current turn. */
  append(body: EventBody, correlationId: string): JournalEvent;
  /** Hands all lines to the operating system (they survive kill -9). */
  flush(): void;
  /** Resolves when all lines are durable as this mode demands before a network write. */
  commit(): Promise<void>;
  close(): Promise<void>;
}
