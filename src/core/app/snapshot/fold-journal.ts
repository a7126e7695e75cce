import { attempt } from "../../adapters/system/attempt.js";
import type { Mode } from "../../domain/mode.js";
import { JournalAway } from "../../journal/away.js";
import { emptyTail, JournalCorruption, type JournalTail, tailAfter } from "../../journal/read.js";
import type { Files } from "../../ports/files.js";
import { journalDirectory, journalEvents } from "../session-state.js";
import type { BooksFold } from "./books-fold.js";
import { type BooksSnapshot, readSnapshot } from "./snapshot-file.js";

interface FoldedJournal {
  readonly tail: JournalTail;
  /** Number of the last line that was not read again, because a snapshot stands for it; 0 where all were read. */
  readonly snapshotSeq: number;
}

/**
 * Brings a fold up to the end of a journal: from its snapshot and the lines after it, or, on any doubt, from the first
 * line. Both lead to the same books (docs/adr/0016).
 *
 * mode: whose books they must be; null for any.
 * Errors: those of `journalEvents`.
 */
export function foldJournal(fold: BooksFold, directory: string, files: Files, mode: Mode | null): FoldedJournal {
  const { snapshot, tail } = beginning(directory, files, mode);
  if (snapshot !== null) fold.resume(snapshot.memory, snapshot.lines);
  for (const event of journalEvents(directory, files, mode, tail)) fold.add(event);
  return { tail, snapshotSeq: snapshot?.end.seq ?? 0 };
}

/** Where the lines begin that a start has to read: after a sound snapshot, else at the first. */
export function beginning(
  directory: string,
  files: Files,
  mode: Mode | null,
): { readonly snapshot: BooksSnapshot | null; readonly tail: JournalTail } {
  const snapshot = soundSnapshot(directory, files, mode);
  return { snapshot, tail: snapshot === null ? emptyTail() : tailAfter(journalDirectory(directory), snapshot.end) };
}

/**
 * The snapshot, if the line after it follows it: each hash is made of the one before, so that line proves all that came
 * earlier to be what the snapshot was made of.
 */
function soundSnapshot(directory: string, files: Files, mode: Mode | null): BooksSnapshot | null {
  const found = readSnapshot(directory, files);
  if (!("snapshot" in found)) return null;
  const { snapshot } = found;
  if (mode !== null && snapshot.memory.state.mode !== mode) return null;
  const events = journalEvents(directory, files, mode, tailAfter(journalDirectory(directory), snapshot.end));
  const next = attempt(() => events.next());
  const isDoubt = !next.ok && (next.error instanceof JournalCorruption || next.error instanceof JournalAway);
  if (!next.ok && !isDoubt) throw next.error;
  return next.ok && next.value.done !== true ? snapshot : null;
}
