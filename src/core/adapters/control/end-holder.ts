import { err, ok, type Result } from "../../lib/result.js";
import { isSameHolder, lockHolder, type LockHolder } from "../system/lock.js";
import { processIdentity } from "../system/process.js";

/**
 * Ends the process that the lock's record names, with SIGKILL: one that hangs answers no other signal. Never another:
 * pid and start time must both be the record's at the instant before. One that is gone already is fine.
 *
 * silent: who was asked and did not answer. Returns null, and ends nobody, where another holds the lock by now.
 * Errors: why nobody was ended, in words.
 */
export function endHolder(directory: string, silent: LockHolder | null): Result<LockHolder | null, string> {
  const holder = lockHolder(directory);
  if (!isSameHolder(holder, silent)) return ok(null);
  if (holder === null || !Number.isSafeInteger(holder.pid) || holder.pid < 2) {
    return err("the lock's record does not say who holds it");
  }
  if (holder.pid === process.pid) return err("this process itself holds the lock");
  if (holder.startTicks === null)
    return err(`nothing tells process ${String(holder.pid)} from a later one with its number`);
  const found = processIdentity(holder.pid);
  if (found === null) return ok(holder);
  if (found.startTicks !== holder.startTicks) {
    return err(`process ${String(holder.pid)} is not the one that took the lock (another container's?)`);
  }
  try {
    process.kill(holder.pid, "SIGKILL");
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
    if (code !== "ESRCH") return err(`process ${String(holder.pid)} can't be ended: ${String(code)}`);
  }
  return ok(holder);
}
