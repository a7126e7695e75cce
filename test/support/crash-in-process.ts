import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { runExecutor } from "../../src/core/app/executor-session.js";
import { journalEvents } from "../../src/core/app/session-state.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import type { ExecutorReport } from "../../src/core/domain/executor-summary.js";

export interface InProcessRun {
  readonly config: string;
  readonly state: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly maxCycles?: number;
  readonly stop?: AbortSignal;
  readonly onEvent?: (event: JournalEvent) => void;
}

/** A session on the sources, in this process, with the machine's files and clock. */
export function runInProcess(run: InProcessRun): Promise<ExecutorReport> {
  return runExecutor(
    {
      configDirectory: run.config,
      stateDirectory: run.state,
      mode: "paper",
      fromMs: run.fromMs,
      toMs: run.toMs,
      speed: null,
      maxCycles: run.maxCycles ?? null,
      fresh: false,
    },
    {
      files: nodeFiles,
      clock: systemClock,
      env: {},
      stop: run.stop ?? new AbortController().signal,
      onProgress: () => undefined,
      onEvent: run.onEvent ?? (() => undefined),
    },
  );
}

export function eventsOf(state: string): readonly JournalEvent[] {
  return [...journalEvents(state, nodeFiles, "paper")];
}
