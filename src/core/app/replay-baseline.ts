import { join } from "node:path";
import { nodeFiles } from "../adapters/fs/node-files.js";
import type { Config } from "../config/config-files.js";
import { isConfiguring } from "../domain/configuring-event.js";
import { checkConfig, loadConfig } from "../config/load.js";
import type { ConfigProblem } from "../config/problem.js";
import { Failure } from "../lib/failure.js";
import { STRATEGIES } from "../strategies/registry.js";
import { chooseStateDirectory, type StatePlace } from "./choose-state.js";
import { configOfSession } from "./config-of-session.js";
import { PACKAGE_ROOT } from "./package-root.js";
import { journalEvents, requireStateDirectory } from "./session-state.js";

export interface Baseline {
  readonly config: Config;
  /** What it is, in words. */
  readonly baseline: string;
}

/**
 * What an audited configuration is replayed against: what `--against` names; else what the session in the state directory
 * was started with; without a session, what is shipped.
 *
 * Errors: Failure 3 where that can't be used, or `--state` names a directory without a session.
 */
export async function replayBaseline(
  against: { readonly name: string; readonly trees: Readonly<Record<string, unknown>> } | null,
  place: StatePlace,
): Promise<Baseline> {
  if (against !== null) {
    const checked = checkConfig(against.trees, STRATEGIES);
    if (!checked.ok) throw unusable(`--against ${against.name}`, checked.error);
    return { config: checked.value, baseline: against.name };
  }
  const directory = await sessionDirectory(place);
  return directory === null ? shipped() : { config: sessionConfig(directory), baseline: `the session in ${directory}` };
}

async function sessionDirectory(place: StatePlace): Promise<string | null> {
  if (place.state !== undefined) return requireStateDirectory(nodeFiles, place);
  const chosen = await chooseStateDirectory(nodeFiles, place);
  return chosen.ok ? chosen.value : null;
}

function sessionConfig(directory: string): Config {
  let newest: Config | null = null;
  for (const event of journalEvents(directory, nodeFiles, null)) {
    if (isConfiguring(event)) newest = configOfSession(event);
  }
  return newest ?? configOfSession(undefined);
}

function shipped(): Baseline {
  const directory = join(PACKAGE_ROOT, "config");
  const loaded = loadConfig({ directory, env: {}, files: nodeFiles, strategies: STRATEGIES, dotEnvPath: null });
  if (!loaded.ok) throw unusable("the shipped configuration", loaded.error);
  return { config: loaded.value, baseline: "the shipped configuration" };
}

function unusable(what: string, [first, ...others]: readonly ConfigProblem[]): Failure {
  const more = others.length === 0 ? "" : ` (and ${String(others.length)} more)`;
  const place = `${first?.file ?? ""} ${first?.path ?? ""}`.trim();
  return new Failure("against_invalid", 3, `${what} can't be replayed: ${place} ${first?.message ?? ""}${more}`, {
    ...(first === undefined ? {} : { file: first.file, path: first.path, value: first.value }),
    fix: "Compare it without --replay, or name a configuration that loads.",
  });
}
