import { nodeFiles } from "../adapters/fs/node-files.js";
import type { Mode } from "../domain/mode.js";
import { replay, type ReplayDifference } from "../engine/replay.js";
import { segmentPaths } from "../journal/read.js";
import { type JournalVerdict, verifyJournal } from "../journal/verify.js";
import { Failure } from "../lib/failure.js";
import type { StatePlace } from "./choose-state.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import { journalDirectory, journalEvents, requireStateDirectory } from "./session-state.js";
import { shortJournal, telemetrySeq } from "./telemetry-seq.js";

interface ReplayDocument {
  readonly schema: "hedge.replay/1";
  readonly mode: Mode;
  readonly cycles: number;
  readonly decisions: number;
  readonly equal: boolean;
  readonly firstDifference: ReplayDifference | null;
}

interface JournalVerifyDocument {
  readonly schema: "hedge.journal-verify/1";
  readonly mode: Mode | null;
  readonly events: number;
  readonly ok: boolean;
  readonly file?: string;
  readonly line?: number;
  readonly reason?: string;
}

interface JournalVerifyReading {
  readonly document: JournalVerifyDocument;
  readonly verdict: JournalVerdict;
  readonly directory: string;
}

/** Decides the whole journal again. The journal alone is enough: no data, no configuration files. */
export async function replayDocument(
  place: StatePlace,
  range: { fromMs: number | null; toMs: number | null },
): Promise<ReplayDocument> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const { ok, file, line, reason } = verdictOn(directory, telemetrySeq(directory, nodeFiles));
  if (!ok) {
    const where = `${file ?? directory} line ${String(line ?? 0)}`;
    throw new Failure("journal_differs", 9, `the journal is not what was written: ${where}: ${reason ?? ""}`, {
      ...(file === undefined ? {} : { file }),
      fix: "Run `hedge journal verify`, and restore the directory from a mirror.",
    });
  }
  const head = journalEvents(directory, nodeFiles, null).next();
  const first = head.done === true ? undefined : head.value;
  const context = createEngineContext(configOfSession(first));
  const result = replay(
    journalEvents(directory, nodeFiles, null),
    context,
    {
      fromMs: range.fromMs ?? -Infinity,
      toMs: range.toMs ?? Infinity,
    },
    (event) => createEngineContext(configOfSession(event)),
  );
  const { cycles, decisions, equal, firstDifference } = result;
  return { schema: "hedge.replay/1", mode: first?.mode ?? "paper", cycles, decisions, equal, firstDifference };
}

export async function journalVerifyReading(place: StatePlace): Promise<JournalVerifyReading> {
  const directory = await requireStateDirectory(nodeFiles, place);
  // Before the journal is read: a running executor adds to both, and to the journal first.
  const projectedSeq = telemetrySeq(directory, nodeFiles);
  const verdict = verdictOn(directory, projectedSeq);
  const { events, ok, file, line, reason } = verdict;
  const document: JournalVerifyDocument = {
    schema: "hedge.journal-verify/1",
    mode: verdict.mode,
    events,
    ok,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(reason === undefined ? {} : { reason }),
  };
  return { document, verdict, directory };
}

/** A journal whose last lines, or all of them, were taken away has a whole chain: the projections know better. */
function verdictOn(stateDirectory: string, projectedSeq: number): JournalVerdict {
  const directory = journalDirectory(stateDirectory);
  const verdict = verifyJournal(nodeFiles, directory);
  const reason = verdict.ok ? shortJournal(verdict.lastSeq, projectedSeq) : null;
  if (reason === null) return verdict;
  const file = segmentPaths(nodeFiles, directory).at(-1) ?? directory;
  return { ...verdict, ok: false, file, line: verdict.events + 1, reason };
}
