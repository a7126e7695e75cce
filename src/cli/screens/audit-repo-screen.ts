import { count } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { findingsLines, type FindingView, verdictText } from "./finding-lines.js";

interface RepoAuditView {
  readonly ok: boolean;
  readonly findings: readonly FindingView[];
  readonly checked: {
    readonly files: number;
    readonly commits: number;
    readonly blobs: number;
    readonly packages: number;
    readonly generated: number | null;
    readonly allowed: number;
  };
}

/** Verdict, findings with their fixes, and what was looked at. */
export function auditRepoScreen(
  { document, root }: { document: RepoAuditView; root: string },
  paper: Paper,
): readonly string[] {
  const { files, commits, blobs, packages, generated, allowed } = document.checked;
  const made = generated === null ? "no generated file" : `${count(generated)} generated files`;
  const text =
    `${root}: ${count(files)} files, ${count(commits)} commits with ${count(blobs)} earlier contents, ${count(packages)} packages, ` +
    `${made}; audit-allow.json allows ${count(allowed)} findings.`;
  return [
    paper.tint(verdictText("repository", document), document.ok ? "good" : "bad"),
    ...findingsLines(document.findings, paper),
    ...paper.wrap(text),
  ];
}
