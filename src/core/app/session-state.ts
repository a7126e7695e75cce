import { join } from "node:path";
import { acquireLock, type HeldLock, type LockHolder } from "../adapters/system/lock.js";
import type { JournalEvent } from "../domain/event.js";
import type { Mode } from "../domain/mode.js";
import { emptyTail, type JournalTail, readJournal } from "../journal/read.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { isoUtc, SECOND_MS } from "../lib/time.js";
import type { Files } from "../ports/files.js";
import { chooseStateDirectory, directoriesOf, type StatePlace } from "./choose-state.js";
import { requireNoStandby } from "./standby.js";
import { orStarting } from "./starting.js";

export function journalDirectory(stateDirectory: string): string {
  return join(stateDirectory, "journal");
}

/** The directory a reading command works on. Errors: Failure 3 where there is no session. */
export async function requireStateDirectory(files: Files, place: StatePlace): Promise<string> {
  const chosen = await chooseStateDirectory(files, place);
  if (chosen.ok) return chosen.value;
  const { code, message, fix } = await orStarting(chosen.error, directoriesOf(place));
  throw new Failure(code, 3, message, fix === undefined ? {} : { fix });
}

/** A flatten without an executor closes and goes; it has a minute, and asks the venue before. */
const CLOSING_WAIT_MS = 90 * SECOND_MS;
/** Whoever took the lock less than this ago may be an operator's command: it writes its line and goes. */
const YOUNG_MS = 2 * SECOND_MS;
const ASK_AGAIN_MS = 200;

/**
 * Takes the state directory for this process, to trade. Waits for an operator's command that is done soon: a service
 * manager starts an executor again while `hedge flatten` still closes what the last one left.
 *
 * Errors: Failure 8 naming who holds it, or why its books must not be traded on.
 */
export async function takeLock(stateDirectory: string, ports: LockPorts, closing = false): Promise<HeldLock> {
  requireNoStandby(stateDirectory, ports.files);
  return takeLockOf(stateDirectory, ports, {
    closing,
    code: "lock_held",
    doing: `holds ${stateDirectory}: an executor runs there already`,
    fix: "Stop it with Ctrl-C or SIGTERM, or use another --state directory.",
  });
}

interface LockPorts {
  readonly files: Files;
  readonly clock: Clock;
}

interface LockWords {
  /** Of the refusal: what its holder is doing there, and the remedy. */
  readonly code: string;
  readonly doing: string;
  readonly fix: string;
  /** What this process does there itself, see `LockHolder`. */
  readonly closing?: boolean;
}

/**
 * Takes the lock of a directory, which is made where it is missing.
 *
 * Errors: Failure 8 with the holder, what it is doing there, and the remedy.
 */
export async function takeLockOf(
  directory: string,
  { files, clock }: LockPorts,
  { doing, fix, code, closing = false }: LockWords,
): Promise<HeldLock> {
  files.makeDirectory(directory);
  const sinceMs = clock.monotonicMs();
  for (;;) {
    const taken = await acquireLock(directory, clock, closing ? { closing } : {});
    if (taken.ok) return taken.value;
    const holder = taken.error;
    if (clock.monotonicMs() - sinceMs < patienceMs(holder, clock)) {
      await clock.sleep(ASK_AGAIN_MS);
      continue;
    }
    const who = holder === null ? "another process" : `process ${String(holder.pid)} (since ${isoUtc(holder.sinceMs)})`;
    throw new Failure(code, 8, `${who} ${doing}`, { fix });
  }
}

/** How long to wait for who holds a lock; 0 for whoever has come to stay. */
function patienceMs(holder: LockHolder | null, clock: Clock): number {
  if (holder === null) return 0;
  if (holder.closing === true) return CLOSING_WAIT_MS;
  return clock.nowMs() - holder.sinceMs < YOUNG_MS ? YOUNG_MS : 0;
}

/**
 * Events of a state directory in order, with the chain checked.
 *
 * Errors: JournalCorruption naming file, line and byte where the journal is not what was written; Failure 3 when
 * the directory belongs to another mode.
 */
export function* journalEvents(
  stateDirectory: string,
  files: Files,
  mode: Mode | null,
  tail: JournalTail = emptyTail(),
): Generator<JournalEvent, void, undefined> {
  for (const event of readJournal(files, journalDirectory(stateDirectory), tail)) {
    if (mode !== null && event.mode !== mode) throw otherMode(stateDirectory, event.mode, mode);
    yield event;
  }
}

function otherMode(stateDirectory: string, held: Mode, wanted: Mode): Failure {
  return new Failure("state_of_other_mode", 3, `${stateDirectory} holds the books of mode ${held}, not ${wanted}`, {
    fix: `Leave --state out (it defaults to cache/${wanted}) or name another directory.`,
  });
}

/** Stays where it is: who writes, what was archived before, and whose mirror it is. */
const NEVER_ARCHIVED = ["lock", "archive", "sync"];

/** Moves everything but the lock and the mirror's cursor into `archive/<time>`, so that nothing is ever deleted. */
export function archiveState(stateDirectory: string, files: Files, clock: Clock): string | null {
  const entries = files.list(stateDirectory).filter((name) => !NEVER_ARCHIVED.includes(name));
  if (entries.length === 0) return null;
  const stamp = isoUtc(clock.nowMs()).replaceAll(":", "-");
  let target = join(stateDirectory, "archive", stamp);
  for (let copy = 2; files.exists(target); copy++) target = join(stateDirectory, "archive", `${stamp}-${String(copy)}`);
  files.makeDirectory(target);
  // The journal goes last: while it is there, the books are, too.
  const ordered = [...entries.filter((name) => name !== "journal"), ...entries.filter((name) => name === "journal")];
  for (const name of ordered) files.rename(join(stateDirectory, name), join(target, name));
  return target;
}
