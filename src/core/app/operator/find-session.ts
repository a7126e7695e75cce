import { isLockHeld } from "../../adapters/system/lock.js";
import { MODES, type Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import type { ReadFailure } from "../../readmodel/read-state.js";
import type { StatePlace } from "../choose-state.js";
import { journalEvents, requireStateDirectory } from "../session-state.js";
import { orStarting } from "../starting.js";
import { requireWholeJournal, telemetrySeq } from "../telemetry-seq.js";

export interface FoundSession {
  readonly directory: string;
  readonly mode: Mode;
}

/**
 * The session that an operator means: --state, else the one an executor runs now, else what reading commands choose.
 * Unlike a reader, a hand on the switch does not guess between two running sessions.
 *
 * Errors: Failure 2 where several run, 3 where there is none, or its journal is gone.
 */
export async function findSession(files: Files, place: StatePlace): Promise<FoundSession> {
  const directory = place.state ?? (await runningDirectory(files, place)) ?? undefined;
  const chosen = await requireStateDirectory(files, { ...place, state: directory });
  const head = journalEvents(chosen, files, null).next();
  if (head.done === true) {
    requireWholeJournal(0, telemetrySeq(chosen, files));
    const none: ReadFailure = {
      code: "state_missing",
      message: `${chosen} has no journal: no session has begun there`,
      fix: "Start `hedge executor` first, or name another directory with --state.",
    };
    const { message, fix } = await orStarting(none, [chosen]);
    throw new Failure("journal_headless", 3, message, { file: chosen, ...(fix === undefined ? {} : { fix }) });
  }
  return { directory: chosen, mode: head.value.mode };
}

async function runningDirectory(files: Files, { cache = "cache", notice }: StatePlace): Promise<string | null> {
  const directories = MODES.map((mode) => `${cache}/${mode}`).filter((directory) => files.exists(directory));
  const running: string[] = [];
  for (const directory of directories) if (await isLockHeld(directory)) running.push(directory);
  const [only, ...others] = running;
  if (only === undefined) return null;
  if (others.length > 0) {
    throw new Failure("ambiguous_state", 2, `several sessions run: ${running.join(", ")}`, {
      path: "--state",
      fix: `Name the one you mean: --state ${running.at(-1) ?? ""}.`,
    });
  }
  if (directories.length > 1) notice(`the session that runs in ${only} (--state DIR names another)`);
  return only;
}
