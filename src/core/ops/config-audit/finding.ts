import type { ConfigProblem } from "../../config/problem.js";

export type Severity = "error" | "warning" | "info";

/** One remark of the audit. `path` is dotted and below `file`; empty for the file as a whole. */
export interface AuditFinding {
  readonly severity: Severity;
  readonly code: string;
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string | null;
}

/** What the loader refuses is an error. */
export function problemFinding({ code, file, path, message, fix }: ConfigProblem): AuditFinding {
  return { severity: "error", code, file, path, message, fix };
}

/** `risk_limits.global.max_leverage` → its file and the path in it. */
export function placeOf(setting: string): { readonly file: string; readonly path: string } {
  const [stem = "", ...keys] = setting.split(".");
  return { file: `${stem}.json`, path: keys.join(".") };
}

/** 0.30000000000000004 reads 0.3. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
