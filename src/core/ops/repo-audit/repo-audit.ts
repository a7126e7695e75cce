import type { AuditFinding } from "../config-audit/finding.js";
import { bySeverity, isSound } from "../state-audit/state-audit.js";
import { type Allowance, withoutAllowed } from "./allowances.js";
import type { HistoryBlob } from "./facts.js";
import { secretPlaces } from "./secrets-in-text.js";

/** `hedge audit repo --json`. */
export interface RepoAuditDocument {
  readonly schema: "hedge.audit-repo/1";
  readonly mode: null;
  /** False with any finding of severity error or warning. */
  readonly ok: boolean;
  readonly findings: readonly AuditFinding[];
  readonly checked: {
    readonly files: number;
    readonly commits: number;
    /** Contents of the history beside those of the files. */
    readonly blobs: number;
    readonly packages: number;
    /** Files that were made anew from the code and compared; null where that was not possible. */
    readonly generated: number | null;
    /** Findings that audit-allow.json allows. */
    readonly allowed: number;
  };
}

export function repoAuditDocument(
  found: readonly AuditFinding[],
  allowances: readonly Allowance[],
  checked: Omit<RepoAuditDocument["checked"], "allowed">,
): RepoAuditDocument {
  const { findings, allowed } = withoutAllowed(found, allowances);
  const document = { ok: isSound(findings), findings: bySeverity(findings), checked: { ...checked, allowed } };
  return { schema: "hedge.audit-repo/1", mode: null, ...document };
}

/** Secrets in a text of the repository. */
export function textFindings(file: string, text: string): readonly AuditFinding[] {
  return secretPlaces(text).map(({ line, what, characters }) => ({
    severity: "error",
    code: "secret",
    file,
    path: `line ${String(line)}`,
    message: `looks like ${what} (${String(characters)} characters, not repeated here)`,
    fix: "Replace it where it is from; then take it out. A planted one is named in audit-allow.json.",
  }));
}

/** Secrets in a text that only the history has. */
export function historyFindings({ path, blob }: HistoryBlob, text: string): readonly AuditFinding[] {
  return secretPlaces(text).map(({ line, what, characters }) => ({
    severity: "error",
    code: "secret",
    file: path,
    path: `blob ${blob.slice(0, 12)} line ${String(line)}`,
    message: `the history has what looks like ${what} (${String(characters)} characters, not repeated here)`,
    fix: `Replace it where it is from: every clone has it. \`git log --all --find-object=${blob.slice(0, 12)}\` names the commits.`,
  }));
}

/** Generated files that are not what the code makes. */
export function staleFindings(stale: readonly string[]): readonly AuditFinding[] {
  return stale.map((file) => ({
    severity: "warning",
    code: "generated_stale",
    file,
    path: "",
    message: "is not what the code makes of it",
    fix: "Run `npm run generate`, and commit what it changes.",
  }));
}
