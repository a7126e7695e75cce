import { dirname } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { runProgram } from "../../adapters/system/run-program.js";
import type { Mode } from "../../domain/mode.js";
import { Failure } from "../../lib/failure.js";
import type { ServiceFile, ServiceKeeper, Words } from "../../ops/services/service-keeper.js";
import { type KeeperName, OWN_MARK, SERVICES } from "../../ops/services/service-plan.js";
import { chooseKeeper } from "./choose-keeper.js";
import { type PlanFlags, planServices, requireRightUser } from "./plan-services.js";

interface InstallFlags extends PlanFlags {
  readonly manager: KeeperName | undefined;
  readonly start: boolean;
  readonly dryRun: boolean;
}

type Change = "written" | "unchanged" | "would_write";

/** What `hedge services install --json` prints, in this order. */
export interface InstallDocument {
  readonly schema: "hedge.services-install/1";
  readonly mode: Mode;
  readonly manager: KeeperName;
  readonly system: boolean;
  readonly dryRun: boolean;
  readonly files: readonly { readonly path: string; readonly change: Change; readonly text: string }[];
  /** Command lines that were run; with `dryRun` those that would be. */
  readonly commands: readonly string[];
  readonly started: boolean;
  /** What is left for a person to do. */
  readonly next: readonly string[];
}

/**
 * `hedge services install`: writes the files of the three services and has the manager read them. Done twice, it changes
 * nothing. With `start` they run, now and after each boot.
 *
 * Errors: Failure 2 and 3 for a user that doesn't fit; Failure 3 where a file of somebody else is in the way or the manager
 * refuses.
 */
export async function installServices(flags: InstallFlags): Promise<InstallDocument> {
  const { dryRun, start, system, mode } = flags;
  if (!dryRun) requireRightUser(system, flags.user);
  const plan = planServices(flags);
  const manager = await chooseKeeper({ manager: flags.manager, isSystem: system });
  const files = manager.files(plan).map((file) => ({ ...file, change: changeOf(file, dryRun) }));
  const commands = [...manager.reload, ...(start ? manager.start : [])];
  if (!dryRun) {
    manager.directories.forEach((directory) => {
      nodeFiles.makeDirectory(directory);
    });
    for (const { path, text, change } of files) if (change === "written") nodeFiles.replace(path, text);
    for (const words of manager.reload) await demand(words);
    if (start) await startAll(manager);
  }
  return {
    schema: "hedge.services-install/1",
    mode,
    manager: manager.name,
    system,
    dryRun,
    files: files.map(({ path, change, text }) => ({ path, change, text })),
    commands: commands.map((words) => words.join(" ")),
    started: start && !dryRun,
    next: nextSteps(manager, flags),
  };
}

function changeOf({ path, text }: ServiceFile, dryRun: boolean): Change {
  const before = nodeFiles.readText(path);
  if (before === text) return "unchanged";
  if (before !== null) requireOurs(path, before);
  return dryRun ? "would_write" : "written";
}

/** Errors: Failure 3 for a file that somebody else wrote. */
export function requireOurs(path: string, text: string): void {
  if (text.includes(OWN_MARK)) return;
  throw new Failure("foreign_file", 3, `${path} was not written by hedge: it is left as it is`, {
    file: path,
    fix: `Move it away: mv ${path} ${dirname(path)}/…`,
  });
}

async function startAll({ start, launch }: ServiceKeeper): Promise<void> {
  for (const words of start) {
    const end = await runProgram(words);
    if (end.exitCode === 0) continue;
    if (launch === null) throw refused(words, end);
    await demand(launch);
  }
}

/** Runs a command of the manager. Errors: Failure 3 with what it printed. */
export async function demand(words: Words): Promise<void> {
  const end = await runProgram(words);
  if (end.exitCode !== 0) throw refused(words, end);
}

function refused(words: Words, { isMissing, stderr, stdout }: Awaited<ReturnType<typeof runProgram>>): Failure {
  const printed = `${stderr}${stdout}`.trim().split("\n")[0] ?? "";
  const why = isMissing ? "there is no such program here" : printed === "" ? "it failed" : printed;
  return new Failure("manager_refused", 3, `${words.join(" ")}: ${why}`, {
    fix: isMissing ? "Is it installed, and on the PATH?" : "Run that line by hand to see more.",
  });
}

function nextSteps(
  { start, launch, name }: ServiceKeeper,
  { mode, system, ...flags }: InstallFlags,
): readonly string[] {
  const plan = planServices({ mode, system, ...flags });
  const lines = launch === null ? start : [launch];
  return [
    ...(system ? [`install -d -m 0700 -o ${plan.user ?? ""} ${plan.state}`] : []),
    ...(plan.credentials === null || name !== "systemd"
      ? []
      : [`put BINANCE_API_KEY and BINANCE_API_SECRET (0600) into ${plan.credentials}`]),
    ...(mode === "prod" ? [armed(plan.environmentFile, name)] : []),
    ...(flags.start ? [] : lines.map((words) => words.join(" "))),
    ...(!system && name === "systemd" ? ["loginctl enable-linger (they go on when you log out)"] : []),
    `hedge services status${name === "systemd" ? "" : " --manager supervisor"}   # ${SERVICES.join(", ")}`,
  ];
}

function armed(environmentFile: string | null, manager: KeeperName): string {
  const place = environmentFile !== null && manager === "systemd" ? environmentFile : `the environment of ${manager}`;
  return `set ALLOW_PROD_WRITE=1 in ${place}: without it the executor exits with 7`;
}
