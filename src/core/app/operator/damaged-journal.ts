import { attemptAsync } from "../../adapters/system/attempt.js";
import { executorCommand, hasVenue, type Mode } from "../../domain/mode.js";
import { JournalCorruption } from "../../journal/read.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { beginning } from "../snapshot/fold-journal.js";
import { journalEvents } from "../session-state.js";
import { requireWholeJournal, telemetrySeq } from "../telemetry-seq.js";

/** Failures that mean the same as a line that is not what was written: no books can be made of this journal. */
const BROKEN: readonly string[] = ["journal_short", "journal_headless"];

/** Errors: those of a journal that is not what was written, or that lacks lines. */
export function requireSoundJournal(directory: string, mode: Mode, files: Files): void {
  const projectedSeq = telemetrySeq(directory, files);
  const { tail } = beginning(directory, files, mode);
  const events = journalEvents(directory, files, mode, tail);
  while (events.next().done !== true);
  requireWholeJournal(tail.seq, projectedSeq);
}

/**
 * What a flatten came to, where a damaged journal is told as who holds positions has to hear it: that nothing was closed,
 * what still protects them, and what closes them without these books.
 *
 * mode: null where not even the journal's first line can be read. Errors: Failure 3 with code, file and place of the damage; all others as they are.
 */
export async function tellingDamage<T>(mode: Mode | null, work: () => Promise<T>): Promise<T> {
  const done = await attemptAsync(work);
  if (done.ok) return done.value;
  const damage = damageOf(done.error);
  if (damage === null) throw done.error;
  const { code, message, file } = damage;
  const place = { fix: wayOut(mode), ...(file === undefined ? {} : { file }) };
  throw new Failure(code, 3, `nothing was closed by this command${stopsRest(mode)}: ${message}`, place);
}

function damageOf(error: unknown): { readonly code: string; readonly message: string; readonly file?: string } | null {
  if (error instanceof JournalCorruption) return error;
  return error instanceof Failure && BROKEN.includes(error.code) ? error : null;
}

function stopsRest(mode: Mode | null): string {
  return mode !== null && !hasVenue(mode) ? "" : ", what is held keeps its stops at the venue";
}

/** Without a venue there is nothing to close: the market of these books is in them. */
function wayOut(mode: Mode | null): string {
  const manual = "docs/OPERATIONS.md, A damaged journal";
  if (mode !== null && !hasVenue(mode)) {
    return `Restore the directory from a mirror, or begin anew with \`${executorCommand(mode)} --fresh\` (${manual}).`;
  }
  return (
    "Close the positions on the venue's own page; or restore the directory from a mirror; or say `hedge flatten --state COPY` " +
    `of a copy whose journal ends before the damage (${manual}).`
  );
}
