import { cleanText, wrapText } from "../../core/lib/text.js";
import type { Paper } from "../paper.js";
import type { Tone } from "../tint.js";

export type Severity = "error" | "warning" | "info";

export interface FindingView {
  readonly severity: Severity;
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string | null;
}

const TONES: Readonly<Record<Severity, Tone>> = { error: "bad", warning: "warn", info: "dim" };

function findingLines({ severity, file, path, message, fix }: FindingView, { width, tint }: Paper): readonly string[] {
  const place = cleanText([file, path].filter((part) => part !== "").join(" "));
  const text = place === "" ? message : `${place}: ${message}`;
  const room = Math.max(20, width - 9);
  const head = wrapText(cleanText(text), room).map((line, index) =>
    index === 0 ? `${tint(severity.padEnd(7), TONES[severity])}  ${line}` : `${" ".repeat(9)}${line}`,
  );
  const rest = fix === null ? [] : wrapText(cleanText(`fix: ${fix}`), room);
  return [...head, ...rest.map((line) => `${" ".repeat(9)}${tint(line, "strong")}`)];
}

/** `configuration: not sound, 2 errors, 1 remark`. */
export function verdictText(
  subject: string,
  { ok, findings }: { readonly ok: boolean; readonly findings: readonly { readonly severity: Severity }[] },
): string {
  const counted = (["error", "warning", "info"] as const).flatMap((severity) => {
    const times = findings.filter((finding) => finding.severity === severity).length;
    const name = severity === "info" ? "remark" : severity;
    return times === 0 ? [] : [`${String(times)} ${name}${times === 1 ? "" : "s"}`];
  });
  if (counted.length === 0) return `${subject}: sound, nothing to remark`;
  return `${subject}: ${ok ? "sound" : "not sound"}, ${counted.join(", ")}`;
}

/** Remarks that a screen shows; --json has them all. */
const REMARKS = 12;

export function findingsLines(findings: readonly FindingView[], paper: Paper): readonly string[] {
  const remarks = findings.filter(({ severity }) => severity === "info");
  const hidden = remarks.slice(REMARKS);
  const lines = findings
    .filter((finding) => !hidden.includes(finding))
    .flatMap((finding) => findingLines(finding, paper));
  if (hidden.length === 0) return lines;
  return [...lines, paper.tint(`and ${String(hidden.length)} more remarks: --json has them all`, "dim")];
}
