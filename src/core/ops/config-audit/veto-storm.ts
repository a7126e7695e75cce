import { getAtPath } from "../../config/paths.js";
import type { SettingChange } from "../whatif/change-config.js";
import type { Feasibility, FeasibilityRow } from "./feasibility.js";
import { type AuditFinding, placeOf } from "./finding.js";
import {
  changesText,
  figures,
  infeasibleFinding,
  isSwitchedOff,
  type Judged,
  type JudgedRows,
  marketText,
  remedyText,
} from "./infeasible.js";
import { shutOut } from "./shut-out.js";
import { loosenLimits } from "./remedy.js";

/**
 * Findings for the pairs that can't trade, in the figures of the usual market. A strategy of which no symbol can is told
 * once, as what it will be: a veto at every signal. What a kinder market than usual lets trade is a warning.
 */
export function feasibilityFindings({ rows, unusual }: Feasibility, judged: Judged): readonly AuditFinding[] {
  const strategies = [...new Set(rows.map(({ strategy }) => strategy))];
  return strategies.flatMap((strategy) => {
    const ofStrategy = (row: FeasibilityRow): boolean => row.strategy === strategy;
    const rare = unusual.filter(ofStrategy);
    const inUsual = (row: FeasibilityRow): FeasibilityRow => rare.find(({ symbol }) => symbol === row.symbol) ?? row;
    return strategyFindings(strategy, rows.filter(ofStrategy).map(inUsual), { ...judged, rare: new Set(rare) });
  });
}

function strategyFindings(
  strategy: string,
  all: readonly FeasibilityRow[],
  judged: JudgedRows,
): readonly AuditFinding[] {
  const shut = shutOut(all, judged);
  const own = all.filter((row) => !shut.rows.has(row));
  const meant = own.filter((row) => !isSwitchedOff(row, judged) && !row.excludedBy.includes("no_price"));
  const excluded = own.filter(({ feasible }) => !feasible);
  if (meant.length < 2 || meant.some(({ feasible }) => feasible)) {
    return [...shut.findings, ...excluded.map((row) => infeasibleFinding(row, judged))];
  }
  const others = excluded.filter((row) => !meant.includes(row));
  return [
    ...shut.findings,
    stormFinding(strategy, meant, judged),
    ...others.map((row) => infeasibleFinding(row, judged)),
  ];
}

interface Way {
  readonly row: FeasibilityRow;
  readonly changes: readonly SettingChange[] | null;
}

function stormFinding(strategy: string, rows: readonly FeasibilityRow[], judged: JudgedRows): AuditFinding {
  const ways = rows.map((row): Way => ({ row, changes: waysOut(row, judged) }));
  const nearest = ways.reduce((best, way) => (distance(way, judged) < distance(best, judged) ? way : best));
  const { row } = nearest;
  const rare = rows.some((one) => judged.rare.has(one));
  const start = `${strategy} can trade none of its ${String(rows.length)} symbols${rare ? marketText(judged) : ""} with a NAV of ${row.nav}: a veto storm, every signal ends in a veto`;
  const message = `${start} (${row.excludedBy.join(" and ")} on ${row.symbol}, the nearest)${figures(row, judged)}`;
  const all = changesText(together(ways, judged), judged.config);
  const forAll = all === null ? "" : ` For all ${String(rows.length)}: ${all}.`;
  const place = placeOf(nearest.changes?.[0]?.path ?? `strategy_registry.strategies.${strategy}.symbols`);
  const fix = `For ${row.symbol}: ${lowerFirst(remedyText(row, judged))}${forAll}`;
  return { severity: rare ? "warning" : "error", code: "infeasible", ...place, message, fix };
}

function waysOut({ strategy, symbol }: FeasibilityRow, { config, navUsd, market, factsOf }: Judged): Way["changes"] {
  return loosenLimits({ config, navUsd, market, strategy, symbol }, factsOf);
}

/** How far the farthest of its settings has to move, as a factor; Infinity where no figure helps. */
function distance({ changes }: Way, { config }: Judged): number {
  if (changes === null) return Infinity;
  return Math.max(0, ...changes.map(({ path, to }) => Math.abs(Math.log(ratio(getAtPath(config, path), to)))));
}

function ratio(from: unknown, to: unknown): number {
  return typeof from === "number" && typeof to === "number" && from > 0 && to > 0 ? to / from : Number.MAX_VALUE;
}

/** For each setting the farthest of what the symbols need; null where one of them can't be helped by figures. */
function together(ways: readonly Way[], { config }: Judged): readonly SettingChange[] | null {
  const farthest = new Map<string, SettingChange>();
  for (const { changes } of ways) {
    if (changes === null) return null;
    for (const change of changes) {
      const known = farthest.get(change.path);
      if (known === undefined || moved(change, config) > moved(known, config)) farthest.set(change.path, change);
    }
  }
  return [...farthest.values()];
}

function moved({ path, to }: SettingChange, config: Judged["config"]): number {
  return Math.abs(Number(to) - Number(getAtPath(config, path)));
}

function lowerFirst(text: string): string {
  return `${text[0]?.toLowerCase() ?? ""}${text.slice(1)}`;
}
