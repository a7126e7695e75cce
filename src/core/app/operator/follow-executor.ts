import { hasVenue } from "../../domain/mode.js";
import { isZeroDec } from "../../lib/decimal.js";
import { SECOND_MS } from "../../lib/time.js";
import type { ControlBooks, ControlForeignOrder, ControlPosition, ControlVenueWord } from "../../ports/control.js";
import { inScope } from "./flatten-document.js";
import { type Executed, operate, type OperatePorts } from "./operate.js";
import { unheard } from "./venue-word.js";

/** Who has the books, and what they say. */
interface Standing {
  readonly executed: Executed;
  readonly books: ControlBooks;
}

export interface Followed extends Standing {
  /** What the venue has not said, a sentence each. */
  readonly unknown: readonly string[];
  readonly foreignOrders: readonly ControlForeignOrder[];
}

interface Follow extends Standing {
  readonly symbol: string | null;
  readonly isDone: (books: ControlBooks) => boolean;
  /** Monotonic time after which what is left is reported. */
  readonly untilMs: number;
}

export const LOOK_EVERY_MS = 250;

/** A look at the venue takes a second; one that has failed is repeated after two and after four. */
const VENUE_WAIT_MS = 10 * SECOND_MS;

/**
 * Follows a running executor until it is flat, gone, or out of time. Flat is what the venue says when it is asked after
 * the books are flat: what was traded beside the executor may be in no book of its own yet. What the venue then shows is
 * closed as well, and it is asked once more.
 */
export async function followExecutor(directory: string, from: Follow, ports: OperatePorts): Promise<Followed> {
  let now: Standing = from;
  for (;;) {
    now = await watch(directory, { ...from, ...now }, ports);
    const { books, executed } = now;
    if (executed.by !== "executor" || !hasVenue(books.mode)) return { ...now, unknown: [], foreignOrders: [] };
    if (!from.isDone(books)) return { ...now, unknown: [], foreignOrders: books.venue?.foreignOrders ?? [] };
    const { heard, ...asked } = await askVenue(directory, ports);
    now = asked;
    if (now.executed.by !== "executor") return { ...now, unknown: [], foreignOrders: [] };
    const word = now.books.venue;
    if (!heard || word === null) {
      const unknown = [unheard(word?.askedAtMs ?? null)];
      return { ...now, unknown, foreignOrders: word?.foreignOrders ?? [] };
    }
    const isFlat = from.isDone(now.books) && heldAt(word, from.symbol).length === 0;
    const isLate = ports.clock.monotonicMs() > from.untilMs;
    if (isFlat || isLate) return { ...now, unknown: differing(word), foreignOrders: word.foreignOrders };
    await ports.clock.sleep(LOOK_EVERY_MS);
  }
}

function differing({ difference }: ControlVenueWord): readonly string[] {
  return difference === null ? [] : [`books and venue differ: ${difference}`];
}

/** What the venue holds, whatever the books say. */
function heldAt(word: ControlVenueWord, symbol: string | null): readonly ControlPosition[] {
  return word.positions.filter(({ qty }) => !isZeroDec(qty)).filter(inScope(symbol));
}

async function watch(directory: string, from: Follow, ports: OperatePorts): Promise<Standing> {
  let now: Standing = { executed: from.executed, books: from.books };
  while (now.executed.by === "executor" && !from.isDone(now.books)) {
    if (ports.clock.monotonicMs() > from.untilMs) break;
    await ports.clock.sleep(LOOK_EVERY_MS);
    now = await look(directory, false, ports);
  }
  return now;
}

/** heard: the venue has answered a question that was put after this was called. */
async function askVenue(directory: string, ports: OperatePorts): Promise<Standing & { readonly heard: boolean }> {
  const { clock } = ports;
  const untilMs = clock.monotonicMs() + VENUE_WAIT_MS;
  let now = await look(directory, true, ports);
  const sinceMs = now.books.venue?.nowMs ?? Infinity;
  for (;;) {
    const heard = (now.books.venue?.askedAtMs ?? -Infinity) >= sinceMs;
    if (heard || now.executed.by !== "executor" || clock.monotonicMs() > untilMs) return { ...now, heard };
    await clock.sleep(LOOK_EVERY_MS);
    now = await look(directory, false, ports);
  }
}

async function look(directory: string, askVenue: boolean, ports: OperatePorts): Promise<Standing> {
  const { reply, executed } = await operate(directory, { verb: "look", askVenue }, ports);
  return { executed, books: reply.books };
}
