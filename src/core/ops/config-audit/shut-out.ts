import { grouped } from "../../lib/grouped.js";
import { exclusionsOf, type Exclusion } from "./exclusions.js";
import type { FeasibilityRow } from "./feasibility.js";
import { type AuditFinding, placeOf, type Severity } from "./finding.js";
import { changesText, isSwitchedOff, type Judged } from "./infeasible.js";
import { valueToPass } from "./remedy.js";

interface ShutOut {
  /** The rows that the findings speak of. */
  readonly rows: ReadonlySet<FeasibilityRow>;
  readonly findings: readonly AuditFinding[];
}

/**
 * The symbols of one strategy that its setup shuts out before any size is looked for, told together where the reasons
 * are the same. An error where the strategy is left with nothing, else a warning.
 */
export function shutOut(rows: readonly FeasibilityRow[], judged: Judged): ShutOut {
  const reasons = new Map<FeasibilityRow, readonly Exclusion[]>();
  for (const row of rows) {
    const own = isSwitchedOff(row, judged) ? [] : exclusionsOf(judged.policies, row.strategy, row.symbol);
    if (own.length > 0) reasons.set(row, own);
  }
  const alike = grouped([...reasons], ([, own]) => own.map(({ text }) => text).join("; "));
  const nothingLeft = rows.every(({ feasible, excludedBy }) => !feasible && !excludedBy.includes("no_price"));
  const severity = nothingLeft ? "error" : "warning";
  const findings = [...alike.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const [{ strategy }, own] = first;
    const alikeRows = { strategy, symbols: members.map(([{ symbol }]) => symbol), of: rows.length, own };
    return [shutOutFinding(alikeRows, severity, judged)];
  });
  return { rows: new Set(reasons.keys()), findings };
}

interface Alike {
  readonly strategy: string;
  readonly symbols: readonly string[];
  /** Symbols that the strategy has in all. */
  readonly of: number;
  readonly own: readonly Exclusion[];
}

function shutOutFinding({ strategy, symbols, of, own }: Alike, severity: Severity, judged: Judged): AuditFinding {
  const all = symbols.length === of && of > 1;
  const what = all ? `can open none of its ${String(of)} symbols` : `can never open ${symbols.join(", ")}`;
  const message = `${strategy} ${what}, whatever the market and its NAV: ${own.map(({ text }) => text).join("; ")}`;
  const place = placeOf(own[0]?.violation.setting ?? `strategy_registry.strategies.${strategy}.symbols`);
  return { severity, code: "infeasible", ...place, message, fix: fixText(own, judged) };
}

/** All of them have to go: what rises by a figure, then what is written otherwise. */
function fixText(own: readonly Exclusion[], { config, factsOf }: Judged): string {
  const changes = own.flatMap(({ violation }) => valueToPass(violation, config, factsOf) ?? []);
  const raised = changesText(changes, config);
  const texts = [
    ...(raised === null ? [] : [`${raised[0]?.toUpperCase() ?? ""}${raised.slice(1)}.`]),
    ...own.flatMap(({ fix }) => fix ?? []),
  ];
  return texts.join(" ");
}
