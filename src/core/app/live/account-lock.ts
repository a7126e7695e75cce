import { join } from "node:path";
import type { Credentials } from "../../adapters/binance-usdm/secret.js";
import type { HeldLock } from "../../adapters/system/lock.js";
import { sharedDirectory } from "../../adapters/system/shared-directory.js";
import { sha256Hex } from "../../lib/hash.js";
import type { ExecutorPorts } from "../executor-session.js";
import { takeLockOf } from "../session-state.js";

/**
 * One executor an account on this machine, whatever its state directory: a copied one would trade the same account twice.
 * The name tells neither key nor account.
 *
 * Errors: Failure 8 that names who trades there.
 */
export async function takeAccountLock(
  { rest, credentials }: { readonly rest: string; readonly credentials: Credentials },
  ports: Pick<ExecutorPorts, "files" | "clock">,
): Promise<HeldLock> {
  const directory = join(sharedDirectory("accounts"), sha256Hex(`${rest}|${credentials.key.reveal()}`).slice(0, 16));
  return takeLockOf(directory, ports, {
    doing: "trades on this account already, from another state directory",
    fix: "Two executors on one account would undo each other's orders: stop that one first.",
  });
}
