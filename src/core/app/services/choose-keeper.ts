import { resolve } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { homeDirectory } from "../../adapters/system/machine.js";
import { runProgram } from "../../adapters/system/run-program.js";
import { Failure } from "../../lib/failure.js";
import { type ServiceKeeper, serviceKeeper, shippedSupervisor } from "../../ops/services/service-keeper.js";
import type { KeeperName } from "../../ops/services/service-plan.js";

/** Which manager is meant, and whose. */
export interface KeeperWish {
  readonly manager: KeeperName | undefined;
  /** The machine's own, which root alone may change. */
  readonly isSystem: boolean;
}

/** There where systemd is what the machine was started with (sd_booted(3)). */
const BOOTED = "/run/systemd/system";

/**
 * The manager that is meant, else systemd where the machine runs it, else supervisor where it is installed.
 *
 * Errors: Failure 3 where there is neither.
 */
export async function chooseKeeper({ manager, isSystem }: KeeperWish): Promise<ServiceKeeper> {
  const places = { isSystem, root: resolve("."), home: homeDirectory() };
  if (manager !== undefined) return serviceKeeper(manager, places);
  if (nodeFiles.exists(BOOTED)) return serviceKeeper("systemd", places);
  if (!(await runProgram(["supervisord", "--version"])).isMissing) return serviceKeeper("supervisor", places);
  throw new Failure("no_manager", 3, "neither systemd runs here nor is supervisord installed", {
    path: "--manager",
    fix: "Debian: apt-get install supervisor. To see the files for another machine: --manager systemd --dry-run.",
  });
}

/**
 * The manager to ask how services do: the one that is meant, else the supervisor that runs the file of this clone, where
 * nothing was installed.
 */
export async function keeperToAsk(wish: KeeperWish): Promise<ServiceKeeper> {
  const meant = await chooseKeeper(wish);
  const isElsewhere = wish.isSystem || wish.manager === "systemd";
  if (isElsewhere || meant.paths.every((path) => nodeFiles.exists(path))) return meant;
  const { keeper, sign } = shippedSupervisor(resolve("."));
  return nodeFiles.exists(sign) && keeper.paths.every((path) => nodeFiles.exists(path)) ? keeper : meant;
}
