import type { Config } from "../../config/config-files.js";
import type { JournalEvent } from "../../domain/event.js";
import type { EngineContext } from "../../engine/state.js";
import type { JournalTail } from "../../journal/read.js";
import { BooksFold } from "../snapshot/books-fold.js";
import { foldJournal } from "../snapshot/fold-journal.js";
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

/** Folds the journal, each part under the configuration that held then; what a snapshot stands for is not read again. */
export function recoverLive(session: TradingSession): LiveRecovery {
  const { flags, ports, state, telemetry } = session;
  const fold = new BooksFold(state, telemetry, (context) => {
    session.useContext(context);
  });
  const { tail } = foldJournal(fold, flags.stateDirectory, ports.files, flags.mode);
  const { held, facts } = fold;
  const { started, accountTag, lastBarMs, lastReportMs, booked } = facts;
  const newestMs = started === null ? null : state.atMs;
  const { config = null, context = null, hash: configHash = null } = held ?? {};
  return { tail, started, context, configHash, config, accountTag, lastBarMs, lastReportMs, newestMs, booked };
}
