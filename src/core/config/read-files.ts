import { join } from "node:path";
import { nearest } from "../lib/nearest.js";
import { CONFIG_STEMS } from "./config-files.js";
import { parseJsonText } from "./json-text.js";
import { isPlainObject } from "./paths.js";
import type { ConfigProblem } from "./problem.js";

/** The two operations on files that reading a configuration takes; the `Files` port has them. */
export interface ConfigReader {
  readText(path: string): string | null;
  list(directory: string): readonly string[];
}

/** What stands in the files, by stem. */
export type Trees = Record<string, unknown>;

/** Parsed files of a folder by stem, `$schema` taken out; what can't be read is a problem and no tree. */
export function readTrees(
  directory: string,
  files: ConfigReader,
): { trees: Trees; problems: readonly ConfigProblem[] } {
  const trees: Trees = {};
  const problems: ConfigProblem[] = [...strayFiles(files.list(directory))];
  for (const stem of CONFIG_STEMS) {
    const file = `${stem}.json`;
    const text = files.readText(join(directory, file));
    if (text === null) {
      problems.push(missingFile(file, directory));
      continue;
    }
    const { value, faults } = parseJsonText(text);
    for (const { code, path, line, column, message } of faults) {
      const place = `line ${line}, column ${column}`;
      problems.push({
        code,
        file,
        path,
        value: null,
        allowed: null,
        message: `${place}: ${message}`,
        fix: remedyOf(code, place),
      });
    }
    if (!faults.some((fault) => fault.code === "invalid_json")) trees[stem] = withoutSchemaKey(value);
  }
  return { trees, problems };
}

function remedyOf(code: ConfigProblem["code"], place: string): string {
  if (code === "invalid_json") return `Correct the JSON at ${place}.`;
  return code === "duplicate_key" ? "Keep one of the two." : "Remove this key: it is never a setting.";
}

function missingFile(file: string, directory: string): ConfigProblem {
  const message = `is missing in ${directory}`;
  const fix = `Copy the shipped config/${file} there, or name another folder with --config.`;
  return { code: "missing_file", file, path: "", value: null, allowed: null, message, fix };
}

/** A misspelt file would silently not be read. */
function strayFiles(names: readonly string[]): readonly ConfigProblem[] {
  const known = CONFIG_STEMS.map((stem) => `${stem}.json`);
  return names
    .filter((name) => /\.(?:json|jsonc|json5|ya?ml|toml|ini)$/i.test(name) && !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known);
      const fix = guess === null ? `Move it away; ${known.join(", ")} are read.` : `Did you mean ${guess}?`;
      const isJson = /\.json$/i.test(name);
      const message = isJson
        ? "is no configuration file and would not be read"
        : "would not be read: settings are JSON";
      return { code: "unknown_file", file: name, path: "", value: null, allowed: known.join(", "), message, fix };
    });
}

/** `$schema` serves editors; it is no setting and not part of the hash. */
export function withoutSchemaKey(tree: unknown): unknown {
  if (!isPlainObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== "$schema"));
}
