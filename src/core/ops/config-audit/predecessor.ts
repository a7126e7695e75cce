import { getAtPath, isPlainObject, setAtPath } from "../../config/paths.js";
import { nearest } from "../../lib/nearest.js";
import type { AuditFinding } from "./finding.js";
import { PREDECESSOR_TABLE, type PredecessorRow } from "./predecessor-table.js";

/** Parsed files by stem. */
export type Trees = Readonly<Record<string, unknown>>;

interface MappedPredecessor {
  /** What maps, where it stands here. */
  readonly trees: Trees;
  readonly findings: readonly AuditFinding[];
}

/** True for a folder of the Python system: its registry names modules, which ours never does. */
export function isPredecessor(trees: Trees): boolean {
  return Object.values(objectAt(trees, "strategy_registry", "strategies") ?? {}).some(
    (entry) => isPlainObject(entry) && typeof entry["module"] === "string",
  );
}

/** Moves what has an equal here, and names the rest with what to do. Nothing is guessed. */
export function mapPredecessor(trees: Trees): MappedPredecessor {
  const findings = new Map<string, AuditFinding>();
  let mapped: Trees = {};
  const settings = Object.entries(trees).flatMap(([stem, tree]) => leaves(tree, [stem]));
  for (const { keys, value } of settings) {
    const row = PREDECESSOR_TABLE.find((candidate) => match(candidate.from, keys) !== null);
    const finding = row === undefined ? unknownSetting(keys) : "remark" in row ? unmappedSetting(row, keys) : null;
    if (finding !== null) findings.set(`${finding.file} ${finding.path}`, finding);
    if (row === undefined || "remark" in row) continue;
    const target = fill(row.to, match(row.from, keys) ?? []);
    const translated = target.at(-1) === "strategy" ? strategyOf(value) : value;
    mapped = write(mapped, target, translated);
    findings.set(keys.join("."), mappedSetting(keys, target, translated));
  }
  return { trees: mapped, findings: [...findings.values(), ...disagreements(trees), ...strayIds(trees)] };
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Values, with lists of plain values whole; empty objects are nothing. */
function leaves(node: unknown, keys: readonly string[]): readonly Leaf[] {
  const isList = Array.isArray(node) && node.some(isPlainObject);
  if (!isPlainObject(node) && !isList) return [{ keys, value: node }];
  return Object.entries(node as object).flatMap(([key, member]) => leaves(member, [...keys, key]));
}

/** What the `*` of a pattern stand for, or null when it doesn't fit. A `*` at a name's end stands for its rest. */
function match(pattern: string, keys: readonly string[]): readonly string[] | null {
  const names = pattern.split(".");
  const open = names.at(-1) === "**";
  const fixed = open ? names.slice(0, -1) : names;
  if (open ? keys.length < fixed.length : keys.length !== fixed.length) return null;
  const stars: string[] = [];
  for (const [index, name] of fixed.entries()) {
    const key = keys[index] ?? "";
    if (name === "*") stars.push(key);
    else if (!(name.endsWith("*") ? key.startsWith(name.slice(0, -1)) : key === name)) return null;
  }
  return stars;
}

function fill(pattern: string, stars: readonly string[]): readonly string[] {
  let next = 0;
  return pattern.split(".").map((name) => (name === "*" ? (stars[next++] ?? name) : name));
}

/** Lists were taken apart by place; they are made again as objects and turned into lists by `relist`. */
function write(trees: Trees, keys: readonly string[], value: unknown): Trees {
  const [stem = "", ...rest] = keys;
  const tree = listAware(trees[stem] ?? {}, rest, value);
  return { ...trees, [stem]: tree };
}

function listAware(tree: unknown, keys: readonly string[], value: unknown): unknown {
  const [list = "", place = "", ...rest] = keys;
  if (!/^\d+$/.test(place) || !isPlainObject(tree)) return setAtPath(tree, keys, value);
  const known = tree[list];
  const members: readonly unknown[] = Array.isArray(known) ? known : [];
  const index = Number(place);
  const member = setAtPath(members[index] ?? {}, rest, value);
  return { ...tree, [list]: index < members.length ? members.with(index, member) : [...members, member] };
}

/** `strategies.momentum` → `momentum`: the module's own name. */
function strategyOf(module: unknown): unknown {
  return typeof module === "string" ? module.split(".").at(-1) : module;
}

function placeOfKeys([stem = "", ...keys]: readonly string[]): { readonly file: string; readonly path: string } {
  return { file: `${stem}.json`, path: keys.join(".") };
}

function mappedSetting(keys: readonly string[], target: readonly string[], value: unknown): AuditFinding {
  const to = target.join(".");
  const where = to === keys.join(".") ? "maps as it is" : `maps to ${to}`;
  const message = `${where}: ${JSON.stringify(value)}`;
  return { severity: "info", code: "mapped", ...placeOfKeys(keys), message, fix: null };
}

/** A row for a whole branch is told once, at the branch. */
function unmappedSetting(
  row: Extract<PredecessorRow, { readonly remark: string }>,
  keys: readonly string[],
): AuditFinding {
  const depth = row.from.endsWith(".**") ? row.from.split(".").length - 1 : keys.length;
  const place = placeOfKeys(keys.slice(0, depth));
  return { severity: "warning", code: "unmapped", ...place, message: row.remark, fix: row.fix };
}

function unknownSetting(keys: readonly string[]): AuditFinding {
  const beside = PREDECESSOR_TABLE.map((row) => row.from.split("."))
    .filter((names) => match(names.slice(0, -1).join("."), keys.slice(0, -1)) !== null)
    .map((names) => names.at(-1) ?? "");
  const guess = nearest(keys.at(-1) ?? "", beside);
  const fix =
    guess === null
      ? "Remove it, or look for its equal in docs/generated/config-reference.md."
      : `Did you mean ${guess}?`;
  const message = "is no setting known of either system";
  return { severity: "warning", code: "unknown_key", ...placeOfKeys(keys), message, fix };
}

/** symbol_tiers.json says again what pairs_universe.json says; where they differ nobody can know which holds. */
function disagreements(trees: Trees): readonly AuditFinding[] {
  const tiers = trees["symbol_tiers"];
  const pairs = trees["pairs_universe"];
  const universe =
    isPlainObject(pairs) && Array.isArray(pairs["universe"]) ? pairs["universe"].filter(isPlainObject) : [];
  if (!isPlainObject(tiers)) return [];
  return Object.entries(tiers).flatMap(([tier, symbols]) =>
    (Array.isArray(symbols) ? symbols : []).flatMap((symbol: unknown): AuditFinding[] => {
      const entry = universe.find((candidate) => candidate["symbol"] === symbol);
      if (typeof symbol !== "string" || entry?.["tier"] === tier) return [];
      const other = typeof entry?.["tier"] === "string" ? entry["tier"] : "not listed";
      const message = `${symbol} is ${tier} here and ${other} in pairs_universe.json`;
      const place = { file: "symbol_tiers.json", path: tier };
      return [
        {
          severity: "warning",
          code: "disagreement",
          ...place,
          message,
          fix: "Decide on one tier in pairs_universe.json.",
        },
      ];
    }),
  );
}

/** The predecessor joined settings and registry by symbol; here the id joins them. */
function strayIds(trees: Trees): readonly AuditFinding[] {
  const registered = Object.keys(objectAt(trees, "strategy_registry", "strategies") ?? {});
  const settings = getAtPath(trees, ["strategy_config", "strategies"]);
  if (!Array.isArray(settings)) return [];
  return settings.flatMap((entry: unknown, index): AuditFinding[] => {
    const id = getAtPath(entry, ["id"]);
    if (typeof id !== "string" || registered.includes(id)) return [];
    const guess = nearest(id, registered);
    const fix = guess === null ? `Name one of ${registered.join(", ")}.` : `Did you mean ${guess}?`;
    const message = `"${id}" is not in strategy_registry.json, so no strategy has these settings`;
    const place = { file: "strategy_config.json", path: `strategies.${index}.id` };
    return [{ severity: "error", code: "unknown_reference", ...place, message, fix }];
  });
}

function objectAt(trees: Trees, ...keys: readonly string[]): Record<string, unknown> | null {
  const found = getAtPath(trees, keys);
  return isPlainObject(found) ? found : null;
}
