import { isoUtc } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";
import type { Reading } from "./reading.js";

export interface LockFacts {
  readonly exists: boolean;
  /** Asked of the kernel, not of the record. */
  readonly held: Reading<boolean>;
  /** Who wrote the record; null where it can't be read. */
  readonly holder: { readonly pid: number; readonly sinceMs: number } | null;
  readonly holderProcess: {
    /** A process with this pid and this start time exists. */
    readonly isAlive: boolean;
    /** `T`: stopped by a signal; null where the platform doesn't tell. */
    readonly stateLetter: string | null;
  };
}

const STOPPED = ["T", "t"];

export function isFrozen({ holderProcess: { isAlive, stateLetter } }: LockFacts): boolean {
  return isAlive && stateLetter !== null && STOPPED.includes(stateLetter);
}

export function checkLock(facts: LockFacts): Check {
  const { exists, held, holder, holderProcess } = facts;
  const id = "lock.holder";
  if (!exists) return skip(id, "no lock file: no executor has run here");
  if (!held.ok) return warn(id, `the lock can't be asked: ${held.error}`, "run as the user who owns the directory");
  const who = holder === null ? null : `process ${String(holder.pid)} since ${isoUtc(holder.sinceMs)}`;
  if (!held.value) return pass(id, who === null ? "free" : `free (last held by ${who})`);
  if (who === null || holder === null || !holderProcess.isAlive) {
    const named = who === null ? "its record can't be read" : `its record names ${who}, which is gone`;
    return warn(id, `held, but ${named}`, "find the holder: `lsof` or `fuser` on the file `lock`");
  }
  if (!isFrozen(facts)) return pass(id, `held by ${who}`);
  const pid = String(holder.pid);
  return fail(
    id,
    `held by ${who}, which is frozen (SIGSTOP)`,
    `kill -CONT ${pid} lets it go on, kill -KILL ${pid} ends it`,
  );
}
