import { isPlainObject } from "../../config/paths.js";
import { type AuditFinding, figure } from "./finding.js";

interface Distance {
  readonly path: string;
  readonly value: number;
}

/** Words of settings that say how far a price may move: within one strategy these are of one magnitude. */
const DISTANCE = /(?:^|[._])(?:sl|tp|stop|take|profit|trail|trailing|width|distance)(?:[._]|$)/i;
const PERCENT = /_(?:pct|percent|percentage)$/i;
/** A stop this many times wider than the trail that follows it is not meant: one of them is in another unit. */
const SUSPICIOUS_RATIO = 20;

/**
 * Finds `_pct` settings of one entry that can't all be in the same unit: `fixed_sl_pct: 0.4` (percent) beside
 * `trail.width_pct: 0.004` (a fraction). Reads raw files, whether our schemas know the keys or not.
 */
export function findMixedUnits(file: string, tree: unknown): readonly AuditFinding[] {
  const entries: Distance[][] = [];
  visit(tree, "", newEntry(entries), entries);
  return entries.flatMap((distances) => mixedIn(file, distances));
}

function newEntry(entries: Distance[][]): Distance[] {
  const entry: Distance[] = [];
  entries.push(entry);
  return entry;
}

/** Members of a list stand each for themselves: two strategies are never compared. */
function visit(node: unknown, path: string, entry: Distance[], entries: Distance[][]): void {
  if (Array.isArray(node)) {
    node.forEach((member: unknown, index) => {
      visit(member, below(path, String(index)), newEntry(entries), entries);
    });
  } else if (isPlainObject(node)) {
    for (const [key, member] of Object.entries(node)) visit(member, below(path, key), entry, entries);
  } else if (typeof node === "number" && node > 0 && isDistance(path)) entry.push({ path, value: node });
}

function isDistance(path: string): boolean {
  const [parent = "", key = ""] = path.split(".").slice(-2);
  return PERCENT.test(path) && DISTANCE.test(`${parent}.${key}`);
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function mixedIn(file: string, distances: readonly Distance[]): readonly AuditFinding[] {
  const sorted = [...distances].sort((a, b) => a.value - b.value);
  const gap = sorted.findIndex(
    ({ value }, index) => value >= SUSPICIOUS_RATIO * (sorted[index - 1]?.value ?? Infinity),
  );
  const fraction = sorted[gap - 1];
  if (fraction === undefined) return [];
  return sorted.slice(gap).map(({ path, value }) => {
    const large = figure(value);
    const small = figure(fraction.value);
    const ratio = figure(value / fraction.value);
    return {
      severity: "warning",
      code: "mixed_units",
      file,
      path,
      message: `${large} here and ${small} at ${fraction.path} differ ${ratio}-fold: one is in percent, the other a fraction`,
      fix: `Ratios are fractions: if ${large} means ${large} %, write ${figure(value / 100)}.`,
    };
  });
}
