import type { Config } from "../../config/config-files.js";
import { type ConfiguringEvent, isConfiguring } from "../../domain/configuring-event.js";
import type { JournalEvent } from "../../domain/event.js";
import { apply } from "../../engine/apply.js";
import { bodyOf } from "../../engine/replay.js";
import type { EngineContext, EngineState } from "../../engine/state.js";
import { configOfSession } from "../config-of-session.js";
import { createEngineContext } from "../engine-context.js";
import type { TelemetryMemory, TelemetrySession } from "../telemetry-session.js";

type Started = Extract<JournalEvent, { type: "session.started" }>;

/** What a start has to know of a journal beside the books. */
export interface BooksFacts {
  readonly started: Started | null;
  /** The newest line that configures the session; null before the first. */
  readonly held: (JournalEvent & ConfiguringEvent) | null;
  /** Which account the lines are of; null where none says it. */
  readonly accountTag: string | null;
  /** Close of the newest bar that was told under the last configuration; null before the first. */
  readonly lastBarMs: number | null;
  /** Venue time of the word with which the books were last compared; null before the first time. */
  readonly lastReportMs: number | null;
  /** Trades and money that are booked, for whoever asks the venue what happened since. */
  readonly booked: readonly JournalEvent[];
}

/** All that a fold of a journal has come to: plain data. */
export interface BooksMemory {
  readonly state: EngineState;
  readonly facts: BooksFacts;
  readonly telemetry: TelemetryMemory;
}

export interface HeldConfig {
  readonly config: Config;
  readonly context: EngineContext;
  readonly hash: string;
}

const NOTHING: BooksFacts = {
  ...{ started: null, held: null, accountTag: null },
  ...{ lastBarMs: null, lastReportMs: null, booked: [] },
};

/** Folds a journal into books and telemetry, each part under the configuration that held then. */
export class BooksFold {
  #facts = NOTHING;
  #booked: JournalEvent[] = [];
  #held: HeldConfig | null = null;

  constructor(
    readonly state: EngineState,
    readonly telemetry: Pick<TelemetrySession, "recall" | "memory" | "resume">,
    readonly onContext: (context: EngineContext) => void,
  ) {}

  get facts(): BooksFacts {
    return { ...this.#facts, booked: this.#booked };
  }

  /** The configuration that holds after the newest event; null before the first that configures. */
  get held(): HeldConfig | null {
    return this.#held;
  }

  get memory(): BooksMemory {
    return { state: this.state, facts: this.facts, telemetry: this.telemetry.memory };
  }

  /** Errors: Failure 3 where this version can't use the configuration of the session. */
  add(event: JournalEvent): void {
    if (isConfiguring(event)) this.#configure(event);
    this.#note(event);
    if (this.#held !== null) apply(this.state, bodyOf(event), this.#held.context);
    this.telemetry.recall(event, this.state);
  }

  /** Goes on where another fold of the same journal stood. lines: what its telemetry files held, by name. */
  resume({ state, facts, telemetry }: BooksMemory, lines: Readonly<Record<string, Uint8Array>>): void {
    if (facts.held !== null) this.#configure(facts.held);
    this.#facts = facts;
    this.#booked = [...facts.booked];
    Object.assign(this.state, state);
    this.telemetry.resume(telemetry, lines);
  }

  #configure(event: JournalEvent & ConfiguringEvent): void {
    const config = configOfSession(event);
    this.#held = { config, context: createEngineContext(config), hash: event.configHash };
    this.onContext(this.#held.context);
  }

  #note(event: JournalEvent): void {
    const facts = this.#facts;
    if (event.type === "session.started") this.#facts = { ...facts, started: event };
    if (isConfiguring(event)) {
      // Indicators begin anew at a start: what was told before does not count, even if this process never told more.
      const lastBarMs = event.type === "config.reloaded" ? facts.lastBarMs : null;
      this.#facts = { ...this.#facts, held: event, lastBarMs };
    }
    if (event.type === "session.started" || event.type === "session.resumed") {
      this.#facts = { ...this.#facts, accountTag: facts.accountTag ?? event.accountTag ?? null };
    } else if (event.type === "market.bars") {
      this.#facts = { ...facts, lastBarMs: Math.max(facts.lastBarMs ?? 0, event.atMs) };
    } else if (event.type === "venue.reported") {
      this.#facts = { ...facts, lastReportMs: event.askedAtMs ?? event.atMs };
    } else if (isBooked(event)) {
      this.#booked.push(event);
    }
  }
}

function isBooked({ type }: JournalEvent): boolean {
  return (
    type === "order.filled" ||
    type === "position.liquidated" ||
    type === "funding.settled" ||
    type === "wallet.adjusted"
  );
}
