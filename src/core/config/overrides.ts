import { hideUserinfo } from "../lib/hide-userinfo.js";
import { nearest } from "../lib/nearest.js";
import { err, ok, type Result } from "../lib/result.js";
import { parseJsonText } from "./json-text.js";
import { getAtPath, indexOfElement, isPlainObject } from "./paths.js";
import type { ConfigProblem } from "./problem.js";
import { childNode, hasFreeKeys, knownKeys, type SchemaNode } from "./schema-node.js";

/** One value that takes the place of what a file says. */
export interface Override {
  /** Where it was written, for messages: `environment`, `.env` or `flag`. */
  readonly file: "environment" | ".env" | "flag";
  /** As it was written: `HEDGE__RISK_LIMITS__GLOBAL__MAX_LEVERAGE` or `risk_limits.global.max_leverage`. */
  readonly name: string;
  readonly segments: readonly string[];
  readonly text: string;
}

const ENVIRONMENT_PREFIX = "HEDGE__";

/** `HEDGE__…` variables in the order of their names, so that the outcome doesn't depend on the shell. */
export function environmentOverrides(
  env: Readonly<Record<string, string | undefined>>,
  file: "environment" | ".env",
): readonly Override[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(ENVIRONMENT_PREFIX) && env[name] !== undefined)
    .sort()
    .map((name) => ({
      file,
      name,
      segments: name.slice(ENVIRONMENT_PREFIX.length).split("__"),
      text: env[name] ?? "",
    }));
}

/** `risk_limits.global.max_trade_nav_pct=0.02` of `--set`, given as path → value. */
export function flagOverrides(values: Readonly<Record<string, unknown>>): readonly Override[] {
  return Object.entries(values).map(([name, value]) => {
    const segments = name.startsWith(ENVIRONMENT_PREFIX)
      ? name.slice(ENVIRONMENT_PREFIX.length).split("__")
      : name.split(".");
    return { file: "flag", name, segments, text: typeof value === "string" ? value : JSON.stringify(value) };
  });
}

/** Real keys for the segments of an override, letter case and `-` against `_` apart; the first segment is the file. */
export function resolveOverride(
  override: Override,
  trees: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, SchemaNode>>,
): Result<readonly string[], ConfigProblem> {
  const stems = Object.keys(schemas);
  const [first = "", ...rest] = override.segments;
  const stem = stems.find((name) => sameName(name, first));
  if (stem === undefined) return err(unknown(override, first, stems, "configuration file"));
  let node: SchemaNode | null = schemas[stem] ?? null;
  let tree = trees[stem];
  const path = [stem];
  for (const segment of rest) {
    const found: string | null = node === null ? null : findKey(segment, tree, node);
    const key = found === null && node !== null ? freeKey(segment, { override, node, trees }) : found;
    if (key === null) return err(unknown(override, segment, node === null ? [] : keysHere(tree, node), "key"));
    path.push(key);
    node = node === null ? null : childNode(node, key);
    tree = getAtPath(tree, [key]);
  }
  return path.length > 1 ? ok(path) : err(unknown(override, "", keysHere(tree, schemas[stem] ?? {}), "key"));
}

/** JSON where it is JSON, the text itself otherwise, and always the text where only a text may stand. */
export function overrideValue(text: string, node: SchemaNode | null): unknown {
  if (node?.["type"] === "string") return text;
  const { value, faults } = parseJsonText(text);
  return faults.length === 0 ? value : text;
}

function findKey(segment: string, tree: unknown, node: SchemaNode): string | null {
  if (Array.isArray(tree)) return findElement(segment, tree);
  return keysHere(tree, node).find((key) => sameName(key, segment)) ?? null;
}

/** A new name where names are free: as written in a flag; a variable, all upper case, means a symbol or a lower-case key. */
function freeKey(
  segment: string,
  at: { readonly override: Override; readonly node: SchemaNode; readonly trees: Readonly<Record<string, unknown>> },
): string | null {
  const named = /^[A-Za-z0-9$][A-Za-z0-9_$-]*$/.test(segment);
  if (!named || !hasFreeKeys(at.node)) return null;
  if (at.override.file === "flag") return segment;
  const universe = getAtPath(at.trees["pairs_universe"], "universe");
  const isSymbol = Array.isArray(universe) && universe.some((entry) => getAtPath(entry, "symbol") === segment);
  return isSymbol ? segment : segment.toLowerCase();
}

function findElement(segment: string, list: readonly unknown[]): string | null {
  if (/^\d+$/.test(segment)) return indexOfElement(list, segment) < 0 ? null : segment;
  const index = list.findIndex((item) => ["id", "symbol"].some((key) => sameName(getAtPath(item, [key]), segment)));
  return index < 0 ? null : String(index);
}

function keysHere(tree: unknown, node: SchemaNode): readonly string[] {
  return [...new Set([...knownKeys(node), ...(isPlainObject(tree) ? Object.keys(tree) : [])])];
}

function sameName(name: unknown, segment: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll("-", "_");
  return typeof name === "string" && plain(name) === plain(segment);
}

function unknown(override: Override, segment: string, known: readonly string[], what: string): ConfigProblem {
  const guess = nearest(segment, known);
  return {
    code: "unknown_override",
    file: override.file,
    path: override.name,
    value: hideUserinfo(override.text),
    allowed: known.length === 0 ? null : known.join(", "),
    message: `"${segment}" is no ${what}`,
    fix: guess === null ? "Leave it out, or name a key that exists." : `Did you mean ${guess}?`,
  };
}
