import { join } from "node:path";
import { nodeFiles } from "../adapters/fs/node-files.js";
import { filesAtRevision, type GitProblem } from "../adapters/system/git.js";
import { loadConfig } from "../config/load.js";
import { type ConfigReader, readTrees } from "../config/read-files.js";
import { settingFacts } from "../config/setting-facts.js";
import { Failure } from "../lib/failure.js";
import { UNIT_TEXTS } from "../lib/setting.js";
import type { ConfigAuditDocument } from "../ops/config-audit/audit-config.js";
import { auditDirectory } from "../ops/config-audit/audit-directory.js";
import { isPredecessor, mapPredecessor } from "../ops/config-audit/predecessor.js";
import { requirePositive } from "../ops/whatif/request.js";
import type { ReplayDifference } from "../ops/config-replay/compare-sessions.js";
import { STRATEGIES } from "../strategies/registry.js";
import type { StatePlace } from "./choose-state.js";
import { replayConfigs, requireDays } from "./config-replay.js";
import { auditMarket } from "./audit-market.js";
import { replayBaseline } from "./replay-baseline.js";

export interface AuditRequest {
  readonly configDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** --nav as typed; the NAV of a new paper session without it. */
  readonly nav: string | undefined;
  /** --against as typed: a folder, or a git revision of the audited one. */
  readonly against: string | undefined;
  /** --replay as typed (`30d`); without it nothing is run. */
  readonly replay?: string | undefined;
  /** Where a recorded session is looked for to replay against. */
  readonly place?: StatePlace;
  readonly onProgress?: (share: number, note: string) => void;
}

/** The document of `hedge audit config`, and what `--replay` adds to it. */
type AuditDocument = ConfigAuditDocument & { readonly replay?: ReplayDifference | null };

interface AuditReading {
  readonly document: AuditDocument;
  /** For screens: the unit of each changed setting that has one, by path. */
  readonly units: Readonly<Record<string, string>>;
}

const DEFAULT_NAV_USD = 100_000;

/**
 * `hedge audit config`: what is wrong with a configuration, what can trade under it, what changed.
 *
 * Errors: Failure 2 for a NAV or a span that is none and for something to compare with that can't be found, 3 for
 * something to replay that can't be used.
 */
export async function configAudit(request: AuditRequest): Promise<AuditReading> {
  const document = await documentOf(request);
  const factsOf = settingFacts(STRATEGIES);
  const units = document.diff.flatMap(({ path }) => {
    const unit = factsOf(path)?.unit;
    return unit === undefined ? [] : [[path, UNIT_TEXTS[unit]] as const];
  });
  return { document, units: Object.fromEntries(units) };
}

async function documentOf(request: AuditRequest): Promise<AuditDocument> {
  const { configDirectory: directory, env, nav, against, replay } = request;
  const navUsd = nav === undefined ? null : requirePositive("--nav", nav);
  if (replay !== undefined) requireDays(replay);
  const other = against === undefined ? null : await readOther(directory, against);
  const loaded = loadConfig({ directory, env, files: nodeFiles, strategies: STRATEGIES });
  const config = loaded.ok ? loaded.value : null;
  const document = auditDirectory({
    directory,
    env,
    files: nodeFiles,
    strategies: STRATEGIES,
    navUsd: navUsd ?? config?.runtime.paper.start_nav_usdt ?? DEFAULT_NAV_USD,
    market: await auditMarket(config),
    against: other,
  });
  if (replay === undefined) return document;
  // A configuration that can't be used decides nothing; the findings say why.
  if (config === null) return { ...document, replay: null };
  const named = other === null || against === undefined ? null : { name: against, trees: other };
  const before = await replayBaseline(named, request.place ?? { state: undefined, notice: () => undefined });
  const { onProgress = (): void => undefined } = request;
  return { ...document, replay: await replayConfigs({ span: replay, before, after: config, onProgress }) };
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
