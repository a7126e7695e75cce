import { isPlainObject } from "../../config/paths.js";
import type { FactsOf } from "../../config/setting-facts.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { type Effect, effectOf, severityOf } from "./effect.js";
import type { Severity } from "./finding.js";

export interface ConfigChange {
  readonly path: string;
  /** Null where the setting was absent. */
  readonly before: unknown;
  readonly after: unknown;
  readonly effect: Effect;
  readonly severity: Severity;
}

/**
 * What changed between two configurations, by meaning: members of lists are matched by `id` or `symbol`, lists of
 * names as sets, and each change says whether it lets more risk through. Sorted by path.
 */
export function diffConfigs(before: unknown, after: unknown, factsOf: FactsOf): readonly ConfigChange[] {
  const flatBefore = flatten(before, "");
  const flatAfter = flatten(after, "");
  const paths = [...new Set([...flatBefore.keys(), ...flatAfter.keys()])].sort();
  return paths
    .filter((path) => textOf(flatBefore.get(path)) !== textOf(flatAfter.get(path)))
    .map((path) => {
      const [was, is] = [flatBefore.get(path), flatAfter.get(path)];
      const facts = factsOf(path) ?? {};
      const effect = effectOf(facts, was, is);
      return { path, before: was ?? null, after: is ?? null, effect, severity: severityOf(facts, effect) };
    });
}

/** Null and absent are both no value; what goes in its place has paths of its own. */
function textOf(value: unknown): string {
  return canonicalJson(value ?? null);
}

/** Settings by path. Objects in lists are named by id or symbol; lists of plain values stay whole. */
function flatten(node: unknown, path: string): Map<string, unknown> {
  const members = membersOf(node);
  if (members === null) return new Map(path === "" ? [] : [[path, node]]);
  const flat = new Map<string, unknown>();
  for (const [key, member] of members) {
    for (const [at, value] of flatten(member, path === "" ? key : `${path}.${key}`)) flat.set(at, value);
  }
  return flat;
}

function membersOf(node: unknown): readonly (readonly [string, unknown])[] | null {
  if (isPlainObject(node)) return Object.entries(node);
  if (!Array.isArray(node) || node.length === 0) return null;
  if (!node.every(isPlainObject)) return null;
  return node.map((member, index) => [nameOf(member) ?? String(index), member]);
}

function nameOf(member: Readonly<Record<string, unknown>>): string | null {
  const name = member["id"] ?? member["symbol"];
  return typeof name === "string" ? name : null;
}
