import { join } from "node:path";
import { growingFiles } from "../adapters/fs/growing-files.js";
import type { Config } from "../config/config-files.js";
import type { EventBody, InputEvent } from "../domain/event.js";
import type { ExecutorReport } from "../domain/executor-summary.js";
import { Executor, type ExecutorDeps } from "../engine/executor.js";
import { createEngineState, type EngineContext, type EngineState } from "../engine/state.js";
import { supervise } from "../engine/supervisor.js";
import type { JournalTail } from "../journal/read.js";
import { JournalWriter } from "../journal/writer.js";
import { parseJson } from "../readmodel/json-codec.js";
import { healthFile } from "../telemetry/health.schema.js";
import type { ExecutorFlags, ExecutorPorts } from "./executor-session.js";
import { type OperatorEar, serveOperators } from "./operator/serve-operators.js";
import { LatencyRecorder, type LatencySummary } from "./latency-recorder.js";
import type { Mail } from "./pacer.js";
import { PublishedSession } from "./published-session.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import type { ReloadDesk } from "./reload/reload-desk.js";
import { journalDirectory } from "./session-state.js";
import { causeNotes, extrasOf, summarize } from "./summary.js";
import { TelemetrySession } from "./telemetry-session.js";

/** What a process trades with: made by the mode, run by the session. */
interface Equipment extends Pick<
  ExecutorDeps,
  "driver" | "broker" | "guard" | "pace" | "context" | "venueGoesOn" | "lastLook"
> {
  /** The session's own time; left out where it is the newest event's. */
  readonly nowMs?: () => number;
  /** Has the venue asked soon what is held and what rests there; left out where it is a simulated one. */
  readonly askVenue?: () => void;
  /** Reads the configuration files again when it is asked to; left out where nothing new may hold. */
  readonly reload?: ReloadDesk;
  /** The first lines of this process. */
  readonly opening: readonly EventBody[];
}

interface ReportInput {
  readonly outcome: ExecutorReport["outcome"];
  readonly fromMs: number;
  /** Null where the span has no end. */
  readonly toMs: number | null;
  readonly notes: readonly string[];
  readonly end: { readonly seq: number; readonly hash: string };
  readonly cutBytes: number;
}

/** One process's share of a session, in any mode: books, journal, telemetry and the loop. */
export class TradingSession {
  readonly state: EngineState;
  readonly telemetry: TelemetrySession;
  readonly #published: PublishedSession;
  readonly #latency = new LatencyRecorder();
  readonly #startedMs: number;
  #context: EngineContext;
  #ear: OperatorEar | null = null;
  #reload: ReloadDesk | null = null;
  readonly #wakes: (() => void)[] = [];
  /** For whoever makes the session wait. */
  readonly mail: Mail = {
    hasMail: () => (this.#ear?.hasMail() ?? false) || (this.#reload?.hasMail ?? false),
    onArrival: (wake) => {
      this.#wakes.push(wake);
    },
  };

  constructor(
    readonly flags: ExecutorFlags,
    readonly ports: ExecutorPorts,
    readonly options: {
      readonly config: Config;
      readonly context: EngineContext;
      readonly progress: () => number | null;
    },
  ) {
    this.#startedMs = ports.clock.monotonicMs();
    this.#context = options.context;
    this.state = createEngineState(flags.mode);
    const place = { files: ports.files, directory: flags.stateDirectory };
    this.#published = new PublishedSession({ ...place, growing: growingFiles });
    this.telemetry = new TelemetrySession({
      ...place,
      published: this.#published,
      clock: ports.clock,
      context: () => this.#context,
      latency: this.#latency,
      intervalMs: options.config.runtime.telemetry.interval_ms,
      onEvent: ports.onEvent,
      onTurn: (state) => {
        ports.onProgress(options.progress(), state);
      },
    });
    ports.onSession?.(() => this.telemetry.latest);
  }

  /** Policies that hold from here on. */
  useContext(context: EngineContext): void {
    this.#context = context;
  }

  openJournal(tail: JournalTail, syncEveryMs: number): JournalWriter {
    const { flags, ports, options } = this;
    const { segment_bytes: segmentBytes } = options.config.runtime.journal;
    const { files, clock } = ports;
    const directory = journalDirectory(flags.stateDirectory);
    const journal = new JournalWriter({ files, directory, mode: flags.mode, clock, segmentBytes, syncEveryMs }, tail);
    this.telemetry.follow(journal);
    return journal;
  }

  /** Trades until a signal, the end of the data or of the cycles asked for; then everything is closed and durable. */
  async trade(
    journal: JournalWriter,
    { opening, nowMs, askVenue, reload, ...equipment }: Equipment,
  ): Promise<ExecutorReport["outcome"]> {
    const { flags, ports } = this;
    this.useContext(equipment.context);
    if (nowMs !== undefined) this.telemetry.followTime(nowMs);
    const ear = await serveOperators({
      directory: flags.stateDirectory,
      clock: ports.clock,
      state: this.state,
      feed: this.#published,
      context: () => this.#context,
      ...(nowMs === undefined ? {} : { nowMs }),
      ...(askVenue === undefined ? {} : { askVenue }),
      flush: (state) => {
        this.telemetry.flush(state, "running");
      },
    });
    this.#ear = ear;
    const wakeAll = (): void => {
      for (const wake of this.#wakes) wake();
    };
    ear.onArrival(wakeAll);
    this.#hearReloads(reload, wakeAll);
    const executor = new Executor({
      ...equipment,
      state: this.state,
      journal,
      clock: ports.clock,
      inbox: () => ear.take() ?? this.#takeReload(nowMs),
      contextOf: (event) => this.#reconfigure(event),
      observer: ear.observe(this.telemetry),
      stop: ports.stop,
      maxCycles: flags.maxCycles,
    });
    for (const event of opening) executor.record(event);
    const outcome = await supervise(executor).finally(() => ear.close());
    await journal.close();
    this.telemetry.close(this.state, outcome === "end_of_data" ? "ended" : "stopped");
    return outcome;
  }

  #hearReloads(reload: ReloadDesk | undefined, wake: () => void): void {
    if (reload === undefined) return;
    this.#reload = reload;
    reload.onArrival(wake);
    this.ports.onReload?.(() => {
      reload.ask();
    });
  }

  #takeReload(nowMs: (() => number) | undefined): InputEvent | null {
    const { atMs } = this.state;
    return this.#reload?.take(Math.max(atMs, Math.round(nowMs?.() ?? atMs))) ?? null;
  }

  #reconfigure(event: EventBody): EngineContext {
    this.useContext(createEngineContext(configOfSession(event)));
    return this.#context;
  }

  report({ outcome, fromMs, toMs, notes, end, cutBytes }: ReportInput): ExecutorReport {
    const { flags, ports, state } = this;
    const finished = outcome === "end_of_data" || outcome === "already_finished";
    const summary = summarize({
      state,
      fromMs,
      toMs: finished && toMs !== null ? toMs : state.atMs,
      journal: { events: end.seq, lastSeq: end.seq, lastHash: end.hash },
      latency: outcome === "already_finished" ? this.#recordedLatency() : this.#latency.summary(),
      notes: [...notes, ...causeNotes(state)],
    });
    const elapsedMs = ports.clock.monotonicMs() - this.#startedMs;
    const { stateDirectory } = flags;
    return { summary, extras: extrasOf(state, { finished, stateDirectory, elapsedMs, cutBytes }), outcome };
  }

  /** What the process that traded measured, as its last heartbeat says. */
  #recordedLatency(): LatencySummary {
    const text = this.ports.files.readText(join(this.flags.stateDirectory, "health.json"));
    const parsed = text === null ? null : parseJson(text);
    const health = parsed?.ok === true ? healthFile.safeParse(parsed.value) : null;
    return health?.data?.latencies["decision"] ?? this.#latency.summary();
  }
}
