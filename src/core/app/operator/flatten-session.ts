import { hasVenue } from "../../domain/mode.js";
import { SECOND_MS } from "../../lib/time.js";
import type { ControlBooks, ControlForeignOrder, ControlHeld } from "../../ports/control.js";
import type { FoundSession } from "./find-session.js";
import { type FlattenDocument, flattenDocument, inScope, leftOpen } from "./flatten-document.js";
import { followExecutor, LOOK_EVERY_MS } from "./follow-executor.js";
import { type Executed, operate, type OperatePorts } from "./operate.js";

/** What is left after a dead executor's session was closed out. */
export interface FlattenReport {
  readonly books: ControlBooks;
  /** What was held at any time of that run. */
  readonly heldSince: readonly ControlHeld[];
  /** Orders of others that rested at the venue when it was last heard. */
  readonly foreignOrders: readonly ControlForeignOrder[];
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

export interface Flattened {
  readonly document: FlattenDocument;
  readonly interruptedBy: 130 | 143 | null;
}

interface FlattenPorts extends OperatePorts {
  readonly runner: FlattenRunner;
  /** How long a running executor is watched until it is flat. */
  readonly watchMs: number;
  /** For a person who waits. */
  readonly say?: (text: string) => void;
  /** Who asked, for the journal; left out: the command of that name. */
  readonly reason?: string | undefined;
}

/** `hedge flatten`: has everything closed reduce-only, by whoever can, and says when it is done. */
export async function flattenSession(
  { directory, mode }: FoundSession,
  symbol: string | null,
  given: FlattenPorts,
): Promise<Flattened> {
  const startMs = given.clock.monotonicMs();
  const beside = besideOthers(given);
  const { ports } = beside;
  const asked = await operate(directory, { verb: "flatten", symbol, reason: given.reason ?? "hedge flatten" }, ports);
  const first = asked.reply.books;
  const isDone = (books: ControlBooks): boolean =>
    books.positions.filter(inScope(symbol)).length === 0 && !leftOpen(books, symbol);
  // From when the word is in the journal: another flatten may have had to end before.
  const untilMs = ports.clock.monotonicMs() + ports.watchMs;
  const follow = { isDone, symbol, untilMs };
  const followed = await followExecutor(directory, { ...follow, executed: asked.executed, books: first }, ports);
  let { books, executed, unknown, foreignOrders } = followed;
  let heldSince = books.heldSince;
  let ended = endedPid(executed);
  let interruptedBy: FlattenReport["interruptedBy"] = null;
  const isOver = executed.by === "books" && executed.sessionOver;
  const isInTime = (): boolean => ports.clock.monotonicMs() <= untilMs;
  // Flat books of a dead process are flat as it knew: where there is a venue, it is asked.
  while (executed.by === "books" && !isOver && (hasVenue(mode) || !isDone(books)) && isInTime()) {
    const ran = await ports.runner(directory, symbol);
    if (ran !== null) {
      ({ books, heldSince, foreignOrders, unknown, interruptedBy } = ran);
      break;
    }
    // Whoever has the books closes: it is followed, and what it leaves is taken up.
    await ports.clock.sleep(LOOK_EVERY_MS);
    const looked = await operate(directory, { verb: "look", askVenue: false }, ports);
    const now = { executed: looked.executed, books: looked.reply.books };
    ended ??= endedPid(looked.executed);
    ({ books, executed, unknown, foreignOrders } = await followExecutor(directory, { ...follow, ...now }, ports));
    ended ??= endedPid(executed);
    heldSince = books.heldSince;
  }
  const elapsedMs = Math.round(ports.clock.monotonicMs() - startMs);
  const told = { books, heldSince, foreignOrders, unknown, sessionEnded: isOver, elapsedMs };
  const end = { ...told, endedPid: ended, otherPid: beside.pid() };
  return { document: flattenDocument({ mode, symbol, asked, end }), interruptedBy };
}

/** Notes another flatten that was met, and says so once: whoever waits must know why. */
function besideOthers(ports: FlattenPorts): { readonly ports: FlattenPorts; readonly pid: () => number | null } {
  let met: number | null = null;
  const onClosing = (pid: number): void => {
    if (met !== pid) ports.say?.(`Another hedge flatten (process ${String(pid)}) is at work: this one watches it.`);
    met = pid;
  };
  return { ports: { ...ports, onClosing, endsHung: true }, pid: () => met };
}

/** The hung executor that was ended on the way. */
function endedPid(executed: Executed): number | null {
  return executed.by === "books" ? executed.endedPid : null;
}

/** A running executor's positions close at the market's pace; after this long somebody should look. */
export const WATCH_MS = 60 * SECOND_MS;
