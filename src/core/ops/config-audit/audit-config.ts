import { composePolicies, type Policies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import type { ConfigProblem } from "../../config/problem.js";
import { findContradictions } from "./contradictions.js";
import { type ConfigChange, diffConfigs } from "./diff.js";
import { type AuditMarket, checkFeasibility, type FeasibilityRow, smallestFeasibleNav } from "./feasibility.js";
import { type AuditFinding, figure, placeOf, problemFinding, type Severity } from "./finding.js";
import { findMixedUnits } from "./mixed-units.js";

/** `hedge audit config --json`. */
export interface ConfigAuditDocument {
  readonly schema: "hedge.audit-config/1";
  readonly mode: null;
  /** False with any finding of severity error or warning. */
  readonly ok: boolean;
  readonly findings: readonly AuditFinding[];
  readonly feasibility: readonly FeasibilityRow[];
  readonly diff: readonly ConfigChange[];
}

export interface ConfigAuditInput {
  /** What stands in the files, by stem: units are looked at as they were written. */
  readonly trees: Readonly<Record<string, unknown>>;
  /** The effective configuration, or why there is none. */
  readonly loaded:
    { readonly ok: true; readonly value: Config } | { readonly ok: false; readonly error: readonly ConfigProblem[] };
  readonly navUsd: number;
  readonly market: AuditMarket;
  /** Configuration to compare with, effective or as written; null compares nothing. */
  readonly against: unknown;
  /** Remarks made before, while reading. */
  readonly findings?: readonly AuditFinding[];
}

/** Judges one configuration: what the loader refuses, mixed units, contradictions, what can trade, what changed. */
export function auditConfig(input: ConfigAuditInput): ConfigAuditDocument {
  const { trees, loaded, navUsd, market, against } = input;
  const mixed = Object.entries(trees).flatMap(([stem, tree]) => findMixedUnits(`${stem}.json`, tree));
  const limits = loaded.ok ? auditLimits(loaded.value, navUsd, market) : { findings: [], feasibility: [] };
  const problems = loaded.ok ? [] : loaded.error.map(problemFinding);
  const findings = bySeverity([...problems, ...mixed, ...limits.findings, ...(input.findings ?? [])]);
  return {
    schema: "hedge.audit-config/1",
    mode: null,
    ok: findings.every((finding) => finding.severity === "info"),
    findings,
    feasibility: limits.feasibility,
    diff: against === null ? [] : diffConfigs(against, loaded.ok ? loaded.value : trees),
  };
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, otherwise in the order found. */
function bySeverity(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

function auditLimits(
  config: Config,
  navUsd: number,
  market: AuditMarket,
): { readonly findings: readonly AuditFinding[]; readonly feasibility: readonly FeasibilityRow[] } {
  const policies = composePolicies(config, true);
  const feasibility = checkFeasibility(policies, navUsd, market);
  const infeasible = feasibility.flatMap((row) => (row.feasible ? [] : [infeasibleFinding(row, policies, market)]));
  const contradictions = findContradictions({ config, policies, navUsd, atrFraction: market.atrFraction });
  return { findings: [...contradictions, ...infeasible], feasibility };
}

/** A symbol that is switched off on purpose is a remark; one that no size can pass is an error. */
function infeasibleFinding(row: FeasibilityRow, policies: Policies, market: AuditMarket): AuditFinding {
  const { strategy, symbol, nav, excludedBy } = row;
  const place = placeOf(`strategy_registry.strategies.${strategy}.symbols`);
  if (excludedBy.includes("no_price")) {
    const message = `${symbol}: no price is known, so what can trade wasn't worked out`;
    return { severity: "info", code: "no_price", ...place, message, fix: "Give market data of this symbol." };
  }
  const caps = policies.risk.symbols[symbol];
  const off = caps === undefined || !caps.enabled || caps.restricted || caps.maxConcurrentPositions === 0;
  const rules = excludedBy.join(", ");
  const severity = off ? "info" : "error";
  const message = `${strategy} on ${symbol} can trade no size with a NAV of ${nav}: ${clash(excludedBy)}`;
  const neededUsd = off ? null : smallestFeasibleNav(policies, { strategy, symbol }, market);
  const fix = off
    ? `Enable ${symbol}, or take it out of the strategy's symbols.`
    : neededUsd === null
      ? `Change a limit of ${rules}; no NAV would do.`
      : `Trade with a NAV of ${figure(neededUsd)} or more, or change a limit of ${rules}.`;
  return { severity, code: "infeasible", ...place, message, fix };
}

/** R06 wants more than the others allow; without it even the smallest quantity the venue takes is too much. */
function clash(excludedBy: readonly string[]): string {
  const others = excludedBy.filter((rule) => rule !== "R06").join(", ");
  if (excludedBy.includes("R06")) return `R06 and ${others} exclude each other`;
  return `the smallest quantity the venue takes is refused by ${others}`;
}
