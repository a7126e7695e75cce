import { setMode } from "../../adapters/fs/file-modes.js";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attemptAsync } from "../../adapters/system/attempt.js";
import { systemClock } from "../../adapters/system/clock.js";
import { acquireLock } from "../../adapters/system/lock.js";
import type { Repair, RepairOutcome } from "../../ops/doctor/repair.js";
import { inWords } from "./look-at-machine.js";

function perform(repair: Repair): void {
  switch (repair.kind) {
    case "make-directory":
      nodeFiles.makeDirectory(repair.path);
      return;
    case "set-mode":
      setMode(repair.path, repair.mode);
      return;
    case "remove":
      nodeFiles.remove(repair.path);
  }
}

function outcomeOf(repair: Repair): RepairOutcome {
  const done = inWords(() => {
    perform(repair);
  });
  return { repair, error: done.ok ? null : done.error };
}

/** Carries out repairs. Files are only removed under the lock: an executor that starts meanwhile may be writing them. */
export async function carryOut(repairs: readonly Repair[], stateDirectory: string): Promise<readonly RepairOutcome[]> {
  const harmless = repairs.filter(({ kind }) => kind !== "remove").map(outcomeOf);
  const removals = repairs.filter(({ kind }) => kind === "remove");
  if (removals.length === 0) return harmless;
  const taken = await attemptAsync(() => acquireLock(stateDirectory, systemClock));
  if (!taken.ok) return [...harmless, ...refused(removals, taken.error.message)];
  const lock = taken.value;
  if (!lock.ok) return [...harmless, ...refused(removals, "an executor has started meanwhile")];
  const removed = removals.map(outcomeOf);
  lock.value.release();
  return [...harmless, ...removed];
}

function refused(repairs: readonly Repair[], error: string): readonly RepairOutcome[] {
  return repairs.map((repair) => ({ repair, error }));
}
