import { createControlServer } from "../../adapters/control/control-server.js";
import type { JournalEvent, InputEvent } from "../../domain/event.js";
import type { ExecutorObserver } from "../../engine/executor.js";
import type { EngineContext, EngineState } from "../../engine/state.js";
import type { Clock } from "../../lib/clock.js";
import type { SessionFeed } from "../../ports/session-port.js";
import { HeldSince } from "./held-since.js";
import { OperatorInbox } from "./operator-inbox.js";
import { VenueWord } from "./venue-word.js";

export interface ServeOperatorsOptions {
  readonly directory: string;
  readonly clock: Pick<Clock, "sleep" | "nowMs">;
  readonly state: EngineState;
  /** What screens follow. */
  readonly feed: SessionFeed;
  /** Asked at each request: a live session may change its policies. */
  readonly context: () => EngineContext;
  /** The session's own time, where it goes on between events (live); the newest event's, where it doesn't (paper). */
  readonly nowMs?: () => number;
  /** Has the venue asked soon for positions and open orders; left out where the books are its word. */
  readonly askVenue?: () => void;
  /** Journal durable and telemetry written: a status asked after the reply tells the same story. */
  readonly flush: (state: EngineState) => void;
}

/** An executor's ear for `hedge halt`, `resume`, `flatten`, `arm` and `disarm`. */
export interface OperatorEar {
  /** For `ExecutorDeps.inbox`. */
  readonly take: () => InputEvent | null;
  readonly hasMail: () => boolean;
  /** Called whenever a request arrives. */
  readonly onArrival: (wake: () => void) => void;
  /** The observer of the session, with the replies in it. */
  observe(observer: ExecutorObserver): ExecutorObserver;
  /** Before the lock is released; a second call does nothing. */
  close(): Promise<void>;
}

/**
 * Listens from now on; the caller holds the lock of the directory.
 *
 * Errors: Failure 3 where no socket can be made: a session that nobody can halt does not start.
 */
export async function serveOperators(options: ServeOperatorsOptions): Promise<OperatorEar> {
  const { directory, clock, state, feed, context, nowMs } = options;
  const held = new HeldSince();
  const venue = new VenueWord(state.mode);
  const inbox = new OperatorInbox(
    () => {
      const atMs = Math.max(state.atMs, nowMs?.() ?? state.atMs);
      return { state, context: context(), atMs };
    },
    clock,
    () => ({ heldSince: held.rows, venue: venue.told(state, Math.round(nowMs?.() ?? state.atMs)) }),
  );
  const server = createControlServer({ directory, clock, feed });
  await server.listen((request, untilMs) => {
    // What the reply says, the files say as well: whoever was told that all is closed may look there next.
    if (request.verb === "look") {
      options.flush(state);
      if (request.askVenue) options.askVenue?.();
    }
    if (request.verb === "flatten") held.begin(state);
    return inbox.hear(request, untilMs);
  });
  return {
    take: () => inbox.take(),
    hasMail: () => inbox.hasMail,
    onArrival: (wake) => {
      inbox.onArrival(wake);
    },
    observe: (observer) => answering(observer, { inbox, held, venue }, options.flush),
    close: async () => {
      inbox.close();
      await server.close();
    },
  };
}

interface Witnesses {
  readonly inbox: OperatorInbox;
  readonly held: HeldSince;
  readonly venue: VenueWord;
}

function answering(
  observer: ExecutorObserver,
  { inbox, held, venue }: Witnesses,
  flush: (state: EngineState) => void,
): ExecutorObserver {
  return {
    onEvent: (event: JournalEvent, state) => {
      inbox.onEvent(event);
      venue.hear(event);
      observer.onEvent(event, state);
    },
    onTurn: (state) => {
      observer.onTurn(state);
      held.see(state);
      if (inbox.isAnswering) flush(state);
      inbox.onTurn(state);
    },
    onDecision: (elapsedMs) => {
      observer.onDecision(elapsedMs);
    },
  };
}
