import { CONFIG_STEMS } from "../../config/config-files.js";
import type { KnownStrategy } from "../../config/cross-check.js";
import { parseJsonText } from "../../config/json-text.js";
import { checkConfig, loadConfig } from "../../config/load.js";
import { type ConfigReader, readTrees } from "../../config/read-files.js";
import { auditConfig, type ConfigAuditDocument, type ConfigAuditInput } from "./audit-config.js";
import { type AuditFinding, problemFinding } from "./finding.js";
import { isPredecessor, mapPredecessor, type Trees } from "./predecessor.js";
import { findSecrets, type FoundSecret, withoutValues } from "./secrets.js";

interface DirectoryAuditInput {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly files: ConfigReader;
  readonly strategies: readonly KnownStrategy[];
  readonly navUsd: number;
  readonly market: ConfigAuditInput["market"];
  /** Configuration to compare with: effective, or the trees of a folder; null compares nothing. */
  readonly against: Trees | null;
}

/**
 * Audits a folder of configuration files. One of the Python system this project replaces is mapped first:
 * what has an equal is checked here as ours, what has none is named.
 */
export function auditDirectory(input: DirectoryAuditInput): ConfigAuditDocument {
  const secrets = secretsIn(input.directory, input.files);
  const document = judged(
    input,
    secrets.map(({ finding }) => finding),
  );
  return withoutValues(
    document,
    secrets.map(({ value }) => value),
  );
}

function judged(input: DirectoryAuditInput, secrets: readonly AuditFinding[]): ConfigAuditDocument {
  const { directory, files, strategies } = input;
  const { trees, problems } = readTrees(directory, files);
  if (!isPredecessor(trees)) {
    const loaded = loadConfig(input);
    return auditConfig({ ...input, trees, loaded, findings: secrets });
  }
  const foreign = readForeignFiles(directory, files);
  const all = { ...trees, ...foreign.trees };
  const mapped = mapPredecessor(all);
  const unread = problems.filter(({ code, file }) => code !== "unknown_file" || !foreign.read.includes(file));
  const loaded = checkConfig(mapped.trees, strategies);
  const findings: readonly AuditFinding[] = [...secrets, ...unread.map(problemFinding), ...mapped.findings];
  return auditConfig({ ...input, trees: all, loaded, findings });
}

const TEXT_FILE = /(?:\.(?:json|jsonc|json5|ya?ml|toml|ini|env|conf|properties|txt)|^\.env[\w.-]*)$/i;

/** Looks for secrets in every text file of the folder, whoever reads it: what lies there gets copied with it. */
function secretsIn(directory: string, files: ConfigReader): readonly FoundSecret[] {
  const names = files.list(directory).filter((name) => TEXT_FILE.test(name));
  return names.flatMap((name) => {
    const text = files.readText(`${directory}/${name}`) ?? "";
    if (!name.endsWith(".json")) return findSecrets(name, text, undefined);
    const { value, faults } = parseJsonText(text);
    return findSecrets(name, text, faults.length > 0 ? undefined : value);
  });
}

/** JSON files that only the predecessor has; YAML is never read and stays named as unknown. */
function readForeignFiles(
  directory: string,
  files: ConfigReader,
): { readonly trees: Trees; readonly read: readonly string[] } {
  const known = CONFIG_STEMS.map((stem) => `${stem}.json`);
  const trees: Record<string, unknown> = {};
  const read: string[] = [];
  for (const name of files.list(directory)) {
    if (!name.endsWith(".json") || known.includes(name)) continue;
    const { value, faults } = parseJsonText(files.readText(`${directory}/${name}`) ?? "");
    if (faults.length > 0) continue;
    trees[name.slice(0, -".json".length)] = value;
    read.push(name);
  }
  return { trees, read };
}
