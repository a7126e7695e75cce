import type { Mode } from "../domain/mode.js";
import type { Files } from "../ports/files.js";
import { emptyTail, type JournalTail, JournalCorruption, readJournal } from "./read.js";
import { eventProblem } from "./schemas.js";

/** What `journal verify` found. `events` counts the lines before the first bad one. */
export interface JournalVerdict {
  /** Mode of the first line; null where not even that can be read. */
  readonly mode: Mode | null;
  readonly events: number;
  readonly ok: boolean;
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Unfinished last line, as a killed process leaves it: no damage, the next start cuts it. */
  readonly tornBytes: number;
  readonly file?: string;
  /** Counts from 1 within the file. */
  readonly line?: number;
  readonly reason?: string;
}

/**
 * Checks each line of a journal: UTF-8, chain, sequence, version and schema. Changes nothing.
 *
 * A journal whose last whole lines were taken away reads as a shorter journal: that is seen only by who knows
 * the last hash, so the verdict names it.
 */
export function verifyJournal(files: Pick<Files, "list" | "readBytes">, directory: string): JournalVerdict {
  const tail = emptyTail();
  let events = 0;
  let mode: Mode | null = null;
  try {
    for (const event of readJournal(files, directory, tail, eventProblem)) {
      events += 1;
      mode ??= event.mode;
    }
  } catch (error) {
    if (!(error instanceof JournalCorruption)) throw error;
    const { file, line, reason } = error;
    return { ...verdictOn(tail, events), mode, ok: false, file, line, reason };
  }
  return { ...verdictOn(tail, events), mode, ok: true };
}

function verdictOn(tail: JournalTail, events: number): Omit<JournalVerdict, "ok" | "mode"> {
  return { events, lastSeq: tail.seq, lastHash: tail.hash, tornBytes: tail.tornBytes };
}
