import { join } from "node:path";
import { yieldToEventLoop } from "../adapters/system/clock.js";
import { mergeEnvironment } from "../config/dot-env.js";
import type { JournalEvent } from "../domain/event.js";
import type { ExecutorReport } from "../domain/executor-summary.js";
import type { Mode } from "../domain/mode.js";
import { apply } from "../engine/apply.js";
import { Executor } from "../engine/executor.js";
import { bodyOf } from "../engine/replay.js";
import { createEngineState, type EngineState } from "../engine/state.js";
import { stopOnRefusal, supervise } from "../engine/supervisor.js";
import { emptyTail, type JournalTail } from "../journal/read.js";
import { JournalWriter } from "../journal/writer.js";
import type { Clock } from "../lib/clock.js";
import type { Files } from "../ports/files.js";
import { parseJson } from "../readmodel/json-codec.js";
import { healthFile } from "../telemetry/health.schema.js";
import { requireMode } from "./interlock.js";
import { LatencyRecorder, type LatencySummary } from "./latency-recorder.js";
import { createPacer } from "./pacer.js";
import { openPaperMarket } from "./paper-market.js";
import { planSession, requireSameInputs, type SessionPlan } from "./session-plan.js";
import { archiveState, journalDirectory, journalEvents, takeLock } from "./session-state.js";
import { causeNotes, extrasOf, summarize } from "./summary.js";
import { requireWholeJournal, telemetrySeq } from "./telemetry-seq.js";
import { TelemetrySession } from "./telemetry-session.js";

/** What the command line asked for. */
export interface ExecutorFlags {
  readonly configDirectory: string;
  readonly stateDirectory: string;
  readonly mode: Mode;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Market seconds per wall second; null for as fast as possible. */
  readonly speed: number | null;
  readonly maxCycles: number | null;
  readonly fresh: boolean;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** The world of an executor. */
export interface ExecutorPorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number | null, state: EngineState) => void;
  readonly onEvent: (event: JournalEvent) => void;
}

type Started = Extract<JournalEvent, { type: "session.started" }>;

/**
 * `hedge executor`: takes the lock, brings the books up to date from the journal, then trades until the end of the
 * data, a signal, or the number of cycles asked for. A new session and a restart take the same path.
 *
 * Errors: Failure with the exit code of what stood in the way.
 */
export async function runExecutor(flags: ExecutorFlags, ports: ExecutorPorts): Promise<ExecutorReport> {
  requireMode(flags.mode, mergeEnvironment(ports.env, ports.files.readText(".env")));
  // Bad input is refused before anything is touched: no directory, no lock, no archive.
  const early = flags.fresh ? null : sessionStart(flags, ports.files);
  const plan = await planSession(flags, ports, early);
  return stopOnRefusal(async () => {
    const lock = await takeLock(flags.stateDirectory, ports.files, ports.clock);
    try {
      if (flags.fresh) archiveState(flags.stateDirectory, ports.files, ports.clock);
      const started = sessionStart(flags, ports.files);
      // Somebody else may have begun or archived a session between the look and the lock.
      const current = started?.hash === early?.hash ? plan : await planSession(flags, ports, started);
      return await new PaperSession(flags, ports, current).run(started);
    } finally {
      lock.release();
    }
  });
}

function sessionStart({ stateDirectory, mode }: ExecutorFlags, files: Files): Started | null {
  for (const event of journalEvents(stateDirectory, files, mode)) {
    return event.type === "session.started" ? event : null;
  }
  return null;
}

/** One process's share of a paper session. */
class PaperSession {
  readonly #latency = new LatencyRecorder();
  readonly #telemetry: TelemetrySession;
  readonly #state: EngineState;
  readonly #startedMs: number;
  #cutBytes = 0;
  #share: () => number | null = () => null;

  constructor(
    readonly flags: ExecutorFlags,
    readonly ports: ExecutorPorts,
    readonly plan: SessionPlan,
  ) {
    this.#startedMs = ports.clock.monotonicMs();
    this.#state = createEngineState(flags.mode);
    this.#telemetry = new TelemetrySession({
      files: ports.files,
      directory: flags.stateDirectory,
      clock: ports.clock,
      context: plan.context,
      latency: this.#latency,
      intervalMs: plan.config.runtime.telemetry.interval_ms,
      onEvent: ports.onEvent,
      onTurn: (state) => {
        ports.onProgress(this.#share(), state);
      },
    });
  }

  async run(started: Started | null): Promise<ExecutorReport> {
    const projectedSeq = telemetrySeq(this.flags.stateDirectory, this.ports.files);
    const tail = this.#recover();
    requireWholeJournal(tail.seq, projectedSeq);
    this.#cutBytes = tail.tornBytes;
    if (this.#state.ended) {
      // health.json keeps the word of the process that traded.
      this.#telemetry.project(this.#state);
      return this.#report("already_finished", tail);
    }
    const { flags, ports, plan } = this;
    if (started !== null) requireSameInputs(flags, ports, plan, started);
    const market = await openPaperMarket(plan);
    if (started !== null) await market.driver.restore(journalEvents(flags.stateDirectory, ports.files, flags.mode));
    this.#share = () => market.driver.progress();
    const journal = this.#openJournal(tail);
    this.#telemetry.follow(journal);
    const executor = new Executor({
      state: this.#state,
      context: plan.context,
      journal,
      driver: market.driver,
      broker: market.broker,
      clock: ports.clock,
      observer: this.#telemetry,
      pace: this.#pacer(),
      stop: ports.stop,
      maxCycles: flags.maxCycles,
    });
    if (started !== null)
      executor.record({ type: "session.resumed", atMs: this.#state.atMs, cutBytes: tail.tornBytes });
    else executor.record(plan.start);
    const outcome = await supervise(executor);
    await journal.close();
    this.#telemetry.close(this.#state, outcome === "end_of_data" ? "ended" : "stopped");
    return this.#report(outcome, { seq: journal.lastSeq, hash: journal.lastHash });
  }

  /** Folds the whole journal: the one way to the books, after a crash as after a clean stop. */
  #recover(): JournalTail {
    const tail = emptyTail();
    const { flags, ports, plan } = this;
    for (const event of journalEvents(flags.stateDirectory, ports.files, flags.mode, tail)) {
      apply(this.#state, bodyOf(event), plan.context);
      this.#telemetry.recall(event, this.#state);
    }
    return tail;
  }

  #openJournal(tail: JournalTail): JournalWriter {
    const { flags, ports, plan } = this;
    const { segment_bytes: segmentBytes, paper_sync_ms: syncEveryMs } = plan.config.runtime.journal;
    const { files, clock } = ports;
    const directory = journalDirectory(flags.stateDirectory);
    return new JournalWriter({ files, directory, mode: flags.mode, clock, segmentBytes, syncEveryMs }, tail);
  }

  #pacer(): (atMs: number) => Promise<boolean> {
    const { flags, ports, plan } = this;
    return createPacer({
      speed: flags.speed,
      fromMs: plan.fromMs,
      clock: ports.clock,
      stop: ports.stop,
      yieldTurn: yieldToEventLoop,
      onIdle: () => {
        this.#telemetry.heartbeat(this.#state, "running");
      },
    });
  }

  /** What the process that traded measured, as its last heartbeat says. */
  #recordedLatency(): LatencySummary {
    const text = this.ports.files.readText(join(this.flags.stateDirectory, "health.json"));
    const parsed = text === null ? null : parseJson(text);
    const health = parsed?.ok === true ? healthFile.safeParse(parsed.value) : null;
    return health?.data?.latencies["decision"] ?? this.#latency.summary();
  }

  #report(outcome: ExecutorReport["outcome"], end: { readonly seq: number; readonly hash: string }): ExecutorReport {
    const { plan, flags, ports } = this;
    const finished = outcome === "end_of_data" || outcome === "already_finished";
    const summary = summarize({
      state: this.#state,
      fromMs: plan.fromMs,
      toMs: finished ? plan.toMs : this.#state.atMs,
      journal: { events: end.seq, lastSeq: end.seq, lastHash: end.hash },
      latency: outcome === "already_finished" ? this.#recordedLatency() : this.#latency.summary(),
      notes: [...plan.notes, ...causeNotes(this.#state)],
    });
    const elapsedMs = ports.clock.monotonicMs() - this.#startedMs;
    const { stateDirectory } = flags;
    const extras = extrasOf(this.#state, { finished, stateDirectory, elapsedMs, cutBytes: this.#cutBytes });
    return { summary, extras, outcome };
  }
}
