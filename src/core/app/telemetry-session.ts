import { residentBytes } from "../adapters/system/process.js";
import type { JournalEvent } from "../domain/event.js";
import { positionKey } from "../domain/portfolio.js";
import { booksOf } from "../engine/cycle.js";
import type { ExecutorObserver } from "../engine/executor.js";
import type { EngineContext, EngineState } from "../engine/state.js";
import { scheduleRows } from "../engine/schedules.js";
import { newestNav } from "../engine/valuation.js";
import { viewAtVenue, marketView, markOf } from "../engine/view.js";
import type { Clock } from "../lib/clock.js";
import type { Files } from "../ports/files.js";
import type { Journal } from "../ports/journal.js";
import { limitsUsage, vetoWindow, withoutRepeats } from "../risk/usage.js";
import { adaptiveUsage } from "../sizing/adaptive-usage.js";
import { routerHealth } from "../routing/health.js";
import { type ChangeMemory, ChangeLogs } from "../telemetry/change-logs.js";
import type { VenueHealthRow } from "../telemetry/health.schema.js";
import type { TelemetryDocuments } from "../telemetry/project-metrics.js";
import type { HealthSnapshot, TelemetrySnapshot } from "../telemetry/snapshot.js";
import { TelemetryWriter, type WriterMemory } from "../telemetry/writer.js";
import { Activity, type ActivityMemory } from "./activity.js";
import type { LatencyRecorder } from "./latency-recorder.js";
import type { PublishedSession } from "./published-session.js";
import { sessionBarMs } from "./session-plan.js";
import { mirrorHealth } from "./sync/mirror-health.js";

export interface TelemetryOptions {
  readonly files: Files;
  readonly directory: string;
  readonly clock: Clock;
  /** The policies that hold now: a live session may be given others. */
  readonly context: () => EngineContext;
  readonly latency: LatencyRecorder;
  readonly intervalMs: number;
  readonly onEvent: (event: JournalEvent) => void;
  readonly onTurn: (state: EngineState) => void;
  /** What screens follow; left out where nobody can. */
  readonly published?: PublishedSession;
}

/** What the telemetry knows of earlier events, beside the lines in its files. */
export interface TelemetryMemory {
  readonly seq: number;
  readonly writer: WriterMemory;
  readonly changes: ChangeMemory;
  readonly activity: ActivityMemory;
}

/** Feeds the telemetry files from the executor: every event, and a projection at most every `intervalMs` of wall time. */
export class TelemetrySession implements ExecutorObserver {
  readonly #writer: TelemetryWriter;
  readonly #startedAtMs: number;
  readonly #changes: ChangeLogs;
  readonly #activity = new Activity();
  #lastFlushMs = -Infinity;
  #seq = 0;
  /** Last journal line in the projections. */
  #flushedSeq = 0;
  #venues: () => readonly VenueHealthRow[] = () => [];
  #journal: Pick<Journal, "syncNow"> | null = null;
  #nowMs: (() => number) | null = null;

  constructor(readonly options: TelemetryOptions) {
    this.#writer = new TelemetryWriter(options.published?.files ?? options.files, options.directory);
    this.#changes = new ChangeLogs(options.files, options.directory);
    this.#startedAtMs = options.clock.nowMs();
  }

  /** Events of an earlier process: the line files are rebuilt from them. */
  recall(event: JournalEvent, state: EngineState): void {
    this.#seq = event.seq;
    this.#activity.onEvent(event);
    this.#writer.onEvent(event, state.portfolio);
    this.#changes.onEvent(event, {
      causes: state.portfolio.causes,
      navAtMs: () => newestNav(state)?.atMs ?? null,
      navFreshnessMs: this.options.context().risk.limits.nav_freshness_seconds * 1_000,
      offsets: state.router.offsets,
    });
  }

  get memory(): TelemetryMemory {
    const { memory: writer } = this.#writer;
    return { seq: this.#seq, writer, changes: this.#changes.memory, activity: this.#activity.memory };
  }

  /** Goes on where another fold of the same journal stood. lines: what its files of lines held, by name. */
  resume({ seq, writer, changes, activity }: TelemetryMemory, lines: Readonly<Record<string, Uint8Array>>): void {
    this.#seq = seq;
    this.#writer.resume(writer, lines);
    this.#changes.resume(changes, lines);
    this.#activity.resume(activity);
  }

  onEvent(event: JournalEvent, state: EngineState): void {
    this.recall(event, state);
    this.options.onEvent(event);
  }

  onTurn(state: EngineState): void {
    this.options.onTurn(state);
    if (this.#isDue()) this.flush(state, "running");
  }

  onDecision(elapsedMs: number): void {
    this.options.latency.add(elapsedMs);
  }

  /** What was projected last. */
  get latest(): TelemetryDocuments {
    return this.#writer.latest;
  }

  /** Writes the projections once and ends; the heartbeat stays as it is. */
  project(state: EngineState): void {
    this.#changes.flush();
    this.#writer.flush(this.#snapshot(state));
    this.#changes.close();
    this.#writer.close();
  }

  /** From here on the journal is made durable before each projection. */
  follow(journal: Pick<Journal, "syncNow">): void {
    this.#journal = journal;
  }

  /** The session's own time: ages go on while its venue says nothing. Without it, now is the newest event. */
  followTime(nowMs: () => number): void {
    this.#nowMs = nowMs;
  }

  /** Who knows how the venues do; asked at each heartbeat. */
  followVenues(rows: () => readonly VenueHealthRow[]): void {
    this.#venues = rows;
  }

  flush(state: EngineState, processState: HealthSnapshot["state"]): void {
    this.#journal?.syncNow();
    this.#changes.flush();
    this.#writer.flush(this.#snapshot(state));
    this.options.published?.onProjected();
    this.#heartbeat(state, processState);
    this.#lastFlushMs = this.options.clock.monotonicMs();
    this.#flushedSeq = this.#seq;
  }

  /**
   * While the session waits, about once a second: says that it lives, and writes what came after the last projection,
   * which no later turn may come to write; where it has a time of its own, the ages as well.
   */
  idle(state: EngineState): void {
    const isBehind = this.#seq > this.#flushedSeq || this.#nowMs !== null;
    if (isBehind && this.#isDue()) this.flush(state, "running");
    else this.#heartbeat(state, "running");
  }

  close(state: EngineState, processState: HealthSnapshot["state"]): void {
    this.flush(state, processState);
    this.#changes.close();
    this.#writer.close();
  }

  #isDue(): boolean {
    return this.options.clock.monotonicMs() - this.#lastFlushMs >= this.options.intervalMs;
  }

  #heartbeat(state: EngineState, processState: HealthSnapshot["state"]): void {
    this.#writer.writeHealth(this.#health(state, processState));
    this.options.published?.onBeat(this.#seq);
  }

  /** The books as of now, which are those of the newest event. */
  #asOfNow(booked: EngineState): EngineState {
    // Before the first event there is no market time to go on from.
    const nowMs = booked.atMs === 0 ? 0 : (this.#nowMs?.() ?? 0);
    return nowMs > booked.atMs ? { ...booked, atMs: nowMs } : booked;
  }

  #snapshot(booked: EngineState): TelemetrySnapshot {
    const state = this.#asOfNow(booked);
    const context = this.options.context();
    const view = marketView(state, context);
    const accounts = Object.keys(state.portfolio.accounts);
    const books = booksOf(state, context);
    const cadenceMs = recordedCadenceMs(state, context);
    return {
      atMs: state.atMs,
      bookedAtMs: booked.atMs,
      seq: this.#seq,
      portfolio: state.portfolio,
      risk: state.risk,
      limits: withoutRepeats(
        accounts.flatMap((account) => {
          const book = books(account);
          const own = viewAtVenue(view, account, state, context);
          return [
            ...limitsUsage({ book, view: own, policy: context.risk, cadenceMs }),
            ...adaptiveUsage(book, own, context.sizing),
          ];
        }),
      ),
      router: routerHealth({
        router: state.router,
        policy: context.routing,
        atMs: state.atMs,
        keys: accounts.flatMap((account) => [...view.symbols.keys()].map((symbol) => positionKey(account, symbol))),
        viewOf: (symbol) => view.symbols.get(symbol) ?? null,
      }),
      schedules: scheduleRows(state, context),
      circuits: this.#venues().flatMap(({ venue, circuits }) =>
        Object.entries(circuits ?? {}).map(([endpoints, state]) => ({ venue, endpoints, state })),
      ),
      vetoes: vetoWindow(state.risk, state.atMs),
      marks: markOf(state),
      nav: newestNav(state),
      ...assetPlaces(context),
      navFreshnessMs: context.risk.limits.nav_freshness_seconds * 1_000 + cadenceMs,
      filesProblem: state.filesProblem,
      maxUnprotectedMs: context.risk.limits.global.max_unprotected_seconds * 1_000,
    };
  }

  #health(booked: EngineState, processState: HealthSnapshot["state"]): HealthSnapshot {
    const state = this.#asOfNow(booked);
    const nav = newestNav(state);
    const newestMarkMs = Math.max(0, ...Object.values(state.market).map((market) => market.markAtMs));
    return {
      mode: state.mode,
      pid: process.pid,
      state: processState,
      startedAtWallMs: this.#startedAtMs,
      nowWallMs: this.options.clock.nowMs(),
      atMs: state.atMs === 0 ? null : state.atMs,
      seq: this.#seq,
      agesMs: {
        market: newestMarkMs === 0 ? null : state.atMs - newestMarkMs,
        nav: nav === null ? null : state.atMs - nav.atMs,
        ...this.#activity.agesMs(state),
      },
      ...mirrorHealth(this.options.directory, this.options.files),
      latenciesMs: { decision: this.options.latency.summary() },
      venues: [...this.#venues()],
      rssBytes: residentBytes(),
    };
  }
}

/** Each asset is told over all venues where there are several. */
function assetPlaces({ instruments, risk }: EngineContext): Pick<TelemetrySnapshot, "assetPlaces"> {
  const { venues } = risk;
  if (venues === undefined) return {};
  const baseOf = (symbol: string): string => instruments.get(symbol)?.baseAsset ?? symbol;
  return { assetPlaces: { baseOf, venueOf: (account) => venues[account] ?? account } };
}

/**
 * How far apart the prices of recorded data come: at the close of its bars only. What a simulated venue fills in between
 * happens up to one bar after the newest price there can be, and that is no alarm. 0 where a venue tells its own prices.
 */
function recordedCadenceMs({ mode }: EngineState, context: EngineContext): number {
  return mode === "paper" ? sessionBarMs(context) : 0;
}
