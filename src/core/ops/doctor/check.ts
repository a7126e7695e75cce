import type { Mode } from "../../domain/mode.js";

type CheckStatus = "fail" | "warn" | "pass" | "skip";

/** One finding. `id` is `subject.what`; `fix` says what to do about a warning or failure. */
export interface Check {
  readonly id: string;
  readonly status: CheckStatus;
  readonly detail: string;
  readonly fix: string | null;
}

/** `hedge.doctor/1`. */
export interface DoctorDocument {
  readonly schema: "hedge.doctor/1";
  readonly mode: Mode | null;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export function pass(id: string, detail: string): Check {
  return { id, status: "pass", detail, fix: null };
}

/** Not looked at, and why. */
export function skip(id: string, detail: string): Check {
  return { id, status: "skip", detail, fix: null };
}

export function warn(id: string, detail: string, fix: string): Check {
  return { id, status: "warn", detail, fix };
}

export function fail(id: string, detail: string, fix: string): Check {
  return { id, status: "fail", detail, fix };
}

export function doctorDocument(mode: Mode | null, checks: readonly Check[]): DoctorDocument {
  const ok = checks.every(({ status }) => status === "pass" || status === "skip");
  return { schema: "hedge.doctor/1", mode, ok, checks };
}
