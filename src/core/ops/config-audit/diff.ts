import { isPlainObject } from "../../config/paths.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { directionOf, type DirectionRule, switchedOff } from "./diff-directions.js";
import type { Severity } from "./finding.js";

type Effect = "loosens" | "tightens" | "neutral";

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
export function diffConfigs(before: unknown, after: unknown): readonly ConfigChange[] {
  const flatBefore = flatten(before, "");
  const flatAfter = flatten(after, "");
  const paths = [...new Set([...flatBefore.keys(), ...flatAfter.keys()])].sort();
  return paths
    .filter((path) => textOf(flatBefore.get(path)) !== textOf(flatAfter.get(path)))
    .map((path) => toChange(path, flatBefore.get(path), flatAfter.get(path)));
}

/** An absent setting is not the same as null. */
function textOf(value: unknown): string {
  return canonicalJson({ value });
}

function toChange(path: string, before: unknown, after: unknown): ConfigChange {
  const rule = directionOf(path);
  const effect = effectOf(path, before, after);
  return { path, before: before ?? null, after: after ?? null, effect, severity: severityOf(path, effect, rule) };
}

function severityOf(path: string, effect: Effect, rule: DirectionRule | null): Severity {
  if (effect === "loosens") return rule?.vital === true ? "error" : "warning";
  // Another address of the live venue sends orders elsewhere.
  return /^venues\.[^.]+\.prod\./.test(path) ? "warning" : "info";
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

function effectOf(path: string, before: unknown, after: unknown): Effect {
  if (path === "risk_limits.global.min_notional_policy") return after === "bump" ? "loosens" : "tightens";
  const rule = directionOf(path);
  if (rule === null) return "neutral";
  if (rule.loosens === "listed") return listEffect(before, after);
  if (rule.loosens === "unlisted") return listEffect(after, before);
  const sign = valueSign(path, rule, [before, after]);
  if (sign === 0) return "neutral";
  return (rule.loosens === "up") === sign > 0 ? "loosens" : "tightens";
}

/** A name that comes loosens, whatever goes with it; another order of the same names is nothing. */
function listEffect(before: unknown, after: unknown): Effect {
  const [had, has] = [names(before), names(after)];
  if (has.some((name) => !had.includes(name))) return "loosens";
  return had.some((name) => !has.includes(name)) ? "tightens" : "neutral";
}

function names(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

function valueSign(path: string, rule: DirectionRule, [before, after]: readonly [unknown, unknown]): number {
  const [was, is] = [magnitude(path, rule, before), magnitude(path, rule, after)];
  if (was === null || is === null || was === is) return 0;
  return is > was ? 1 : -1;
}

/** Booleans as 0 and 1, «no limit» as infinity; null where there is nothing to compare. */
function magnitude(path: string, rule: DirectionRule, value: unknown): number | null {
  if (switchedOff(path, value)) return Infinity;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  const missing = value === undefined || value === null;
  return missing && rule.absent === "unlimited" ? Infinity : missing && rule.loosens === "up" ? 0 : null;
}
