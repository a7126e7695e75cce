import { absDec, signDec } from "../../lib/decimal.js";
import type { Dec } from "../../lib/decimal.js";
import { isoUtc, SECOND_MS } from "../../lib/time.js";
import type { ControlBooks, ControlPosition } from "../../ports/control.js";
import { hasVenue, type Mode } from "../../domain/mode.js";
import type { TradingState } from "../../domain/trading-state.js";
import type { FoundSession } from "./find-session.js";
import { type Executed, operate, type OperatePorts } from "./operate.js";

/** What is left after a dead executor's session was closed out. */
export interface FlattenReport {
  readonly books: ControlBooks;
  /** What nobody can say of the account, a sentence each. */
  readonly unknown: readonly string[];
  /** Exit code of a signal that cut it short, null otherwise. */
  readonly interruptedBy: 130 | 143 | null;
}

/**
 * Closes what a dead executor left behind: runs the session until it is flat, opening nothing. The word of the operator
 * is in the journal already; nobody holds the lock when it is called.
 *
 * symbol: null for everything. Returns null where somebody else has taken the books meanwhile: another flatten.
 */
export type FlattenRunner = (directory: string, symbol: string | null) => Promise<FlattenReport | null>;

interface FlatPosition {
  readonly account: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly qty: Dec;
}

export interface FlattenDocument {
  readonly schema: "hedge.flatten/1";
  readonly mode: Mode;
  readonly symbol: string | null;
  readonly flat: boolean;
  readonly tradingState: TradingState;
  /** What was held when the word was journaled. */
  readonly held: readonly FlatPosition[];
  readonly remaining: readonly FlatPosition[];
  /** What could not be learnt of the account, a sentence each; then it is not called flat. */
  readonly unknown: readonly string[];
  /** Of all symbols: stops of what is left, cancels on their way. */
  readonly openOrders: number;
  readonly seq: number | null;
  readonly already: boolean;
  readonly executor: "running" | "none" | "killed";
  readonly killedPid: number | null;
  readonly sessionEnded: boolean;
  readonly at: string;
  /** Time-to-flat, or how long was waited: on the wall, and in the session's own time. */
  readonly elapsedMs: number;
  readonly marketMs: number;
}

export interface Flattened {
  readonly document: FlattenDocument;
  readonly interruptedBy: 130 | 143 | null;
}

interface FlattenPorts extends OperatePorts {
  readonly runner: FlattenRunner;
  /** How long a running executor is watched until it is flat. */
  readonly watchMs: number;
}

const LOOK_EVERY_MS = 250;

/** `hedge flatten`: has everything closed reduce-only, by whoever can, and says when it is done. */
export async function flattenSession(
  { directory, mode }: FoundSession,
  symbol: string | null,
  ports: FlattenPorts,
): Promise<Flattened> {
  const startMs = ports.clock.monotonicMs();
  const asked = await operate(directory, { verb: "flatten", symbol, reason: "hedge flatten" }, ports);
  const first = asked.reply.books;
  const inScope = (books: ControlBooks): readonly ControlPosition[] =>
    books.positions.filter((position) => symbol === null || position.symbol === symbol);
  // Orders of one symbol can't be told from the others here; with everything closed none may be left.
  const isDone = (books: ControlBooks): boolean =>
    inScope(books).length === 0 && (symbol !== null || books.openOrders === 0);
  const watched = await watch(directory, { executed: asked.executed, books: first, isDone, startMs }, ports);
  let { books, executed } = watched;
  let interruptedBy: FlattenReport["interruptedBy"] = null;
  let unknown: readonly string[] = [];
  const isOver = executed.by === "books" && executed.sessionOver;
  const isInTime = (): boolean => ports.clock.monotonicMs() - startMs <= ports.watchMs;
  // Flat books of a dead process are flat as it knew: where there is a venue, it is asked.
  while (executed.by === "books" && !isOver && (hasVenue(mode) || !isDone(books)) && isInTime()) {
    const ran = await ports.runner(directory, symbol);
    if (ran !== null) {
      ({ books, unknown, interruptedBy } = ran);
      break;
    }
    // Whoever has the books closes: it is followed, and what it leaves is taken up.
    await ports.clock.sleep(LOOK_EVERY_MS);
    const looked = await operate(directory, { verb: "look" }, ports);
    const now = { executed: looked.executed, books: looked.reply.books };
    ({ books, executed } = await watch(directory, { ...now, isDone, startMs }, ports));
  }
  const remaining = inScope(books).map(shown);
  const document: FlattenDocument = {
    schema: "hedge.flatten/1",
    mode,
    symbol,
    flat: remaining.length === 0 && unknown.length === 0,
    tradingState: books.tradingState,
    held: inScope(first).map(shown),
    remaining,
    unknown,
    openOrders: books.openOrders,
    seq: asked.reply.seq,
    already: asked.reply.already,
    ...actor(asked.executed),
    sessionEnded: isOver,
    at: isoUtc(books.atMs),
    elapsedMs: Math.round(ports.clock.monotonicMs() - startMs),
    marketMs: books.atMs - first.atMs,
  };
  return { document, interruptedBy };
}

export function actor(executed: Executed): Pick<FlattenDocument, "executor" | "killedPid"> {
  if (executed.by === "executor") return { executor: "running", killedPid: null };
  return { executor: executed.endedPid === null ? "none" : "killed", killedPid: executed.endedPid };
}

interface Watched {
  readonly executed: Executed;
  readonly books: ControlBooks;
}

interface Watch extends Watched {
  readonly isDone: (books: ControlBooks) => boolean;
  readonly startMs: number;
}

/** Follows a running executor until it is flat, gone, or out of time. */
async function watch(directory: string, from: Watch, ports: FlattenPorts): Promise<Watched> {
  let now: Watched = from;
  while (now.executed.by === "executor" && !from.isDone(now.books)) {
    if (ports.clock.monotonicMs() - from.startMs > ports.watchMs) break;
    await ports.clock.sleep(LOOK_EVERY_MS);
    const { reply, executed } = await operate(directory, { verb: "look" }, ports);
    now = { executed, books: reply.books };
  }
  return now;
}

function shown({ account, symbol, qty }: ControlPosition): FlatPosition {
  return { account, symbol, side: signDec(qty) > 0 ? "long" : "short", qty: absDec(qty) };
}

/** A running executor's positions close at the market's pace; after this long somebody should look. */
export const WATCH_MS = 60 * SECOND_MS;
