import { systemClock } from "../../adapters/system/clock.js";
import type { EventBody, InputEvent, JournalEvent } from "../../domain/event.js";
import { apply } from "../../engine/apply.js";
import { correlationId } from "../../engine/correlation.js";
import { nextStep } from "../../engine/next-step.js";
import { createEngineState, type EngineContext, type EngineState } from "../../engine/state.js";
import type { JournalTail } from "../../journal/read.js";
import { JournalWriter } from "../../journal/writer.js";
import type { Files } from "../../ports/files.js";
import type { Config } from "../../config/config-files.js";
import { configOfSession } from "../config-of-session.js";
import { createEngineContext } from "../engine-context.js";
import { LatencyRecorder } from "../latency-recorder.js";
import { journalDirectory, journalEvents } from "../session-state.js";
import { BooksFold } from "../snapshot/books-fold.js";
import { foldJournal } from "../snapshot/fold-journal.js";
import { requireWholeJournal, telemetrySeq } from "../telemetry-seq.js";
import { TelemetrySession } from "../telemetry-session.js";

/** The books of a session that no process runs, brought up to date from its journal. */
export class RecoveredBooks {
  readonly #files: Files;
  readonly #directory: string;
  /** Of the newest part of the session. */
  readonly config: Config;
  readonly #telemetry: TelemetrySession;
  readonly #tail: JournalTail;
  /** Opened by the first line. */
  #journal: JournalWriter | null = null;

  constructor(
    readonly state: EngineState,
    readonly context: EngineContext,
    rest: { files: Files; directory: string; config: Config; telemetry: TelemetrySession; tail: JournalTail },
  ) {
    this.#files = rest.files;
    this.#directory = rest.directory;
    this.config = rest.config;
    this.#telemetry = rest.telemetry;
    this.#tail = rest.tail;
  }

  /** Journals the causes that a dying executor noticed and did not come to; then the books say what holds. */
  settle(): void {
    for (let step = this.#pendingCause(); step !== null; step = this.#pendingCause()) this.#record(step);
  }

  /**
   * Journals an operator's event and the causes that follow from it. All else that follows is the next executor's to
   * decide: it has the venue. Returns the event's line.
   */
  write(event: InputEvent): number {
    const { seq } = this.#record(event);
    this.settle();
    return seq;
  }

  /** Durable from here on; and the telemetry files are renewed, so that a status tells the same story. */
  async close(): Promise<void> {
    await this.#journal?.close();
    this.#telemetry.project(this.state);
  }

  #pendingCause(): EventBody | null {
    const step = nextStep(this.state, this.context);
    return step?.type === "cause.raised" || step?.type === "cause.cleared" ? step : null;
  }

  #record(body: EventBody): JournalEvent {
    const journal = (this.#journal ??= this.#open());
    const event = journal.append(body, correlationId(body, this.state));
    apply(this.state, body, this.context);
    this.#telemetry.recall(event, this.state);
    return event;
  }

  #open(): JournalWriter {
    const { state } = this;
    const tail = this.#tail;
    const { tornBytes } = tail;
    this.#journal = new JournalWriter(
      {
        files: this.#files,
        directory: journalDirectory(this.#directory),
        mode: state.mode,
        clock: systemClock,
        segmentBytes: this.config.runtime.journal.segment_bytes,
        syncEveryMs: 0,
      },
      tail,
    );
    // A line that a dying process left half written is cut here: the journal says so, as at any start.
    if (tornBytes > 0) this.#record({ type: "session.resumed", atMs: state.atMs, cutBytes: tornBytes });
    return this.#journal;
  }
}

/**
 * Folds the journal, as an executor does at its start. The caller holds the lock.
 *
 * Errors: those of the journal; Failure 3 where lines are missing or there is no beginning.
 */
export function recoverBooks(directory: string, files: Files): RecoveredBooks {
  const projectedSeq = telemetrySeq(directory, files);
  const head = journalEvents(directory, files, null).next();
  const first = head.done === true ? undefined : head.value;
  const config = configOfSession(first);
  let context = createEngineContext(config);
  const state = createEngineState(first?.mode ?? "paper");
  const telemetry = telemetryOf(directory, files, { context: () => context, config });
  const fold = new BooksFold(state, telemetry, (held) => (context = held));
  const { tail } = foldJournal(fold, directory, files, state.mode);
  requireWholeJournal(tail.seq, projectedSeq);
  const newest = fold.held?.config ?? config;
  return new RecoveredBooks(state, context, { files, directory, config: newest, telemetry, tail });
}

function telemetryOf(
  directory: string,
  files: Files,
  { context, config }: { readonly context: () => EngineContext; readonly config: Config },
): TelemetrySession {
  return new TelemetrySession({
    files,
    directory,
    clock: systemClock,
    context,
    latency: new LatencyRecorder(),
    intervalMs: config.runtime.telemetry.interval_ms,
    onEvent: () => undefined,
    onTurn: () => undefined,
  });
}
