import { attemptAsync } from "../adapters/system/attempt.js";
import { yieldToEventLoop } from "../adapters/system/clock.js";
import type { Config } from "../config/config-files.js";
import { configHash } from "../config/hash.js";
import type { JournalEvent } from "../domain/event.js";
import { type ConfiguringEvent, isConfiguring } from "../domain/configuring-event.js";
import type { ExecutorReport } from "../domain/executor-summary.js";
import type { Mode } from "../domain/mode.js";
import { apply } from "../engine/apply.js";
import { bodyOf } from "../engine/replay.js";
import type { EngineContext, EngineState } from "../engine/state.js";
import { stopOnRefusal } from "../engine/supervisor.js";
import { emptyTail, type JournalTail } from "../journal/read.js";
import type { Clock } from "../lib/clock.js";
import type { Files } from "../ports/files.js";
import type { TelemetryDocuments } from "../telemetry/project-metrics.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import { requireMode } from "./interlock.js";
import { journalRefusal } from "./operator/journal-refusal.js";
import type { LiveNews } from "./live/show-session.js";
import { createPacer } from "./pacer.js";
import { openPaperMarket } from "./paper-market.js";
import { ReloadDesk } from "./reload/reload-desk.js";
import {
  changedFilesNotes,
  codeVersion,
  currentConfig,
  planSession,
  requireSameInputs,
  type SessionPlan,
} from "./session-plan.js";
import { archiveState, journalEvents, takeLock } from "./session-state.js";
import { requireWholeJournal, telemetrySeq } from "./telemetry-seq.js";
import { TradingSession } from "./trading-session.js";

/** What the command line asked for. */
export interface ExecutorFlags {
  readonly configDirectory: string;
  /** The directory was named on the command line: a finished session, which needs none, asks that it is there all the same. */
  readonly isConfigNamed?: boolean;
  readonly stateDirectory: string;
  readonly mode: Mode;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Market seconds per wall second; null for as fast as possible. */
  readonly speed: number | null;
  readonly maxCycles: number | null;
  readonly fresh: boolean;
  /** Goes on with a session to close what it holds, and opens nothing: what only entries need can't refuse it. */
  readonly closing?: boolean;
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
  /** Told once the lock is held where the newest projections are to be had. */
  readonly onSession?: (documents: () => TelemetryDocuments) => void;
  /** Whenever somebody asks for the configuration files to be read again; left out where nobody can. */
  readonly onReload?: (read: () => void) => void;
  /** Told by live modes only. */
  readonly news?: LiveNews;
}

type Started = Extract<JournalEvent, { type: "session.started" }>;

/**
 * `hedge executor`: takes the lock, brings the books up to date from the journal, then trades until the end of the
 * data, a signal, or the number of cycles asked for. A new session and a restart take the same path.
 *
 * Errors: Failure with the exit code of what stood in the way.
 */
export async function runExecutor(flags: ExecutorFlags, ports: ExecutorPorts): Promise<ExecutorReport> {
  const ran = await attemptAsync(() => runMode(flags, ports));
  if (ran.ok) return ran.value;
  await journalRefusal(ran.error, flags, ports);
  throw ran.error;
}

async function runMode(flags: ExecutorFlags, ports: ExecutorPorts): Promise<ExecutorReport> {
  // What reduces always passes: the mode is the journal's, and its switches are for those who open.
  if (flags.closing !== true) requireMode(flags.mode, ports.env, ports.files.readText(".env"));
  if (flags.mode !== "paper") return runLive(flags, ports);
  // Bad input is refused before anything is touched: no directory, no lock, no archive.
  const early = flags.fresh ? null : sessionStart(flags, ports.files);
  const plan = await planSession(flags, ports, early);
  return stopOnRefusal(async () => {
    const lock = await takeLock(flags.stateDirectory, ports, flags.closing === true);
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

async function runLive(flags: ExecutorFlags, ports: ExecutorPorts): Promise<ExecutorReport> {
  const { runLiveExecutor } = await import("./live/live-executor.js");
  return runLiveExecutor(flags, ports);
}

function sessionStart({ stateDirectory, mode }: ExecutorFlags, files: Files): Started | null {
  for (const event of journalEvents(stateDirectory, files, mode)) {
    return event.type === "session.started" ? event : null;
  }
  return null;
}

/** A session over recorded data: its venue is brought to the same point as its books, and its time is the data's. */
class PaperSession {
  readonly #session: TradingSession;
  #share: () => number | null = () => null;
  /** The newest line that configures the session. */
  #held: ConfiguringEvent | null = null;
  #context: EngineContext;

  constructor(
    readonly flags: ExecutorFlags,
    readonly ports: ExecutorPorts,
    readonly plan: SessionPlan,
  ) {
    const { config, context } = plan;
    this.#context = context;
    this.#session = new TradingSession(flags, ports, { config, context, progress: () => this.#share() });
  }

  async run(started: Started | null): Promise<ExecutorReport> {
    const { flags, ports, plan } = this;
    const session = this.#session;
    const projectedSeq = telemetrySeq(flags.stateDirectory, ports.files);
    const tail = this.#recover();
    requireWholeJournal(tail.seq, projectedSeq);
    const cutBytes = tail.tornBytes;
    const { fromMs, toMs, notes } = plan;
    if (session.state.ended) {
      // health.json keeps the word of the process that traded.
      session.telemetry.project(session.state);
      const held = this.#held ?? started;
      const changed = held === null ? [] : changedFilesNotes(flags, ports, held);
      const told = { fromMs, toMs, notes: [...changed, ...notes] };
      return session.report({ outcome: "already_finished", ...told, end: tail, cutBytes });
    }
    if (started !== null && flags.closing !== true) {
      requireSameInputs(flags, ports, plan, { held: this.#held ?? started, dataHash: started.dataHash });
    }
    const market = await openPaperMarket(plan);
    if (started !== null) await market.driver.restore(journalEvents(flags.stateDirectory, ports.files, flags.mode));
    this.#share = () => market.driver.progress();
    const journal = session.openJournal(tail, plan.config.runtime.journal.paper_sync_ms);
    const resumed = { type: "session.resumed", atMs: session.state.atMs, cutBytes } as const;
    const outcome = await session.trade(journal, {
      driver: market.driver,
      broker: market.broker,
      context: this.#context,
      pace: this.#pacer(),
      opening: [started === null ? plan.start : resumed],
      reload: this.#reloadDesk(),
    });
    const end = { seq: journal.lastSeq, hash: journal.lastHash };
    return session.report({ outcome, fromMs, toMs, notes, end, cutBytes });
  }

  /** Folds the whole journal: the one way to the books, after a crash as after a clean stop. */
  #recover(): JournalTail {
    const tail = emptyTail();
    const { flags, ports } = this;
    const { state, telemetry } = this.#session;
    for (const event of journalEvents(flags.stateDirectory, ports.files, flags.mode, tail)) {
      if (isConfiguring(event)) this.#hold(event);
      apply(state, bodyOf(event), this.#context);
      telemetry.recall(event, state);
    }
    return tail;
  }

  #reloadDesk(): ReloadDesk {
    const { flags, ports, plan } = this;
    const held = this.#held === null ? plan.config : configOfSession(this.#held);
    const read = (): Config => currentConfig(flags, ports);
    const deps = { read, hashOf: configHash, codeVersion: codeVersion(ports.files) };
    return new ReloadDesk(deps, { files: held, held });
  }

  #hold(event: ConfiguringEvent): void {
    this.#held = event;
    if (event.type === "session.started") return;
    this.#context = createEngineContext(configOfSession(event));
    this.#session.useContext(this.#context);
  }

  #pacer(): (atMs: number) => Promise<void> {
    const { flags, ports, plan } = this;
    return createPacer({
      speed: flags.speed,
      fromMs: plan.fromMs,
      clock: ports.clock,
      stop: ports.stop,
      yieldTurn: yieldToEventLoop,
      mail: this.#session.mail,
      onIdle: () => {
        this.#session.telemetry.idle(this.#session.state);
      },
    });
  }
}
