import { join } from "node:path";
import type { Credentials } from "../../adapters/binance-usdm/secret.js";
import { acquireLock, type HeldLock } from "../../adapters/system/lock.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import { isoUtc } from "../../lib/time.js";
import type { ExecutorPorts } from "../executor-session.js";

/**
 * One executor an account on this machine, whatever its state directory: a copied one would trade the same account twice.
 * The name tells neither key nor account.
 *
 * Errors: Failure 8 that names who trades there.
 */
export async function takeAccountLock(
  { rest, credentials }: { readonly rest: string; readonly credentials: Credentials },
  { files, clock }: Pick<ExecutorPorts, "files" | "clock">,
): Promise<HeldLock> {
  const directory = join(sharedDirectory("accounts"), sha256Hex(`${rest}|${credentials.key.reveal()}`).slice(0, 16));
  files.makeDirectory(directory);
  const taken = await acquireLock(directory, clock);
  if (taken.ok) return taken.value;
  const holder = taken.error;
  const who = holder === null ? "another process" : `process ${String(holder.pid)} (since ${isoUtc(holder.sinceMs)})`;
  throw new Failure("lock_held", 8, `${who} trades on this account already, from another state directory`, {
    fix: "Two executors on one account would undo each other's orders: stop that one first.",
  });
}
