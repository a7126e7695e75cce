import { createMemoryFiles } from "../../adapters/fs/memory-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { createEngineState, type EngineContext } from "../../engine/state.js";
import { type JournalTail, segmentName, segmentPaths } from "../../journal/read.js";
import { present } from "../../lib/invariant.js";
import type { Files } from "../../ports/files.js";
import { LatencyRecorder } from "../latency-recorder.js";
import { journalDirectory, journalEvents } from "../session-state.js";
import { TelemetrySession } from "../telemetry-session.js";
import { BooksFold } from "./books-fold.js";
import { foldJournal } from "./fold-journal.js";
import { readSnapshot, writeSnapshot } from "./snapshot-file.js";

/** Where the snapshot of a directory stands now, and whether this run made it. */
export interface SnapshotStand {
  readonly seq: number;
  readonly made: boolean;
}

/** A directory as it is up to the end of one of its segments. */
function upTo(files: Files, journal: string, segment: number): Files {
  const last = segmentName(segment);
  return {
    ...files,
    list: (directory) => {
      const names = files.list(directory);
      return directory === journal ? names.filter((name) => name.slice(0, last.length) <= last) : names;
    },
  };
}

/**
 * Folds the full segments of a journal and writes down what they come to, for the next start. Null where no segment is
 * full yet. The caller sees to it that nobody else does the same.
 *
 * Errors: those of the journal.
 */
export function makeSnapshot(directory: string, files: Files): SnapshotStand | null {
  const journal = journalDirectory(directory);
  const segment = segmentPaths(files, journal).length - 1;
  if (segment < 1) return null;
  const before = readSnapshot(directory, files);
  if ("snapshot" in before && before.snapshot.end.segment === segment) {
    return { seq: before.snapshot.end.seq, made: false };
  }
  const first = journalEvents(directory, files, null).next();
  if (first.done === true) return null;
  const memory = createMemoryFiles();
  const state = createEngineState(first.value.mode);
  let context: EngineContext | null = null;
  const telemetry = new TelemetrySession({
    files: memory,
    directory,
    clock: systemClock,
    context: () => present(context, "a configuration before the first event"),
    latency: new LatencyRecorder(),
    intervalMs: Infinity,
    onEvent: () => undefined,
    onTurn: () => undefined,
  });
  const fold = new BooksFold(state, telemetry, (held) => (context = held));
  const { tail } = foldJournal(fold, directory, upTo(files, journal, segment), null);
  // A full segment ends with a whole line; where it doesn't, the journal is damaged, and a start will say so.
  if (tail.tornBytes > 0) return null;
  return { seq: write({ directory, files, memory, telemetry, fold }, { tail, segment }), made: true };
}

interface Made {
  readonly directory: string;
  readonly files: Files;
  readonly memory: Files;
  readonly telemetry: TelemetrySession;
  readonly fold: BooksFold;
}

function write(
  { directory, files, memory, telemetry, fold }: Made,
  { tail, segment }: { readonly tail: JournalTail; readonly segment: number },
): number {
  const { memory: books } = fold;
  telemetry.project(fold.state);
  const lines = memory.list(directory).filter((name) => name.endsWith(".jsonl"));
  writeSnapshot(directory, files, {
    end: { segment, seq: tail.seq, hash: tail.hash },
    memory: books,
    lines: Object.fromEntries(
      lines.map((name) => [name, memory.readBytes(`${directory}/${name}`) ?? new Uint8Array()]),
    ),
  });
  return tail.seq;
}
