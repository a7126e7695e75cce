import type { SettingFacts } from "../../lib/setting.js";
import type { Severity } from "./finding.js";

export type Effect = "loosens" | "tightens" | "neutral";

/** Whether a setting's new value lets more risk through, by the direction its schema declares. */
export function effectOf(facts: SettingFacts, before: unknown, after: unknown): Effect {
  const { loosens } = facts;
  if (loosens === undefined || loosens === "never") return "neutral";
  if (loosens === "listed") return listEffect(names(facts, before), names(facts, after));
  if (loosens === "unlisted") return listEffect(names(facts, after), names(facts, before));
  const [was, is] = [magnitude(facts, before), magnitude(facts, after)];
  if (was === null || is === null || was === is) return "neutral";
  return (loosens === "down") === is < was ? "loosens" : "tightens";
}

/** How much a change asks to be looked at. */
export function severityOf(facts: SettingFacts, effect: Effect): Severity {
  if (effect === "loosens") return facts.vital === true ? "error" : "warning";
  return facts.delicate === true ? "warning" : "info";
}

/** A name that comes loosens, whatever goes with it; another order of the same names is nothing. */
function listEffect(had: readonly unknown[], has: readonly unknown[]): Effect {
  if (!has.every((name) => covers(had, name))) return "loosens";
  return had.every((name) => covers(has, name)) ? "neutral" : "tightens";
}

const ALL = "*";

function covers(list: readonly unknown[], name: unknown): boolean {
  return list.includes(name) || list.includes(ALL);
}

function names({ absent }: SettingFacts, list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  return absent === "unlimited" ? [ALL] : [];
}

/**
 * A value as a number that can be compared: booleans are 0 and 1, words their place, «no limit» infinity.
 * Null where there is nothing to compare. What was not there is 0: a limit of nothing, a minimum of none.
 */
function magnitude({ loosens, absent, zero }: SettingFacts, value: unknown): number | null {
  if (Array.isArray(loosens)) {
    const place = loosens.indexOf(value);
    return place === -1 ? null : place;
  }
  if (value === 0 && zero === "off") return Infinity;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  // Figures of a venue are decimal texts.
  if (typeof value === "string" && value !== "" && Number.isFinite(Number(value))) return Number(value);
  if (value !== undefined && value !== null) return null;
  return absent === "unlimited" ? Infinity : 0;
}
