import type { ReadFailure } from "../readmodel/read-state.js";
import { isoUtc } from "../lib/time.js";

/**
 * A failure to find state, in other words where somebody holds one of the directories: a session that starts takes the
 * lock first, and has nothing to show until its venue has answered. Any other failure stays as it is.
 */
export async function orStarting(failure: ReadFailure, directories: readonly string[]): Promise<ReadFailure> {
  if (failure.code !== "state_missing") return failure;
  // Not on the way of a reading command that finds what it looks for.
  const { isLockHeld, lockHolder } = await import("../adapters/system/lock.js");
  for (const directory of directories) {
    if (!(await isLockHeld(directory))) continue;
    const holder = lockHolder(directory);
    const who = holder === null ? "a process" : `process ${String(holder.pid)}`;
    const since = holder === null ? "" : ` since ${isoUtc(holder.sinceMs)}`;
    return {
      code: failure.code,
      message: `${who} has been starting in ${directory}${since}: it has no state to show yet`,
      file: directory,
      fix: "Ask again in a few seconds: a start at a venue takes ten or more. Its own output says what it waits for.",
    };
  }
  return failure;
}
