import { type Config, CONFIG_FILES, CONFIG_STEMS } from "../../config/config-files.js";
import { checkConfig } from "../../config/load.js";
import { flagOverrides, overrideValue, resolveOverride } from "../../config/overrides.js";
import { setAtPath } from "../../config/paths.js";
import type { ConfigProblem } from "../../config/problem.js";
import { nodeAt, type SchemaNode, toSchemaNode } from "../../config/schema-node.js";
import { err, ok, type Result } from "../../lib/result.js";
import { Failure } from "../../lib/failure.js";
import { STRATEGIES } from "../../strategies/registry.js";

/** One setting with the value it is to have; null removes nothing, it is a value like any other. */
export interface SettingChange {
  /** `risk_limits.global.max_trade_nav_pct`; members of lists by id or symbol. */
  readonly path: string;
  readonly to: unknown;
}

/** A copy of a checked configuration with settings changed, checked again in full; every problem if it can't be used. */
export function changeConfig(
  config: Config,
  changes: readonly SettingChange[],
): Result<Config, readonly ConfigProblem[]> {
  let trees: Record<string, unknown> = { ...config };
  for (const { path, to } of changes) {
    const [stem = "", ...keys] = path.split(".");
    trees = { ...trees, [stem]: setAtPath(trees[stem], keys, to) };
  }
  return checkConfig(trees, STRATEGIES);
}

/**
 * The configuration with the `path=value` of `--set` in it.
 *
 * Errors: Failure 2 for a path nobody knows (with the nearest), and for a value that the setting can't have.
 */
export function withSettings(config: Config, assignments: readonly string[]): Config {
  if (assignments.length === 0) return config;
  const changes = assignments.map((assignment) => parseAssignment(assignment, config));
  const changed = changeConfig(config, changes);
  if (changed.ok) return changed.value;
  const [first] = changed.error;
  const place = `${(first?.file ?? "").replace(/\.json$/, "")}.${first?.path ?? ""}`;
  throw new Failure("invalid_setting", 2, `--set ${assignments.join(" ")}: ${place} ${first?.message ?? ""}`, {
    path: place,
    value: first?.value ?? null,
    ...(typeof first?.fix === "string" ? { fix: first.fix } : {}),
  });
}

function parseAssignment(assignment: string, config: Config): SettingChange {
  const cut = assignment.indexOf("=");
  const [name, text] = [assignment.slice(0, Math.max(0, cut)).trim(), assignment.slice(cut + 1).trim()];
  if (cut < 1 || text === "") {
    const fix = "Write path=value, such as risk_limits.global.max_trade_nav_pct=0.2.";
    throw new Failure("invalid_setting", 2, `--set ${assignment} sets nothing`, {
      path: "--set",
      value: assignment,
      fix,
    });
  }
  const schemas: Record<string, SchemaNode> = Object.fromEntries(
    CONFIG_STEMS.map((stem) => [stem, toSchemaNode(CONFIG_FILES[stem].schema)]),
  );
  const path = settingPath(name, text, config, schemas);
  if (!path.ok) {
    const { message, fix, allowed } = path.error;
    const known = allowed === null ? "" : ` Known here: ${allowed}.`;
    throw new Failure("unknown_setting", 2, `--set ${name}: ${message}`, {
      path: name,
      value: text,
      fix: `${fix ?? ""}${known}`.trim(),
    });
  }
  const [stem = "", ...keys] = path.value;
  const schema = schemas[stem];
  return { path: path.value.join("."), to: overrideValue(text, schema === undefined ? null : nodeAt(schema, keys)) };
}

function settingPath(
  name: string,
  text: string,
  config: Config,
  schemas: Readonly<Record<string, SchemaNode>>,
): Result<readonly string[], ConfigProblem> {
  const [override] = flagOverrides({ [name]: text });
  const found =
    override === undefined
      ? ok([])
      : resolveOverride(override, config as unknown as Readonly<Record<string, unknown>>, schemas);
  return found.ok ? ok(found.value) : err(found.error);
}
