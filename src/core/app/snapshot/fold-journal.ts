import { attempt } from "../../adapters/system/attempt.js";
import type { Mode } from "../../domain/mode.js";
import { AWAY, JournalAway } from "../../journal/away.js";
import { emptyTail, JournalCorruption, type JournalTail, tailAfter } from "../../journal/read.js";
import type { Files } from "../../ports/files.js";
import { journalDirectory, journalEvents } from "../session-state.js";
import type { BooksFold } from "./books-fold.js";
import { type BooksSnapshot, readSnapshot, type SnapshotFound } from "./snapshot-file.js";

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

/**
 * Where the lines begin that have to be read: after a sound snapshot, else at the first.
 *
 * Errors: JournalAway where there is no sound snapshot, and lines that it stood for are in the mirror alone.
 */
export function beginning(
  directory: string,
  files: Files,
  mode: Mode | null,
): { readonly snapshot: BooksSnapshot | null; readonly tail: JournalTail } {
  const found = soundSnapshot(directory, files, mode);
  if ("snapshot" in found) {
    return { snapshot: found.snapshot, tail: tailAfter(journalDirectory(directory), found.snapshot.end) };
  }
  requireAllHere(directory, files, found.doubt);
  return { snapshot: null, tail: emptyTail() };
}

/** After an upgrade, for example: the snapshot is of other code, and the lines it stood for have left the disk. */
function requireAllHere(directory: string, files: Files, doubt: string): void {
  const journal = journalDirectory(directory);
  const segments = files.list(journal).flatMap((name) => (name.endsWith(AWAY) ? [name.slice(0, -AWAY.length)] : []));
  const away = segments.find((name) => files.readBytes(`${journal}/${name}`) === null);
  if (away === undefined) return;
  const place = `--state ${directory}`;
  throw new JournalAway(
    `${journal}/${away}`,
    `and the snapshot that stands for them can't be used: ${doubt}. Nobody can go on with these books before they are back`,
    `Run \`hedge sync fetch ${place}\`, then \`hedge journal compact ${place}\`, then this again.`,
  );
}

/**
 * The snapshot, if the line after it follows it: each hash is made of the one before, so that line proves all that came
 * earlier to be what the snapshot was made of.
 */
function soundSnapshot(directory: string, files: Files, mode: Mode | null): SnapshotFound {
  const found = readSnapshot(directory, files);
  if (!("snapshot" in found)) return found;
  const { snapshot } = found;
  if (mode !== null && snapshot.memory.state.mode !== mode) return { doubt: "it is of another mode" };
  const events = journalEvents(directory, files, mode, tailAfter(journalDirectory(directory), snapshot.end));
  const next = attempt(() => events.next());
  const isDoubt = !next.ok && (next.error instanceof JournalCorruption || next.error instanceof JournalAway);
  if (!next.ok && !isDoubt) throw next.error;
  return next.ok && next.value.done !== true ? found : { doubt: "the line after it does not follow it" };
}
