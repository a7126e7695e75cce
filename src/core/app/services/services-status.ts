import { nodeFiles } from "../../adapters/fs/node-files.js";
import { runProgram } from "../../adapters/system/run-program.js";
import { Failure } from "../../lib/failure.js";
import type { KeeperName, ServiceName } from "../../ops/services/service-plan.js";
import { SERVICES } from "../../ops/services/service-plan.js";
import type { ServiceState } from "../../ops/services/service-state.js";
import { keeperToAsk, type KeeperWish } from "./choose-keeper.js";

/** What `hedge services status --json` prints, in this order. */
export interface ServicesDocument {
  readonly schema: "hedge.services/1";
  readonly mode: null;
  readonly manager: KeeperName;
  readonly system: boolean;
  readonly installed: boolean;
  readonly services: readonly ServiceState[];
}

/** Whether nobody needs to look: all run, or have ended as they should. */
export function allWell({ services }: ServicesDocument): boolean {
  return services.every(({ state }) => state === "running" || state === "finished");
}

/** How the three services do, by their manager's word. Errors: Failure 3 where there is none. */
export async function servicesStatus(wish: KeeperWish): Promise<ServicesDocument> {
  const manager = await keeperToAsk(wish);
  const installed = manager.paths.every((path) => nodeFiles.exists(path));
  const end = installed ? await runProgram(manager.ask) : null;
  const services = end === null ? SERVICES.map(notInstalled) : manager.states(end.stdout);
  const isSilent = end !== null && services.every(({ state }) => state === "not_installed" || state === "unknown");
  const silence = end?.isMissing === true ? `${manager.ask[0]} is not installed` : firstLine(end?.stderr, end?.stdout);
  return {
    schema: "hedge.services/1",
    mode: null,
    manager: manager.name,
    system: wish.isSystem,
    installed,
    services: isSilent
      ? services.map(({ name }) => ({ name, state: "stopped", pid: null, detail: silence }))
      : services,
  };
}

function notInstalled(name: ServiceName): ServiceState {
  return { name, state: "not_installed", pid: null, detail: "hedge services install" };
}

function firstLine(...texts: readonly (string | undefined)[]): string {
  return texts.join("").trim().split("\n")[0] ?? "";
}

/** What `hedge services logs --json` prints, in this order. */
export interface LogsDocument {
  readonly schema: "hedge.services-logs/1";
  readonly mode: null;
  readonly manager: KeeperName;
  readonly services: readonly { readonly name: ServiceName; readonly lines: readonly string[] }[];
}

/**
 * The last lines of one service, or of all.
 *
 * Errors: Failure 3 where the manager's log can't be read.
 */
export async function servicesLogs(
  wish: KeeperWish,
  { name, lines }: { readonly name: ServiceName | undefined; readonly lines: number },
): Promise<LogsDocument> {
  const manager = await keeperToAsk(wish);
  const services = [];
  for (const service of name === undefined ? SERVICES : [name]) {
    const end = await runProgram(manager.logs(service, lines));
    if (end.exitCode !== 0) {
      const why = end.isMissing ? `${manager.logs(service, lines)[0]} is not here` : firstLine(end.stderr, end.stdout);
      throw new Failure("logs_unreadable", 3, `${service}: ${why}`, {
        fix: "Is it installed (`hedge services status`), and may you read it?",
      });
    }
    services.push({ name: service, lines: end.stdout.split("\n").filter((line) => line !== "") });
  }
  return { schema: "hedge.services-logs/1", mode: null, manager: manager.name, services };
}
