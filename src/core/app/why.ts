import { nodeFiles } from "../adapters/fs/node-files.js";
import type { Config } from "../config/config-files.js";
import type { JournalEvent } from "../domain/event.js";
import { Failure } from "../lib/failure.js";
import { type ExplainDocument, explainId } from "../ops/explain/explain.js";
import { type Fate, fatesOf } from "../ops/screening/fates.js";
import { requireCovered, type ScreenDocument, screenPass } from "../ops/screening/screen-pass.js";
import { withSettings } from "../ops/whatif/change-config.js";
import { type OrderWish, requireOrder, requireSymbol } from "../ops/whatif/request.js";
import { foldBooks, foldToDecision, type SessionOrigin } from "../ops/whatif/session-books.js";
import { tryOrder, type WhatIfReading } from "../ops/whatif/try-order.js";
import type { StatePlace } from "./choose-state.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import { journalEvents, requireStateDirectory } from "./session-state.js";

export interface Session {
  readonly origin: SessionOrigin;
  /** The journal from its beginning; each call reads it anew. */
  readonly events: () => Iterable<JournalEvent>;
}

/** A session's journal and the configuration in it. Errors: Failure 3 where there is no session. */
export async function openSession(place: StatePlace): Promise<Session> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const events = (): Iterable<JournalEvent> => journalEvents(directory, nodeFiles, null);
  const [start] = events();
  const config = configOfSession(start);
  if (start?.type !== "session.started") throw new Failure("journal_headless", 3, "the journal has no beginning");
  return { origin: originOf(start, config), events };
}

function originOf(start: SessionOrigin["start"], config: Config): SessionOrigin {
  const under: SessionOrigin["under"] = (event) => originOf(start, configOfSession(event));
  return { start, config, ctx: createEngineContext(config), under };
}

/** How an order is tried: on which books, under which settings. */
export interface TrialTerms {
  /** `path=value` of `--set`. */
  readonly assignments: readonly string[];
  /** The books as the decision of this instant met them, with what it approved earlier; null for the session's last instant. */
  readonly atMs: number | null;
}

/**
 * Judges an order on the books of the session's last instant or of an earlier one, with settings changed where `--set`
 * says so.
 */
export async function whatIf(
  place: StatePlace,
  wish: OrderWish,
  { assignments, atMs }: TrialTerms,
): Promise<WhatIfReading> {
  const { origin, events } = await openSession(place);
  // A typo is answered before two years are folded.
  const trial = requireOrder(wish, origin);
  withSettings(origin.config, assignments);
  const books = atMs === null ? foldBooks(events(), origin, Infinity) : foldToDecision(events(), origin, atMs);
  requireCovered(books, atMs);
  const config = withSettings(books.config, assignments);
  return tryOrder(trial, books, assignments.length === 0 ? books.ctx : createEngineContext(config));
}

/** One pass, and whether there will be anything new. */
export interface ScreenReading {
  readonly document: ScreenDocument;
  /** What would become of the wishes; for people, no part of the document. */
  readonly fates: readonly Fate[];
  readonly ended: boolean;
}

export async function screenDocument(
  place: StatePlace,
  { atMs, symbol }: { readonly atMs: number | null; readonly symbol: string | undefined },
): Promise<ScreenReading> {
  const { origin, events } = await openSession(place);
  const only = symbol === undefined ? null : requireSymbol(symbol, origin);
  // Of a cycle's own instant: what it met, so that what follows is what it decided.
  const books = atMs === null ? foldBooks(events(), origin, Infinity) : foldToDecision(events(), origin, atMs);
  requireCovered(books, atMs);
  const document = screenPass(books, { symbol: only, atMs: atMs ?? books.state.atMs });
  return { document, fates: fatesOf(books), ended: books.state.ended };
}

export async function explainDocument(place: StatePlace, id: string): Promise<ExplainDocument> {
  const { origin, events } = await openSession(place);
  return explainId({ id, origin, events, contextOf: createEngineContext });
}
