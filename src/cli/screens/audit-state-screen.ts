import { count } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { findingsLines, type FindingView, verdictText } from "./finding-lines.js";

interface StateAuditView {
  readonly ok: boolean;
  readonly findings: readonly FindingView[];
  readonly journal: { readonly events: number };
  readonly files: readonly { readonly name: string; readonly present: boolean; readonly compared: boolean }[];
}

/** Verdict, findings with their fixes, and what was looked at. */
export function auditStateScreen(
  { document, directory }: { document: StateAuditView; directory: string },
  paper: Paper,
): readonly string[] {
  const compared = document.files.filter((file) => file.compared);
  const events = `${count(document.journal.events)} events`;
  const looked =
    compared.length === 0
      ? `${directory}: ${events} read, no file compared with them.`
      : `${directory}: ${compared.map(({ name }) => name).join(", ")} worked out again from ${events}.`;
  return [
    paper.tint(verdictText("state", document), document.ok ? "good" : "bad"),
    ...findingsLines(document.findings, paper),
    ...paper.wrap(looked),
  ];
}
