import type { Config } from "../../config/config-files.js";
import type { DecisionBook } from "../../domain/decision-book.js";
import type { EventBody, JournalEvent, SessionEvent } from "../../domain/event.js";
import { type ConfiguringEvent, isConfiguring } from "../../domain/configuring-event.js";
import type { SizedOrder } from "../../domain/intent.js";
import type { MarketView } from "../../domain/market-view.js";
import { apply } from "../../engine/apply.js";
import { currentBook } from "../../engine/cycle.js";
import { bodyOf } from "../../engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../engine/state.js";
import { viewAtVenue, marketView } from "../../engine/view.js";
import { approvedBefore, type OrderKey } from "./approved-before.js";
import { type CycleOf, redecide } from "./cycle-decision.js";

/** Makes the engine's policies of a configuration; the composition root has one. */
export type ContextOf = (config: Config) => EngineContext;

export type SessionStart = Extract<SessionEvent, { type: "session.started" }>;

/** Beginning of a journal and what it was started with. */
export interface SessionOrigin {
  readonly start: SessionStart & Pick<JournalEvent, "mode">;
  readonly config: Config;
  readonly ctx: EngineContext;
  /** The session from an event on that configures it anew. */
  under(event: ConfiguringEvent): SessionOrigin;
}

/** What holds once an event has happened. */
export function heldAfter(origin: SessionOrigin, event: EventBody): SessionOrigin {
  return isConfiguring(event) && event.type !== "session.started" ? origin.under(event) : origin;
}

/** The books of a session at an instant: a fold of its journal. */
export interface SessionBooks extends SessionOrigin {
  readonly state: EngineState;
  /** False where the journal goes on after the instant. */
  readonly atEnd: boolean;
  /** What is decided next; left out where nothing is, or where it does not count. */
  readonly cycle?: CycleOf;
}

/**
 * The books as the decision of an instant met them, with that decision; where nothing was decided at that instant, those
 * after it.
 */
export function foldToDecision(events: Iterable<JournalEvent>, first: SessionOrigin, atMs: number): SessionBooks {
  const state = createEngineState(first.start.mode);
  let origin = first;
  for (const event of events) {
    if (event.atMs > atMs) return { ...origin, state, atEnd: false };
    if (event.type === "cycle.decided" && event.atMs === atMs) {
      return { ...origin, state, atEnd: false, cycle: redecide(state, origin.ctx) };
    }
    origin = heldAfter(origin, event);
    apply(state, bodyOf(event), origin.ctx);
  }
  return { ...origin, state, atEnd: true };
}

/** Folds the journal up to and including an instant; Infinity for the session's last one. */
export function foldBooks(events: Iterable<JournalEvent>, first: SessionOrigin, untilMs: number): SessionBooks {
  const state = createEngineState(first.start.mode);
  let origin = first;
  for (const event of events) {
    if (event.atMs > untilMs) return { ...origin, state, atEnd: false };
    origin = heldAfter(origin, event);
    apply(state, bodyOf(event), origin.ctx);
  }
  return { ...origin, state, atEnd: true };
}

/** What risk looks at: the account's books and the market. */
export interface ReviewBooks {
  readonly book: DecisionBook;
  readonly view: MarketView;
  /** What the cycle under way has approved before, in the order of its approval. */
  readonly earlier: readonly SizedOrder[];
}

export function reviewBooks({ state, ctx, cycle }: SessionBooks, account: string, wish?: OrderKey): ReviewBooks {
  const view = viewAtVenue(marketView(state, ctx), account, state, ctx);
  if (cycle === undefined || wish === undefined) return { book: currentBook(state, ctx, account), view, earlier: [] };
  const decided = cycle(account);
  return { book: decided.book, view, earlier: approvedBefore(decided, wish, ctx.risk) };
}
