import { err, ok, type Result } from "../lib/result.js";
import { type Config, CONFIG_FILES, CONFIG_STEMS, type ConfigStem } from "./config-files.js";
import { crossCheck, type KnownStrategy } from "./cross-check.js";
import { parseDotEnv } from "./dot-env.js";
import { issuesToProblems } from "./issues.js";
import { environmentOverrides, flagOverrides, type Override, overrideValue, resolveOverride } from "./overrides.js";
import { misspelledOverrides } from "./misspelled-overrides.js";
import { expandModel } from "./meta-model.js";
import { setAtPath } from "./paths.js";
import type { ConfigProblem } from "./problem.js";
import { type ConfigReader, readTrees, type Trees, withoutSchemaKey } from "./read-files.js";
import { nodeAt, type SchemaNode, toSchemaNode } from "./schema-node.js";

export interface LoadConfigOptions {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: ConfigReader;
  /** The strategies of this build; their parameter schemas complete strategy_config.json. */
  readonly strategies: readonly KnownStrategy[];
  /** `risk_limits.global.max_trade_nav_pct` → value, from flags. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** `.env` in the working directory unless said otherwise; null reads none. */
  readonly dotEnvPath?: string | null;
}

/**
 * Reads, completes and checks a configuration. Precedence: flags > environment > `.env` > files > defaults.
 *
 * Errors: every problem there is, not only the first. A file that can't be read keeps the others from no check.
 */
export function loadConfig(options: LoadConfigOptions): Result<Config, readonly ConfigProblem[]> {
  const { trees, problems } = readTrees(options.directory, options.files);
  const dotEnv = readDotEnv(options);
  const misspelled = [...misspelledOverrides(dotEnv, ".env"), ...misspelledOverrides(options.env, "environment")];
  const applied = applyOverrides(trees, collectOverrides(options, dotEnv));
  const expanded = expandModel(applied.trees, options.files);
  const checked = checkTrees(expanded.trees, options.strategies, applied.written);
  const all = [
    ...problems,
    ...misspelled,
    ...applied.problems,
    ...expanded.problems,
    ...(checked.ok ? [] : checked.error),
  ];
  if (checked.ok && all.length === 0) return checked;
  return err(all);
}

/** Checks trees that came from elsewhere than a folder: a changed copy of a configuration, a mapped one. */
export function checkConfig(
  trees: Trees,
  strategies: readonly KnownStrategy[],
): Result<Config, readonly ConfigProblem[]> {
  const stripped = Object.fromEntries(Object.entries(trees).map(([stem, tree]) => [stem, withoutSchemaKey(tree)]));
  return checkTrees(stripped, strategies, new Map());
}

function readDotEnv({ dotEnvPath = ".env", files }: LoadConfigOptions): Readonly<Record<string, string>> {
  const text = dotEnvPath === null ? null : files.readText(dotEnvPath);
  return text === null ? {} : parseDotEnv(text);
}

/** Later ones win: `.env`, then the environment, then flags. */
function collectOverrides(options: LoadConfigOptions, dotEnv: Readonly<Record<string, string>>): readonly Override[] {
  return [
    ...environmentOverrides(dotEnv, ".env"),
    ...environmentOverrides(options.env, "environment"),
    ...flagOverrides(options.overrides ?? {}),
  ];
}

interface Applied {
  readonly trees: Trees;
  readonly problems: readonly ConfigProblem[];
  /** Which override wrote a path. */
  readonly written: ReadonlyMap<string, Override>;
}

function applyOverrides(trees: Trees, overrides: readonly Override[]): Applied {
  const written = new Map<string, Override>();
  const problems: ConfigProblem[] = [];
  if (overrides.length === 0) return { trees, problems, written };
  const schemas: Record<string, SchemaNode> = Object.fromEntries(
    CONFIG_STEMS.map((stem) => [stem, toSchemaNode(CONFIG_FILES[stem].schema)]),
  );
  let changed: Trees = trees;
  for (const override of overrides) {
    const path = resolveOverride(override, changed, schemas);
    if (!path.ok) {
      problems.push(path.error);
      continue;
    }
    const [stem = "", ...keys] = path.value;
    const schema = schemas[stem];
    const value = overrideValue(override.text, schema === undefined ? null : nodeAt(schema, keys));
    changed = { ...changed, [stem]: setAtPath(changed[stem] ?? {}, keys, value) };
    written.set(path.value.join("."), override);
  }
  return { trees: changed, problems, written };
}

/** Compiling a validator costs more than checking one file with it once. */
const ONCE = { jitless: true } as const;

function checkTrees(
  trees: Trees,
  strategies: readonly KnownStrategy[],
  written: ReadonlyMap<string, Override>,
): Result<Config, readonly ConfigProblem[]> {
  const parsed: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const stem of CONFIG_STEMS) {
    if (!Object.hasOwn(trees, stem)) continue;
    const { schema } = CONFIG_FILES[stem];
    const result = schema.safeParse(trees[stem], ONCE);
    if (result.success) parsed[stem] = result.data;
    else {
      const source = {
        file: `${stem}.json`,
        issues: result.error.issues,
        raw: trees[stem],
        schema: toSchemaNode(schema),
      };
      problems.push(...issuesToProblems(source).map((problem) => withOrigin(problem, stem, written)));
    }
  }
  const cross = crossCheck(parsed, strategies);
  problems.push(...cross.problems);
  const complete = CONFIG_STEMS.every((stem) => Object.hasOwn(parsed, stem));
  return complete && problems.length === 0 ? ok(cross.config as Config) : err(problems);
}

/** A wrong value that an override wrote is found where it was written, not in the file. */
function withOrigin(problem: ConfigProblem, stem: ConfigStem, written: ReadonlyMap<string, Override>): ConfigProblem {
  const path = `${stem}.${problem.path}`;
  for (const [at, override] of written) {
    if (path !== at && !path.startsWith(`${at}.`)) continue;
    const message = `${problem.message} (set by ${override.name})`;
    return { ...problem, file: override.file, path: override.file === "flag" ? path : override.name, message };
  }
  return problem;
}
