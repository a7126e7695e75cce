import { join } from "node:path";
import { Failure } from "../lib/failure.js";
import type { Files } from "../ports/files.js";
import { parseJson } from "../readmodel/json-codec.js";

const PROJECTIONS = ["positions.json", "risk_state.json", "router_health.json", "health.json"];

/** The newest journal event that a projection of this directory knows; 0 where there is none. */
export function telemetrySeq(directory: string, files: Pick<Files, "readText">): number {
  return Math.max(0, ...PROJECTIONS.map((name) => seqOf(files.readText(join(directory, name)))));
}

function seqOf(text: string | null): number {
  const parsed = text === null ? null : parseJson(text);
  const value: unknown = parsed?.ok === true ? parsed.value : null;
  const seq: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "seq") : 0;
  return typeof seq === "number" && Number.isSafeInteger(seq) ? seq : 0;
}

/** Why a journal that ends before its projections is short, in words; null when it is not. */
export function shortJournal(lastSeq: number, projectedSeq: number): string | null {
  if (projectedSeq <= lastSeq) return null;
  return `the telemetry files know event ${String(projectedSeq)}, the journal ends at ${String(lastSeq)}: lines are missing`;
}

/** Errors: Failure 3 when lines are missing at the journal's end, or the whole journal. */
export function requireWholeJournal(lastSeq: number, projectedSeq: number): void {
  const reason = shortJournal(lastSeq, projectedSeq);
  if (reason === null) return;
  throw new Failure("journal_short", 3, `the journal can't be trusted: ${reason}`, {
    fix:
      "Restore the directory from a mirror, or begin anew with `hedge executor --fresh` (paper only; the rest is archived). " +
      "At a venue stops rest without us: docs/OPERATIONS.md, A damaged journal, has the ways out.",
  });
}
