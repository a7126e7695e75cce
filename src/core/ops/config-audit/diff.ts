import { getAtPath, isPlainObject } from "../../config/paths.js";
import type { FactsOf } from "../../config/setting-facts.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import type { SettingFacts } from "../../lib/setting.js";
import { type Effect, effectOf, severityOf } from "./effect.js";
import type { Severity } from "./finding.js";
import { memberKind, opens } from "./members.js";
import { effectOfReference } from "./references.js";

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
 * names as sets, a symbol or strategy that comes or goes is one change, a name is judged by what it names, and each
 * change says whether it lets more risk through. Sorted by path.
 */
export function diffConfigs(before: unknown, after: unknown, factsOf: FactsOf): readonly ConfigChange[] {
  const gone = membersOnOneSide(before, after);
  const flatBefore = flatten(before, "", gone);
  const flatAfter = flatten(after, "", gone);
  const paths = [...new Set([...flatBefore.keys(), ...flatAfter.keys()])].sort();
  return paths
    .filter((path) => textOf(flatBefore.get(path)) !== textOf(flatAfter.get(path)))
    .map((path) => {
      const [was, is] = [flatBefore.get(path), flatAfter.get(path)];
      const facts = gone.has(path) ? {} : (factsOf(path) ?? {});
      const effect =
        memberEffect(path, was, is) ??
        effectOfReference(path, before, after) ??
        effectOf(facts, inEffect(was, facts, before), inEffect(is, facts, after));
      return { path, before: shown(path, was), after: shown(path, is), effect, severity: severityOf(facts, effect) };
    });
}

const MODEL = "strategy_config.screener.meta_signal.model";
const ID_IN_RECORD = /^\{"schema":"hedge\.model\/\d+","id":"([^"]+)"/;

/** A model stands there with all its trees: its id, which holds a part of their hash, and its length say as much. */
function shown(path: string, value: unknown): unknown {
  if (path !== MODEL || typeof value !== "string") return value ?? null;
  const id = ID_IN_RECORD.exec(value)?.[1];
  return id === undefined ? value : `${id} (${String(value.length)} characters of record)`;
}

/** The value, or that of the setting which counts where there is none. */
function inEffect(value: unknown, { absent }: SettingFacts, tree: unknown): unknown {
  if (typeof absent !== "object" || (value !== undefined && value !== null)) return value;
  return getAtPath(tree, absent.as);
}

/** Paths of members, such as a symbol of the universe, that only one configuration has: each is one change. */
function membersOnOneSide(before: unknown, after: unknown): ReadonlySet<string> {
  const [was, is] = [memberPaths(before, ""), memberPaths(after, "")];
  return new Set([...was.filter((path) => !is.includes(path)), ...is.filter((path) => !was.includes(path))]);
}

function memberPaths(node: unknown, path: string): readonly string[] {
  if (memberKind(path) !== null) return [path];
  return (membersOf(node, path) ?? []).flatMap(([key, member]) => memberPaths(member, below(path, key)));
}

/** What comes opens or restrains, or does not; what goes no longer does. Null for a setting. */
function memberEffect(path: string, was: unknown, is: unknown): Effect | null {
  const kind = memberKind(path);
  if (kind === null) return null;
  if (kind.restrains === true) {
    const has = isPlainObject(is);
    if (has === isPlainObject(was)) return "neutral";
    return has ? "tightens" : "loosens";
  }
  const [opened, open] = [opens(kind, was), opens(kind, is)];
  if (opened === open) return "neutral";
  return open ? "loosens" : "tightens";
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Null and absent are both no value; what goes in its place has paths of its own. */
function textOf(value: unknown): string {
  return canonicalJson(value ?? null);
}

/** Settings by path, and the named members whole. Objects in lists are named by id or symbol; plain lists stay whole. */
function flatten(node: unknown, path: string, whole: ReadonlySet<string>): Map<string, unknown> {
  const members = whole.has(path) ? null : membersOf(node, path);
  if (members === null) return new Map(path === "" ? [] : [[path, node]]);
  const flat = new Map<string, unknown>();
  for (const [key, member] of members) {
    for (const [at, value] of flatten(member, below(path, key), whole)) flat.set(at, value);
  }
  return flat;
}

/** Rules that are read in order are one setting: each counts only beside those before it. */
const IN_ORDER = "accounts.routes";

function membersOf(node: unknown, path: string): readonly (readonly [string, unknown])[] | null {
  if (isPlainObject(node)) return Object.entries(node);
  if (!Array.isArray(node) || node.length === 0 || path === IN_ORDER) return null;
  if (!node.every(isPlainObject)) return null;
  return node.map((member, index) => [nameOf(member) ?? String(index), member]);
}

function nameOf(member: Readonly<Record<string, unknown>>): string | null {
  const name = member["id"] ?? member["symbol"];
  return typeof name === "string" ? name : null;
}
