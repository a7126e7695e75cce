import type { Mode } from "../../domain/mode.js";
import type { AuditFinding, Severity } from "../config-audit/finding.js";

/** `hedge audit state --json`. */
export interface StateAuditDocument {
  readonly schema: "hedge.audit-state/1";
  readonly mode: Mode | null;
  /** False with any finding of severity error or warning. */
  readonly ok: boolean;
  readonly findings: readonly AuditFinding[];
  readonly journal: { readonly events: number; readonly lastSeq: number; readonly tornBytes: number };
  /** What was looked at: figures are told again from the journal where `compared` is true. */
  readonly files: readonly { readonly name: string; readonly present: boolean; readonly compared: boolean }[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, otherwise in the order found. */
export function bySeverity(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** No finding that somebody has to act on. */
export function isSound(findings: readonly AuditFinding[]): boolean {
  return findings.every(({ severity }) => severity === "info");
}
