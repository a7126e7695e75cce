import { isPlainObject } from "../../config/paths.js";
import type { FactsOf } from "../../config/setting-facts.js";
import type { SettingFacts, SettingUnit } from "../../lib/setting.js";
import { type AuditFinding, figure } from "./finding.js";

/** What a person may have had in mind: `text` of the unit, and the factor from it to the setting's own. */
interface Mistake {
  readonly meant: string;
  readonly factor: number;
}

/** Mistakes worth asking about, by the unit a setting has, the likeliest first. */
const MISTAKES: { readonly [Unit in SettingUnit]?: readonly Mistake[] } = {
  fraction: [
    { meant: "percent", factor: 0.01 },
    { meant: "basis points", factor: 0.0001 },
    { meant: "a fraction divided by 100 once too often", factor: 100 },
  ],
  bps: [
    { meant: "a fraction", factor: 10_000 },
    { meant: "percent", factor: 100 },
  ],
  ms: [
    { meant: "seconds", factor: 1_000 },
    { meant: "minutes", factor: 60_000 },
  ],
  seconds: [
    { meant: "milliseconds", factor: 0.001 },
    { meant: "minutes", factor: 60 },
  ],
  minutes: [
    { meant: "seconds", factor: 1 / 60 },
    { meant: "milliseconds", factor: 1 / 60_000 },
    { meant: "hours", factor: 60 },
  ],
  hours: [
    { meant: "minutes", factor: 1 / 60 },
    { meant: "seconds", factor: 1 / 3_600 },
  ],
};

/** How far from its default a value may lie before anyone asks: less than the factor between two units. */
const SPREADS: { readonly [Unit in SettingUnit]?: number } = {
  fraction: 12,
  bps: 50,
  ms: 100,
  seconds: 50,
  minutes: 25,
  hours: 25,
};

/**
 * Values that are legal and yet hardly meant in the unit of their setting: 0.0005 in basis points, 30 in milliseconds, 0.5
 * for a daily loss in fractions. Reads files as written; settings of other systems are nobody's business here.
 *
 * A finding only where another unit gives a value that is usual for the setting.
 */
export function findUnitMistakes(trees: Readonly<Record<string, unknown>>, factsOf: FactsOf): readonly AuditFinding[] {
  return Object.entries(trees).flatMap(([stem, tree]) =>
    figuresBelow(tree, [stem]).flatMap(({ keys, value }) => mistakeAt(keys, value, factsOf)),
  );
}

interface Figure {
  readonly keys: readonly string[];
  readonly value: number;
}

function figuresBelow(node: unknown, keys: readonly string[]): readonly Figure[] {
  if (typeof node === "number") return [{ keys, value: node }];
  if (!isPlainObject(node) && !Array.isArray(node)) return [];
  return Object.entries(node).flatMap(([key, member]) => figuresBelow(member, [...keys, key]));
}

function mistakeAt(keys: readonly string[], value: number, factsOf: FactsOf): readonly AuditFinding[] {
  const facts = factsOf(keys.join("."));
  const usual = facts === null ? null : usualRange(facts);
  if (facts?.unit === undefined || usual === null || value === 0 || within(value, usual)) return [];
  const mistake = MISTAKES[facts.unit]?.find(({ factor }) => within(value * factor, usual));
  if (mistake === undefined) return [];
  const [stem = "", ...path] = keys;
  const { unit } = facts;
  const message = `${figure(value)} is unusual in ${LONG[unit] ?? unit} (usual: ${figure(usual[0])} to ${figure(usual[1])}): it looks like ${mistake.meant}`;
  const fix = `If ${figure(value)} means ${mistake.meant}, write ${figure(value * mistake.factor)}.`;
  return [{ severity: "warning", code: "unit_mistake", file: `${stem}.json`, path: path.join("."), message, fix }];
}

const LONG: { readonly [Unit in SettingUnit]?: string } = {
  fraction: "a fraction",
  bps: "basis points",
  ms: "milliseconds",
};

/** Declared, or around the default; null for a setting whose figures tell nothing of their unit. */
export function usualRange({ unit, usual, standard }: SettingFacts): readonly [number, number] | null {
  if (usual !== undefined) return usual;
  const spread = unit === undefined ? undefined : SPREADS[unit];
  if (spread === undefined || typeof standard !== "number" || standard === 0) return null;
  const most = standard * spread;
  return [standard / spread, unit === "fraction" ? Math.min(1, most) : most];
}

function within(value: number, [least, most]: readonly [number, number]): boolean {
  return Math.abs(value) >= least && Math.abs(value) <= most;
}
