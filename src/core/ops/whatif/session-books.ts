import type { Config } from "../../config/config-files.js";
import type { DecisionBook } from "../../domain/decision-book.js";
import type { JournalEvent, SessionEvent } from "../../domain/event.js";
import type { MarketView } from "../../domain/market-view.js";
import { apply } from "../../engine/apply.js";
import { currentBook } from "../../engine/cycle.js";
import { bodyOf } from "../../engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../engine/state.js";
import { marketView } from "../../engine/view.js";

/** Makes the engine's policies of a configuration; the composition root has one. */
export type ContextOf = (config: Config) => EngineContext;

export type SessionStart = Extract<SessionEvent, { type: "session.started" }>;

/** Beginning of a journal and what it was started with. */
export interface SessionOrigin {
  readonly start: SessionStart & Pick<JournalEvent, "mode">;
  readonly config: Config;
  readonly ctx: EngineContext;
}

/** The books of a session at an instant: a fold of its journal. */
export interface SessionBooks extends SessionOrigin {
  readonly state: EngineState;
  /** False where the journal goes on after the instant. */
  readonly atEnd: boolean;
}

/** Folds the journal up to and including an instant; Infinity for the session's last one. */
export function foldBooks(events: Iterable<JournalEvent>, origin: SessionOrigin, untilMs: number): SessionBooks {
  const state = createEngineState(origin.start.mode);
  for (const event of events) {
    if (event.atMs > untilMs) return { ...origin, state, atEnd: false };
    apply(state, bodyOf(event), origin.ctx);
  }
  return { ...origin, state, atEnd: true };
}

/** What risk looks at: the account's books and the market. */
export interface ReviewBooks {
  readonly book: DecisionBook;
  readonly view: MarketView;
}

export function reviewBooks({ state, ctx }: SessionBooks, account: string): ReviewBooks {
  return { book: currentBook(state, ctx, account), view: marketView(state, ctx) };
}
