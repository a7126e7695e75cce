import { join, resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { isRoot } from "../../adapters/system/process.js";
import { sharedPlace } from "../../adapters/system/shared-directory.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import { type ServicePlan, SYNC_CREDENTIALS } from "../../ops/services/service-plan.js";
import { PACKAGE_ROOT } from "../package-root.js";

/** Flags of `hedge services install`, as they are parsed. */
export interface PlanFlags {
  readonly mode: Mode;
  readonly config: string;
  readonly state: string | undefined;
  readonly target: string | undefined;
  readonly port: number;
  readonly system: boolean;
  readonly user: string | undefined;
  readonly credentials: string | undefined;
}

/** Where the machine's administrator keeps what no repository holds. */
const MACHINE_SETTINGS = "/etc/hedge";
const ROOT = "root";

/** What the services are made of, from the current directory. Errors: Failure 2 for flags that don't fit each other. */
export function planServices(flags: PlanFlags): ServicePlan {
  const { mode, config, state, target, port, system, credentials } = flags;
  const root = resolve(".");
  const keys = credentials ?? (system ? `${MACHINE_SETTINGS}/credentials` : undefined);
  return {
    mode,
    launcher: [process.execPath, join(PACKAGE_ROOT, "bin", "run.js")],
    root,
    config: resolve(config),
    state: resolve(state ?? `cache/${mode}`),
    shared: sharedPlace(),
    target: target ?? null,
    port,
    user: system ? systemUser(flags) : refusedUser(flags),
    environmentFile: system ? `${MACHINE_SETTINGS}/hedge.env` : null,
    credentials: keys === undefined ? null : resolve(keys),
    // A unit that names a file which is not there does not start, and most mirrors need none.
    syncCredentials: keys === undefined ? [] : SYNC_CREDENTIALS.filter((name) => nodeFiles.exists(join(keys, name))),
  };
}

/** Whom the machine's services run as: a name that was given. Root only where it is spelt out. */
function systemUser({ user }: PlanFlags): string {
  if (user !== undefined && /^[a-z_][a-z0-9_-]{0,31}$/.test(user)) return user;
  throw new Failure("user_missing", 2, "the machine's services need a user to run as, and that should not be root", {
    path: "--user",
    ...(user === undefined ? {} : { value: user }),
    fix: "adduser --system --group hedge, then --system --user hedge",
  });
}

function refusedUser({ user }: PlanFlags): null {
  if (user === undefined || (user === ROOT && isRoot())) return null;
  throw new Failure("usage", 2, "--user goes with --system: services of your own run as you", { path: "--user" });
}

/**
 * Root installs for the machine, everybody else for themselves: nothing runs as root because somebody forgot a word.
 *
 * Errors: Failure 2 for root without --system; Failure 3 for --system without root.
 */
export function requireRightUser(system: boolean, user: string | undefined): void {
  if (isRoot() && !system && user !== ROOT) {
    throw new Failure("root_refused", 2, "you are root: services installed like this would trade as root", {
      path: "--system",
      fix: "Give them a user of their own: --system --user hedge. Or log in as that user. If root is what you mean: --user root.",
    });
  }
  if (system && !isRoot()) {
    throw new Failure("needs_root", 3, "--system writes to /etc, which root alone may", {
      path: "--system",
      fix: "Leave --system out to install them for yourself, or use sudo.",
    });
  }
}
