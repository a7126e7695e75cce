import { join } from "node:path";
import { nodeFiles } from "../adapters/fs/node-files.js";
import { attemptAsync } from "../adapters/system/attempt.js";
import { filesAtRevision, type GitProblem } from "../adapters/system/git.js";
import { loadConfig } from "../config/load.js";
import { type ConfigReader, readTrees } from "../config/read-files.js";
import { Failure } from "../lib/failure.js";
import type { ConfigAuditDocument } from "../ops/config-audit/audit-config.js";
import { auditDirectory } from "../ops/config-audit/audit-directory.js";
import { isPredecessor, mapPredecessor } from "../ops/config-audit/predecessor.js";
import { requirePositive } from "../ops/whatif/request.js";
import { STRATEGIES } from "../strategies/registry.js";
import { dataDirectory, lastCloses, TRIED_ATR_FRACTION } from "./recorded-data.js";

export interface AuditRequest {
  readonly configDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** --nav as typed; the NAV of a new paper session without it. */
  readonly nav: string | undefined;
  /** --against as typed: a folder, or a git revision of the audited one. */
  readonly against: string | undefined;
}

const DEFAULT_NAV_USD = 100_000;

/**
 * `hedge audit config`: what is wrong with a configuration, what can trade under it, what changed.
 *
 * Errors: Failure 2 for a NAV that is none and for something to compare with that can't be found.
 */
export async function configAudit(request: AuditRequest): Promise<ConfigAuditDocument> {
  const { configDirectory: directory, env, nav, against } = request;
  const navUsd = nav === undefined ? null : requirePositive("--nav", nav);
  const other = against === undefined ? null : await readOther(directory, against);
  const loaded = loadConfig({ directory, env, files: nodeFiles, strategies: STRATEGIES });
  const config = loaded.ok ? loaded.value : null;
  // Without data there are no prices; the feasibility rows say so.
  const prices = await attemptAsync(() => lastCloses(dataDirectory(config)));
  return auditDirectory({
    directory,
    env,
    files: nodeFiles,
    strategies: STRATEGIES,
    navUsd: navUsd ?? config?.runtime.paper.start_nav_usdt ?? DEFAULT_NAV_USD,
    market: { prices: prices.ok ? prices.value : {}, atrFraction: TRIED_ATR_FRACTION },
    against: other,
  });
}

async function readOther(directory: string, against: string): Promise<Readonly<Record<string, unknown>>> {
  const { reader, at } = nodeFiles.exists(against)
    ? { reader: nodeFiles, at: against }
    : { reader: await revisionReader(directory, against), at: directory };
  const { trees } = readTrees(at, reader);
  if (Object.keys(trees).length === 0) {
    throw new Failure("config_missing", 2, `--against ${against}: there is no configuration`, {
      path: "--against",
      value: against,
      fix: "Name a folder with configuration files, or a git revision that has them.",
    });
  }
  return isPredecessor(trees) ? mapPredecessor(trees).trees : trees;
}

const WORDS: Readonly<Record<GitProblem, string>> = {
  no_git: "there is no such folder, and git is not installed to look for a revision",
  no_repository: "there is no such folder, and the configuration lies in no git repository that could have a revision",
  unknown_ref: "is neither a folder nor a git revision",
};

async function revisionReader(directory: string, revision: string): Promise<ConfigReader> {
  const texts = await filesAtRevision(directory, revision, (name) => name.endsWith(".json"));
  if (!texts.ok) {
    throw new Failure("unknown_revision", 2, `--against ${revision}: ${WORDS[texts.error]}`, {
      path: "--against",
      value: revision,
      fix: "Name a folder with configuration files, or a revision such as HEAD~1 or main.",
    });
  }
  const prefix = join(directory, "/");
  return {
    readText: (path) => texts.value.get(path.startsWith(prefix) ? path.slice(prefix.length) : path) ?? null,
    list: () => [...texts.value.keys()],
  };
}
