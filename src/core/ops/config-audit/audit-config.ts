import { composePolicies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import type { KnownStrategy } from "../../config/cross-check.js";
import type { ConfigProblem } from "../../config/problem.js";
import { type FactsOf, settingFacts } from "../../config/setting-facts.js";
import type { AuditMarket } from "./assumed-market.js";
import { compareConfigs } from "./compare.js";
import { findContradictions } from "./contradictions.js";
import type { ConfigChange } from "./diff.js";
import { checkFeasibility, type FeasibilityRow } from "./feasibility.js";
import { type AuditFinding, problemFinding, type Severity } from "./finding.js";
import { findMixedUnits } from "./mixed-units.js";
import { findUnitMistakes } from "./unit-mistakes.js";
import { feasibilityFindings } from "./veto-storm.js";

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
  readonly strategies: readonly KnownStrategy[];
  readonly navUsd: number;
  readonly market: AuditMarket;
  /** Configuration to compare with, effective or as written, by stem; null compares nothing. */
  readonly against: Readonly<Record<string, unknown>> | null;
  /** Remarks made before, while reading. */
  readonly findings?: readonly AuditFinding[];
}

/** Judges one configuration: what the loader refuses, units, contradictions, what can trade, what changed. */
export function auditConfig(input: ConfigAuditInput): ConfigAuditDocument {
  const { trees, loaded, against } = input;
  const factsOf = settingFacts(input.strategies);
  const config = loaded.ok ? loaded.value : null;
  const problems = loaded.ok ? [] : loaded.error.map(problemFinding);
  const limits = config === null ? { findings: [], feasibility: [] } : auditLimits(config, input, factsOf);
  const { feasibility } = limits;
  const compared =
    against === null ? { diff: [], findings: [] } : compareConfigs({ ...input, against, config, feasibility, factsOf });
  const known = new Set(problems.map(placeText));
  const findings = bySeverity([
    ...problems,
    ...Object.entries(trees).flatMap(([stem, tree]) => findMixedUnits(`${stem}.json`, tree)),
    // What the loader says of the same place says more.
    ...findUnitMistakes(trees, factsOf).filter((finding) => !known.has(placeText(finding))),
    ...limits.findings,
    ...(input.findings ?? []),
    ...compared.findings,
  ]);
  return {
    schema: "hedge.audit-config/1",
    mode: null,
    ok: findings.every((finding) => finding.severity === "info"),
    findings,
    feasibility,
    diff: compared.diff,
  };
}

function placeText({ file, path }: AuditFinding): string {
  return `${file} ${path}`;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, otherwise in the order found. */
function bySeverity(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

function auditLimits(
  config: Config,
  { navUsd, market }: ConfigAuditInput,
  factsOf: FactsOf,
): { readonly findings: readonly AuditFinding[]; readonly feasibility: readonly FeasibilityRow[] } {
  const policies = composePolicies(config, true);
  const feasibility = checkFeasibility(policies, navUsd, market);
  const { rows } = feasibility;
  const { unreadable } = market;
  const judged = feasibilityFindings(feasibility, { config, policies, navUsd, market, factsOf });
  const infeasible =
    unreadable === undefined ? judged : [unreadable, ...judged.filter(({ code }) => code !== "no_price")];
  const contradictions = findContradictions({ config, policies, navUsd, atrFraction: market.atrFraction });
  return { findings: [...contradictions, ...infeasible], feasibility: rows };
}
