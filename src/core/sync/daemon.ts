import type { Clock } from "../lib/clock.js";
import { ok, type Result } from "../lib/result.js";
import type { StoreFault } from "../ports/blob-store.js";
import type { JournalSource } from "../ports/journal-source.js";
import { openMirror, type Mirror } from "./mirror.js";
import type { MirrorWorld } from "./open-mirror.js";
import type { Hindrance, MirrorStop } from "./outcome.js";
import { generationOf, type JournalLag, lagBehind } from "./read-journal.js";
import { SlotPace } from "./slot-pace.js";
import { SnapshotWriter, type TelemetryCopy } from "./snapshots.js";
import { EMPTY_CHAIN } from "./slot.js";
import type { ChainEnd } from "./slot.schema.js";

/** How a mirror does, for whoever watches. */
export interface MirrorState {
  readonly phase: "waiting" | "running" | "unreachable" | "stopped" | "ended";
  readonly generation: string | null;
  readonly epoch: number | null;
  readonly end: ChainEnd;
  readonly lag: JournalLag;
  /** Wall time at which the mirror last had all of the journal; null where it never had. */
  readonly caughtUpAtMs: number | null;
  readonly fault: StoreFault | null;
  readonly stop: MirrorStop | null;
}

export interface DaemonSettings {
  /** Pause once all is sent. */
  readonly intervalMs: number;
  /** The lease is looked at this often: as long as a replaced writer trades on at most. */
  readonly leaseMs: number;
  readonly snapshotMs: number;
  /** Longest pause between two tries of a store that does not answer. */
  readonly retryMs: number;
}

export interface DaemonDeps {
  readonly source: JournalSource;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly settings: DaemonSettings;
  /** Ends once all of the journal is in the mirror, or at the first fault. */
  readonly once: boolean;
  /** What a mirror of this generation works with. */
  readonly world: (generation: string) => MirrorWorld;
  /** The end of the chain as it was last written down for this generation. */
  readonly cursor: (generation: string) => ChainEnd | null;
  /** Telemetry files as they stand together; empty where they are being replaced just now. */
  readonly telemetry: () => readonly TelemetryCopy[];
  /** Told about once a second, and of each change of phase. */
  readonly onState: (state: MirrorState) => void;
  readonly caughtUpAtMs: number | null;
}

interface Session {
  readonly generation: string;
  readonly mirror: Mirror;
  readonly snapshots: SnapshotWriter;
}

const NO_LAG: JournalLag = { records: 0, bytes: 0, oldestAt: null };
const FIRST_RETRY_MS = 250;
const STATE_EVERY_MS = 1_000;

type Outcome = Result<"done" | "signal", Hindrance>;

/** Keeps a mirror up to date until it is told to stop, or can't go on. Nothing it waits for is waited for by anybody else. */
export class SyncDaemon {
  #session: Session | null = null;
  readonly #pace = new SlotPace();
  #caughtUpAtMs: number | null;
  #fault: StoreFault | null = null;
  #retryMs = FIRST_RETRY_MS;
  #leaseAtMs = -Infinity;
  #snapshotAtMs = -Infinity;
  #stateAtMs = -Infinity;
  #phase: MirrorState["phase"] = "waiting";

  constructor(readonly deps: DaemonDeps) {
    this.#caughtUpAtMs = deps.caughtUpAtMs;
  }

  /** Errors: what a person has to look at; with `once`, also a store that does not answer. */
  async run(): Promise<Outcome> {
    const { stop, clock, settings, once } = this.deps;
    while (!stop.aborted) {
      const turn = await this.#turn();
      if (turn.ok) {
        this.#fault = null;
        this.#retryMs = FIRST_RETRY_MS;
        if (turn.value === "more") continue;
        if (once) return this.#finish(ok("done"));
        await clock.sleep(settings.intervalMs, stop);
      } else if (turn.error.kind === "stop" || once) {
        return this.#finish(turn, turn.error);
      } else {
        this.#fault = turn.error.fault;
        this.#tell("unreachable");
        await clock.sleep(this.#retryMs, stop);
        this.#retryMs = Math.min(2 * this.#retryMs, settings.retryMs);
      }
    }
    return this.#finish(ok("signal"));
  }

  #finish(outcome: Outcome, hindrance: Hindrance | null = null): Outcome {
    const isStop = hindrance?.kind === "stop";
    if (hindrance?.kind === "fault") this.#fault = hindrance.fault;
    this.#tell(isStop ? "stopped" : "ended", isStop ? hindrance : null);
    return outcome;
  }

  /** One slot, or what is due while there is none. */
  async #turn(): Promise<Result<"more" | "idle", Hindrance>> {
    const { source, clock } = this.deps;
    const generation = generationOf(source);
    if (generation !== this.#session?.generation) this.#session = null;
    if (generation === null) {
      this.#tell("waiting");
      return ok("idle");
    }
    const session = await this.#open(generation);
    if (!session.ok) return session;
    const step = await this.#step(session.value.mirror);
    if (!step.ok) {
      // Put aside for a new session while we read it: nothing is wrong with it.
      return generationOf(source) === generation ? step : ok("more");
    }
    const isCaughtUp = step.value === "caught_up";
    if (isCaughtUp) this.#caughtUpAtMs = clock.nowMs();
    this.#tell("running");
    const due = await this.#whatIsDue(session.value, isCaughtUp);
    return due.ok ? ok(isCaughtUp ? "idle" : "more") : due;
  }

  async #step(mirror: Mirror): ReturnType<Mirror["step"]> {
    const { clock } = this.deps;
    const { goodBlobBytes } = mirror.world.store;
    const beganMs = clock.monotonicMs();
    const step = await mirror.step(this.#pace.limitBytes(goodBlobBytes));
    if (!step.ok) this.#pace.failed();
    else if (step.value !== "caught_up") this.#pace.sent(clock.monotonicMs() - beganMs, goodBlobBytes);
    return step;
  }

  async #open(generation: string): Promise<Result<Session, Hindrance>> {
    if (this.#session !== null) return ok(this.#session);
    const { world, cursor } = this.deps;
    const working = world(generation);
    const mirror = await openMirror(working, cursor(generation));
    if (!mirror.ok) return mirror;
    this.#leaseAtMs = this.deps.clock.monotonicMs();
    const snapshots = new SnapshotWriter(working, mirror.value.lease.epoch);
    this.#session = { generation, mirror: mirror.value, snapshots };
    return ok(this.#session);
  }

  async #whatIsDue({ mirror, snapshots }: Session, isCaughtUp: boolean): Promise<Result<unknown, Hindrance>> {
    const { clock, settings, telemetry, once } = this.deps;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#leaseAtMs >= settings.leaseMs) {
      const held = await mirror.confirmLease();
      if (!held.ok) return held;
      this.#leaseAtMs = nowMs;
    }
    if (!isCaughtUp || !(once || nowMs - this.#snapshotAtMs >= settings.snapshotMs)) return ok(null);
    this.#snapshotAtMs = nowMs;
    const copies = telemetry();
    return copies.length === 0 ? ok(null) : snapshots.publish(copies, mirror.end, clock.nowMs());
  }

  /** How it does now. */
  state(stop: MirrorStop | null = null): MirrorState {
    const { source, cursor } = this.deps;
    const generation = generationOf(source);
    const end = this.#session?.mirror.end ?? (generation === null ? null : cursor(generation)) ?? EMPTY_CHAIN;
    return {
      phase: this.#phase,
      generation,
      epoch: this.#session?.mirror.lease.epoch ?? null,
      end,
      lag: generation === null ? NO_LAG : lagBehind(source, end),
      caughtUpAtMs: this.#caughtUpAtMs,
      fault: this.#fault,
      stop,
    };
  }

  #tell(phase: MirrorState["phase"], stop: MirrorStop | null = null): void {
    const nowMs = this.deps.clock.monotonicMs();
    if (phase === this.#phase && nowMs - this.#stateAtMs < STATE_EVERY_MS) return;
    this.#phase = phase;
    this.#stateAtMs = nowMs;
    this.deps.onState(this.state(stop));
  }
}
