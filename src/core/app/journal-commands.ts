import { nodeFiles } from "../adapters/fs/node-files.js";
import type { Mode } from "../domain/mode.js";
import { replay, type ReplayDifference } from "../engine/replay.js";
import { type JournalVerdict, verifyJournal } from "../journal/verify.js";
import { Failure } from "../lib/failure.js";
import { chooseStateDirectory, type StatePlace } from "./choose-state.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import { journalDirectory, journalEvents } from "./session-state.js";

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

async function directoryOf(place: StatePlace): Promise<string> {
  const chosen = await chooseStateDirectory(nodeFiles, place);
  if (chosen.ok) return chosen.value;
  const { code, message, fix } = chosen.error;
  throw new Failure(code, 3, message, fix === undefined ? {} : { fix });
}

/** Decides the whole journal again. The journal alone is enough: no data, no configuration files. */
export async function replayDocument(
  place: StatePlace,
  range: { fromMs: number | null; toMs: number | null },
): Promise<ReplayDocument> {
  const directory = await directoryOf(place);
  const head = journalEvents(directory, nodeFiles, null).next();
  const first = head.done === true ? undefined : head.value;
  const context = createEngineContext(configOfSession(first));
  const result = replay(journalEvents(directory, nodeFiles, null), context, {
    fromMs: range.fromMs ?? -Infinity,
    toMs: range.toMs ?? Infinity,
  });
  const { cycles, decisions, equal, firstDifference } = result;
  return { schema: "hedge.replay/1", mode: first?.mode ?? "paper", cycles, decisions, equal, firstDifference };
}

export async function journalVerifyReading(place: StatePlace): Promise<JournalVerifyReading> {
  const directory = await directoryOf(place);
  const verdict = verifyJournal(nodeFiles, journalDirectory(directory));
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
