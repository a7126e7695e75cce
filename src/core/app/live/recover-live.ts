import type { Config } from "../../config/config-files.js";
import type { JournalEvent } from "../../domain/event.js";
import { isConfiguring } from "../../domain/configuring-event.js";
import { apply } from "../../engine/apply.js";
import { bodyOf } from "../../engine/replay.js";
import type { EngineContext } from "../../engine/state.js";
import { emptyTail, type JournalTail } from "../../journal/read.js";
import { configOfSession } from "../config-of-session.js";
import { createEngineContext } from "../engine-context.js";
import { journalEvents } from "../session-state.js";
import type { TradingSession } from "../trading-session.js";

type Started = Extract<JournalEvent, { type: "session.started" }>;

/** What the journal of a live session says before this process adds to it. */
export interface LiveRecovery {
  readonly tail: JournalTail;
  readonly started: Started | null;
  /** Policies of the last configuration; null before the first. */
  readonly context: EngineContext | null;
  readonly configHash: string | null;
  /** The configuration itself; null before the first. */
  readonly config: Config | null;
  /** Which account the lines are of; null where none says it. */
  readonly accountTag: string | null;
  /** Close of the newest bar that was told under the last configuration; null before the first. */
  readonly lastBarMs: number | null;
  /** Venue time of the word with which the books were last compared; null before the first time. */
  readonly lastReportMs: number | null;
  /** Venue time of the newest line; null before the first. */
  readonly newestMs: number | null;
  /** Trades and money that are booked, for whoever asks the venue what happened since. */
  readonly booked: readonly JournalEvent[];
}

/** Folds the whole journal, each part under the configuration that held then. */
export function recoverLive(session: TradingSession): LiveRecovery {
  const { flags, ports, state, telemetry } = session;
  const tail = emptyTail();
  const booked: JournalEvent[] = [];
  let started: Started | null = null;
  let context: EngineContext | null = null;
  let configHash: string | null = null;
  let config: Config | null = null;
  let accountTag: string | null = null;
  let lastBarMs: number | null = null;
  let lastReportMs: number | null = null;
  for (const event of journalEvents(flags.stateDirectory, ports.files, flags.mode, tail)) {
    if (event.type === "session.started") started = event;
    if (event.type === "session.started" || event.type === "session.resumed") accountTag ??= event.accountTag ?? null;
    if (isConfiguring(event)) {
      config = configOfSession(event);
      context = createEngineContext(config);
      configHash = event.configHash;
      // Indicators begin anew at a start: what was told before does not count, even if this process never told more.
      if (event.type !== "config.reloaded") lastBarMs = null;
      session.useContext(context);
    }
    if (event.type === "market.bars") lastBarMs = Math.max(lastBarMs ?? 0, event.atMs);
    if (event.type === "venue.reported") lastReportMs = event.askedAtMs ?? event.atMs;
    if (isBooked(event)) booked.push(event);
    if (context !== null) apply(state, bodyOf(event), context);
    telemetry.recall(event, state);
  }
  const newestMs = started === null ? null : state.atMs;
  return { tail, started, context, configHash, config, accountTag, lastBarMs, lastReportMs, newestMs, booked };
}

function isBooked({ type }: JournalEvent): boolean {
  return (
    type === "order.filled" ||
    type === "position.liquidated" ||
    type === "funding.settled" ||
    type === "wallet.adjusted"
  );
}
