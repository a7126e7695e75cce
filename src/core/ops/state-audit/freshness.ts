import type { Mode } from "../../domain/mode.js";
import { executorCommand } from "../../domain/mode.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { AuditFinding } from "../config-audit/finding.js";
import { counted } from "../doctor/words.js";

export interface FreshnessFacts {
  readonly mode: Mode | null;
  readonly isRunning: boolean;
  /** The journal's last line is `session.ended`. */
  readonly ended: boolean;
  readonly lastSeq: number;
  /** Last journal line that each projection knows, by file. */
  readonly seqs: Readonly<Record<string, number>>;
  readonly heartbeat: { readonly atMs: number; readonly state: "running" | "stopped" | "ended" } | null;
  readonly nowMs: number;
}

/** An executor beats once a second; docs/OPERATIONS.md: it is alive while its heartbeat is at most this old. */
const HEARTBEAT_LIMIT_MS = 5 * SECOND_MS;

/** Whether the files are of now: a frozen heartbeat, a process that died, projections that the journal has left behind. */
export function freshnessFindings(facts: FreshnessFacts): readonly AuditFinding[] {
  return [...heartbeatFindings(facts), ...seqFindings(facts)];
}

function heartbeatFindings({ heartbeat, isRunning, ended, nowMs, mode }: FreshnessFacts): readonly AuditFinding[] {
  if (heartbeat === null) return [];
  const place = { file: "health.json", path: "heartbeats.executor.at" };
  const said = isoUtc(heartbeat.atMs);
  if (isRunning) {
    const ageMs = nowMs - heartbeat.atMs;
    const isFresh = ageMs <= HEARTBEAT_LIMIT_MS;
    if (isFresh) return [];
    const message = `says ${said}: ${(ageMs / SECOND_MS).toFixed(1)} s old, limit ${String(HEARTBEAT_LIMIT_MS / SECOND_MS)} s, while an executor holds the lock`;
    const fix = "Run `hedge doctor`: it says whether the process hangs or is frozen.";
    return [{ severity: "error", code: "heartbeat_old", ...place, message, fix }];
  }
  if (ended || heartbeat.state !== "running") return [];
  const message = `says ${said}, and nobody holds the lock: the executor died`;
  const fix = `Run \`${executorCommand(mode)}\`: it goes on from the journal.`;
  return [{ severity: "warning", code: "executor_died", ...place, message, fix }];
}

function seqFindings({ isRunning, lastSeq, seqs, mode }: FreshnessFacts): readonly AuditFinding[] {
  return Object.entries(seqs).flatMap(([file, seq]): readonly AuditFinding[] => {
    if (seq > lastSeq) {
      const message = `knows event ${String(seq)}, the journal ends at ${String(lastSeq)}: lines are missing`;
      const fix = "Restore the directory from its mirror: `hedge sync restore --to DIR`.";
      return [{ severity: "error", code: "journal_short", file, path: "seq", message, fix }];
    }
    // While it runs, the journal is ahead for as long as the next projection takes.
    if (isRunning || seq === lastSeq) return [];
    const message = `knows event ${String(seq)}, the journal has ${counted(lastSeq - seq, "event")} more`;
    const fix = `Run \`${executorCommand(mode)}\`: it writes the telemetry files anew from the journal.`;
    return [{ severity: "warning", code: "behind_journal", file, path: "seq", message, fix }];
  });
}
