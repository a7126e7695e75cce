import { nodeFiles } from "../../adapters/fs/node-files.js";
import { attempt } from "../../adapters/system/attempt.js";
import { systemClock } from "../../adapters/system/clock.js";
import { isLockHeld } from "../../adapters/system/lock.js";
import { executorCommand } from "../../domain/mode.js";
import { type JournalVerdict, verifyJournal } from "../../journal/verify.js";
import type { AuditFinding } from "../../ops/config-audit/finding.js";
import { freshnessFindings } from "../../ops/state-audit/freshness.js";
import { mirrorFindings } from "../../ops/state-audit/mirror.js";
import { bySeverity, isSound, type StateAuditDocument } from "../../ops/state-audit/state-audit.js";
import { documentFindings, lineFindings } from "../../ops/state-audit/truth.js";
import { hasEnded } from "../../readmodel/session-end.js";
import type { SyncState } from "../../sync/state.schema.js";
import type { StatePlace } from "../choose-state.js";
import { lookAtHeartbeat } from "../doctor/look-at-telemetry.js";
import { journalDirectory, requireStateDirectory } from "../session-state.js";
import { readSyncState } from "../sync/sync-files.js";
import { readTelemetry, type ReadFile } from "./read-telemetry.js";
import { type Retold, retell, type Stand } from "./retell.js";

export interface StateAuditReading {
  readonly document: StateAuditDocument;
  readonly directory: string;
}

/**
 * `hedge audit state`: every file of a state directory against its schema, its age, and the journal, from which each figure is
 * worked out again. Changes nothing; an executor may go on meanwhile.
 *
 * Errors: Failure 3 where there is no state.
 */
export async function stateAudit(place: StatePlace): Promise<StateAuditReading> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const isRunning = await isLockHeld(directory);
  // Before the journal: a running executor adds to that first, so that it knows all that they know.
  const files = readTelemetry(directory);
  const heartbeat = lookAtHeartbeat(directory);
  const sync = readSyncState(directory, nodeFiles);
  const verdict = verifyJournal(nodeFiles, journalDirectory(directory));
  const { mode } = verdict;
  const fix = `Keep a copy, then run \`${executorCommand(mode)}\`: it writes the telemetry files anew from the journal.`;
  const seqs = Object.fromEntries(files.flatMap(({ name, stand }) => (stand === null ? [] : [[name, stand.seq]])));
  const ended = hasEnded({ files: nodeFiles, directory });
  const facts = { mode, isRunning, ended, lastSeq: verdict.lastSeq, seqs, heartbeat, nowMs: systemClock.nowMs() };
  const truth = verdict.ok
    ? truthOf({ directory, files, sync, fix })
    : { findings: journalFindings(verdict), compared: [] };
  const findings = bySeverity([
    ...truth.findings,
    ...files.flatMap((file) => schemaFindings(file, { isRunning, fix, hasJournal: verdict.events > 0 })),
    ...(verdict.ok ? freshnessFindings(facts) : []),
  ]);
  const document: StateAuditDocument = {
    schema: "hedge.audit-state/1",
    mode,
    ok: isSound(findings),
    findings,
    journal: { events: verdict.events, lastSeq: verdict.lastSeq, tornBytes: verdict.tornBytes },
    files: files.map(({ name, text }) => ({
      name,
      present: text !== null,
      compared: truth.compared.includes(name),
    })),
  };
  return { document, directory };
}

function journalFindings({ file, line, reason, mode }: JournalVerdict): readonly AuditFinding[] {
  const fix = "Run `hedge journal verify`, and restore the directory from its mirror: `hedge sync restore --to DIR`.";
  const path = line === undefined ? "" : `line ${String(line)}`;
  const message = `${reason ?? "is not what was written"}: no figure was worked out again`;
  return [
    { severity: "error", code: "journal_corrupt", file: file ?? `journal of ${mode ?? "no mode"}`, path, message, fix },
  ];
}

interface SchemaTerms {
  readonly isRunning: boolean;
  readonly hasJournal: boolean;
  readonly fix: string;
}

function schemaFindings(
  { name, text, problem }: ReadFile,
  { isRunning, hasJournal, fix }: SchemaTerms,
): readonly AuditFinding[] {
  if (text === null) {
    if (isRunning || !hasJournal) return [];
    const message = "is missing, the journal is there";
    return [{ severity: "warning", code: "file_missing", file: name, path: "", message, fix }];
  }
  if (problem === null) return [];
  return [{ severity: "error", code: "schema", file: name, path: problem.path, message: problem.message, fix }];
}

interface Truth {
  readonly findings: readonly AuditFinding[];
  /** Names of the files whose figures were worked out again. */
  readonly compared: readonly string[];
}

interface TruthTerms {
  readonly directory: string;
  readonly files: readonly ReadFile[];
  readonly sync: SyncState | null;
  readonly fix: string;
}

function truthOf({ directory, files, sync, fix }: TruthTerms): Truth {
  const stands = files.flatMap(({ stand }): readonly Stand[] => (stand === null ? [] : [stand]));
  const told = attempt(() => retell(directory, stands, sync?.end.seq ?? 0));
  if (!told.ok) return { findings: [untold(told.error)], compared: [] };
  const findings = files.map((file) => compare(file, told.value, fix));
  const mirror = sync === null ? [] : mirrorFindings(sync, told.value.marks);
  return {
    findings: [...findings.flatMap((found) => found ?? []), ...mirror],
    compared: files.flatMap(({ name }, index) => (findings[index] === null ? [] : [name])),
  };
}

/** Null where there is nothing to compare with. */
function compare({ name, text, value, lines }: ReadFile, told: Retold, fix: string): readonly AuditFinding[] | null {
  if (text === null) return null;
  if (lines !== null) {
    const recomputed = told.lines.get(name) ?? [];
    return lineFindings({ name, recorded: lines, recomputed, least: told.least.get(name) ?? 0 }, fix);
  }
  const recomputed = told.documents.get(name);
  return recomputed === undefined ? null : documentFindings({ name, recorded: value, recomputed }, fix);
}

function untold({ message }: Error): AuditFinding {
  const text = `${message}: no figure was worked out again`;
  return { severity: "warning", code: "journal_untold", file: "journal", path: "", message: text, fix: null };
}
