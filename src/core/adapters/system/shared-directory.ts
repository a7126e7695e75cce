import * as fs from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Where Linux keeps the locks of running programs: the same for a shell and for a service with a /tmp of its own. */
const LOCKS = "/run/lock";

/**
 * A directory of this user that all processes of the machine agree on, whatever their TMPDIR; whoever writes there makes
 * it (0700). HEDGE_SHARED_DIR sets another place for it; where neither is there, it is the system's temporary directory.
 */
export function sharedDirectory(name: string, env: NodeJS.ProcessEnv = process.env): string {
  // Asked of the kernel: the user of a container need not have a name.
  return join(sharedPlace(env), `hedge-${String(process.getuid?.() ?? userInfo().uid)}-${name}`);
}

/** Where the shared directories of all users lie. */
export function sharedPlace(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env["HEDGE_SHARED_DIR"] ?? "";
  if (chosen !== "") return chosen;
  return isWritable(LOCKS) ? LOCKS : tmpdir();
}

function isWritable(directory: string): boolean {
  try {
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
