import { listenForStop } from "../../adapters/system/signals.js";
import type { Mode } from "../../domain/mode.js";
import { isFinal } from "../../domain/order.js";
import type { EngineState } from "../../engine/state.js";
import type { Clock } from "../../lib/clock.js";
import { isZeroDec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { present } from "../../lib/invariant.js";
import type { Files } from "../../ports/files.js";
import { runExecutor } from "../executor-session.js";
import { ACCOUNT_UNKNOWN } from "../live/closing-plan.js";
import { controlBooks } from "./control-books.js";
import type { FlattenRunner } from "./flatten-session.js";
import { HeldSince } from "./held-since.js";
import { VenueWord } from "./venue-word.js";

interface FlattenWorld {
  readonly configDirectory: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Longest time on the wall; then the rest is reported. */
  readonly mostMs: number;
}

/**
 * Runs the session of a dead executor until it is flat, then pauses it. The latch in its journal lets it close and
 * protect, and open nothing. A paper session has its venue in the recorded data: market time passes at full speed.
 */
export function untilFlat(mode: Mode, { configDirectory, files, clock, env, mostMs }: FlattenWorld): FlattenRunner {
  return async (stateDirectory, symbol) => {
    const signals = listenForStop();
    const done = new AbortController();
    const end = (): void => {
      done.abort();
    };
    signals.signal.addEventListener("abort", end, { once: true });
    void clock.sleep(mostMs, done.signal).then(end);
    const seen: { state: EngineState | null; isFlat: boolean } = { state: null, isFlat: false };
    let notes: readonly string[] = [];
    const venue = new VenueWord(mode);
    const held = new HeldSince();
    const span = { fromMs: null, toMs: null, speed: null, maxCycles: null, fresh: false };
    let isTaken = false;
    try {
      isTaken = await runExecutor(
        { configDirectory, stateDirectory, mode, closing: true, ...span },
        {
          files,
          clock,
          env,
          stop: done.signal,
          onProgress: (_share, state) => {
            if (seen.state === null) held.begin(state);
            else held.see(state);
            seen.state = state;
            // Books of a dead process say what it knew; what happened since is the venue's to say.
            seen.isFlat ||= venue.isHeard && isFlat(state, symbol);
            if (seen.isFlat) end();
          },
          onEvent: (event) => {
            venue.hear(event);
          },
        },
      ).then(
        ({ summary }) => {
          notes = summary.notes;
          return false;
        },
        (error: unknown) => {
          if (error instanceof Failure && error.code === "lock_held") return true;
          throw error instanceof Failure && seen.state === null ? nothingClosed(error) : error;
        },
      );
    } finally {
      end();
      signals.dispose();
    }
    if (isTaken) return null;
    const state = present(seen.state, "a turn of the session");
    // What the venue holds beside the books is not flat, whatever they say.
    const books = controlBooks(state, { heldSince: held.rows, venue: venue.lastWord(state) });
    const unknown = [...notes.filter((note) => note === ACCOUNT_UNKNOWN), ...venue.unknown(state, symbol)];
    const { foreignOrders } = venue;
    return { books, heldSince: held.rows, foreignOrders, unknown, interruptedBy: signals.exitCode() };
  };
}

/** What stood in the way before anything was sent: whoever reads it must know that the positions are still there. */
function nothingClosed({ code, exitCode, message, place }: Failure): Failure {
  const byHand = "or close the positions at the venue by hand: the next start books what happened";
  const fix = `${(place.fix ?? "Flatten again once that is over").replace(/\.$/, "")}, ${byHand}.`;
  return new Failure(code, exitCode, `nothing was closed, what is held keeps its stops at the venue: ${message}`, {
    ...place,
    fix,
  });
}

/** Nothing is held, and no order is left that could change that. */
function isFlat({ portfolio }: EngineState, symbol: string | null): boolean {
  const concerns = (one: string): boolean => symbol === null || one === symbol;
  const held = Object.values(portfolio.positions).some(({ symbol: one, qty }) => concerns(one) && !isZeroDec(qty));
  const open = Object.values(portfolio.orders).some(
    ({ status, request }) => !isFinal(status) && concerns(request.symbol),
  );
  return !held && !open;
}
