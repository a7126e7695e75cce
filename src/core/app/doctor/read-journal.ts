import { attempt } from "../../adapters/system/attempt.js";
import type { JournalEvent } from "../../domain/event.js";
import type { Mode } from "../../domain/mode.js";
import { afterAway, JournalCorruption, readJournal, segmentPaths } from "../../journal/read.js";
import type { JournalFacts } from "../../ops/doctor/journal.js";
import type { SessionInputs } from "../../ops/doctor/state.js";
import type { Files } from "../../ports/files.js";

/** The journal read from the first line to the last, and what only it tells. */
export interface JournalReading {
  readonly facts: JournalFacts;
  readonly mode: Mode | null;
  readonly started: SessionInputs["started"];
}

type Started = Extract<JournalEvent, { type: "session.started" }>;

export function readWholeJournal(files: Files, directory: string): JournalReading {
  const reading = attempt(() => foldJournal(files, directory));
  if (reading.ok) return reading.value;
  const { error } = reading;
  const facts: JournalFacts =
    error instanceof JournalCorruption
      ? { kind: "corrupt", file: error.file, line: error.line, reason: error.reason }
      : { kind: "unreadable", reason: error.message };
  return { facts, mode: modeOfHead(files, directory), started: null };
}

/** Whose books they are, as far as the lines before the damage say it. */
function modeOfHead(files: Files, directory: string): Mode | null {
  const head = attempt(() => readJournal(files, directory).next());
  return head.ok && head.value.done !== true ? head.value.value.mode : null;
}

/** The first line, where not all after it are here. */
function beginningOf(files: Files, directory: string): Started | null {
  for (const event of readJournal(files, directory)) return event.type === "session.started" ? event : null;
  return null;
}

function foldJournal(files: Files, directory: string): JournalReading {
  const segments = segmentPaths(files, directory).length;
  const tail = afterAway(files, directory);
  const awaySeq = tail.seq;
  let started = awaySeq === 0 ? null : beginningOf(files, directory);
  let last: JournalEvent | null = null;
  for (const event of readJournal(files, directory, tail)) {
    last = event;
    if (event.type === "session.started") started = event;
  }
  if (segments === 0) return { facts: { kind: "absent" }, mode: null, started: null };
  const session = started && { fromMs: started.fromMs, toMs: started.toMs, symbols: started.symbols.length };
  const facts: JournalFacts = {
    kind: "whole",
    segments,
    events: tail.seq,
    lastAtMs: last?.atMs ?? null,
    tornBytes: tail.tornBytes,
    session,
    ended: last?.type === "session.ended",
    awaySeq,
  };
  const inputs = started && { configHash: started.configHash, dataHash: started.dataHash };
  return { facts, mode: last?.mode ?? null, started: inputs };
}
