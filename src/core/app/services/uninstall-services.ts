import { nodeFiles } from "../../adapters/fs/node-files.js";
import { runProgram } from "../../adapters/system/run-program.js";
import type { KeeperName } from "../../ops/services/service-plan.js";
import { chooseKeeper, type KeeperWish } from "./choose-keeper.js";
import { demand, requireOurs } from "./install-services.js";
import { requireRightUser } from "./plan-services.js";

/** What `hedge services uninstall --json` prints, in this order. */
export interface UninstallDocument {
  readonly schema: "hedge.services-uninstall/1";
  readonly mode: null;
  readonly manager: KeeperName;
  readonly system: boolean;
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly change: "removed" | "would_remove" | "absent" }[];
}

/**
 * `hedge services uninstall`: stops the services and removes what install wrote. State, logs and keys stay. Done twice, it
 * changes nothing.
 *
 * Errors: as an install.
 */
export async function uninstallServices(
  wish: KeeperWish & { readonly dryRun: boolean; readonly user: string | undefined },
): Promise<UninstallDocument> {
  const { dryRun, isSystem } = wish;
  if (!dryRun) requireRightUser(isSystem, wish.user);
  const manager = await chooseKeeper(wish);
  const present = manager.paths.filter((path) => {
    const text = nodeFiles.readText(path);
    if (text !== null) requireOurs(path, text);
    return text !== null;
  });
  if (!dryRun && present.length > 0) {
    // Where no manager runs, nothing is there to stop.
    for (const words of manager.stop) await runProgram(words);
    present.forEach((path) => {
      nodeFiles.remove(path);
    });
    for (const words of manager.forget) await demand(words);
  }
  const removed = dryRun ? "would_remove" : "removed";
  return {
    schema: "hedge.services-uninstall/1",
    mode: null,
    manager: manager.name,
    system: isSystem,
    dryRun,
    files: manager.paths.map((path) => ({ path, change: present.includes(path) ? removed : "absent" })),
  };
}
