import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A directory of this user that all processes of the machine agree on; whoever writes there makes it (0700). */
export function sharedDirectory(name: string): string {
  return join(tmpdir(), `hedge-${String(userInfo().uid)}-${name}`);
}
