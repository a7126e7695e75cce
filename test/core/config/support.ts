import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setAtPath } from "../../../src/core/config/paths.js";
import { type Config, CONFIG_STEMS } from "../../../src/core/config/config-files.js";
import { loadConfig, type LoadConfigOptions } from "../../../src/core/config/load.js";
import type { ConfigProblem } from "../../../src/core/config/problem.js";
import type { ConfigReader } from "../../../src/core/config/read-files.js";
import { STRATEGIES } from "../../../src/core/strategies/registry.js";

export const root = join(import.meta.dirname, "../../..");

export const diskFiles: ConfigReader = {
  readText: (path) => (existsSync(path) ? readFileSync(path, "utf8") : null),
  list: (directory) => readdirSync(directory),
};

/** Files in memory: `config/risk_limits.json` and, where a test needs it, `.env`. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ConfigReader {
  return {
    readText: (path) => texts[path] ?? null,
    list: (directory) =>
      Object.keys(texts)
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => basename(path)),
  };
}

export function shippedTexts(): Record<string, string> {
  const names = CONFIG_STEMS.map((stem) => `${stem}.json`);
  return Object.fromEntries(names.map((name) => [`config/${name}`, readFileSync(join(root, "config", name), "utf8")]));
}

/** The shipped files with values changed at `stem.path`; undefined removes the key. */
export function changedTexts(changes: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = shippedTexts();
  for (const [path, value] of Object.entries(changes)) {
    const [stem = "", ...keys] = path.split(".");
    const name = `config/${stem}.json`;
    texts[name] = JSON.stringify(setAtPath(JSON.parse(texts[name] ?? "{}"), keys, value));
  }
  return texts;
}

export function load(texts: Readonly<Record<string, string>>, options: Partial<LoadConfigOptions> = {}) {
  return loadConfig({ directory: "config", env: {}, files: memoryFiles(texts), strategies: STRATEGIES, ...options });
}

export function loaded(texts: Readonly<Record<string, string>>, options: Partial<LoadConfigOptions> = {}): Config {
  const result = load(texts, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 1));
  return result.value;
}

export function problemsOf(
  texts: Readonly<Record<string, string>>,
  options: Partial<LoadConfigOptions> = {},
): readonly ConfigProblem[] {
  const result = load(texts, options);
  return result.ok ? [] : result.error;
}

/** The only problem there is. */
export function problemOf(
  texts: Readonly<Record<string, string>>,
  options: Partial<LoadConfigOptions> = {},
): ConfigProblem {
  const problems = problemsOf(texts, options);
  if (problems.length !== 1) throw new Error(`expected 1 problem, found ${JSON.stringify(problems, null, 1)}`);
  return problems[0]!;
}
