import { absDec, type Dec, isZeroDec, signDec, subDec, ZERO } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import type { Mode } from "../../domain/mode.js";
import type { TradingState } from "../../domain/trading-state.js";
import type { ControlBooks, ControlForeignOrder, ControlHeld, ControlPosition } from "../../ports/control.js";
import type { Executed, Operated } from "./operate.js";

interface FlatPosition {
  readonly account: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly qty: Dec;
}

/** foreign: no decision of the session opened it. */
interface ClosedPosition extends FlatPosition {
  readonly foreign: boolean;
}

export interface FlattenDocument {
  readonly schema: "hedge.flatten/1";
  readonly mode: Mode;
  readonly symbol: string | null;
  /** Nothing is held, nothing is unknown, and no order rests that could open a position. */
  readonly flat: boolean;
  readonly tradingState: TradingState;
  /** What was held when the word was journaled. */
  readonly held: readonly FlatPosition[];
  /** What was closed since, also what turned up meanwhile. */
  readonly closed: readonly ClosedPosition[];
  readonly remaining: readonly FlatPosition[];
  /** What could not be learnt of the account, a sentence each; then it is not called flat. */
  readonly unknown: readonly string[];
  /** Of all symbols: stops of what is left, cancels on their way, orders of others at the venue. */
  readonly openOrders: number;
  /** Orders at the venue that are not the session's, and are never canceled by it. */
  readonly foreignOrders: readonly ControlForeignOrder[];
  /** What an operator should know of it, a sentence each. */
  readonly notes: readonly string[];
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

interface Ending {
  readonly books: ControlBooks;
  readonly heldSince: readonly ControlHeld[];
  readonly foreignOrders: readonly ControlForeignOrder[];
  readonly unknown: readonly string[];
  readonly sessionEnded: boolean;
  readonly elapsedMs: number;
  /** The executor that hung after it had taken the word, and was ended. */
  readonly endedPid: number | null;
  /** Another flatten that was met on the way. */
  readonly otherPid: number | null;
}

interface Told {
  readonly mode: Mode;
  readonly symbol: string | null;
  readonly asked: Operated;
  readonly end: Ending;
}

/** What `hedge flatten` answers. */
export function flattenDocument({ mode, symbol, asked, end }: Told): FlattenDocument {
  const { books, foreignOrders } = end;
  const first = asked.reply.books;
  const concerns = inScope(symbol);
  const left = leftAt(books).filter(concerns);
  const closed = closedOf([...first.positions.map(own), ...end.heldSince].filter(concerns), left);
  const opening = foreignOrders.filter(({ reduceOnly }) => !reduceOnly).filter(concerns);
  const isHalfDone = leftOpen(books, symbol) && left.length === 0 && !end.sessionEnded;
  const unknown = isHalfDone ? [...end.unknown, ourOrders(books)] : end.unknown;
  return {
    schema: "hedge.flatten/1",
    mode,
    symbol,
    flat: left.length === 0 && unknown.length === 0 && opening.length === 0,
    tradingState: books.tradingState,
    held: first.positions.filter(concerns).map(shown),
    closed,
    remaining: left.map(shown),
    unknown,
    openOrders: books.openOrders + foreignOrders.length,
    foreignOrders,
    notes: [
      ...(end.otherPid === null ? [] : [otherNote(end.otherPid)]),
      ...closed.filter(({ foreign }) => foreign).map(closedNote),
      ...foreignOrders.map(orderNote),
    ],
    seq: asked.reply.seq,
    already: asked.reply.already,
    ...(end.endedPid === null ? actor(asked.executed) : killed(end.endedPid)),
    sessionEnded: end.sessionEnded,
    at: isoUtc(books.atMs),
    elapsedMs: end.elapsedMs,
    marketMs: books.atMs - first.atMs,
  };
}

function otherNote(pid: number): string {
  return `another hedge flatten (process ${String(pid)}) was at work: this one watched it, and took up what it left`;
}

export function actor(executed: Executed): Pick<FlattenDocument, "executor" | "killedPid"> {
  if (executed.by === "executor") return { executor: executed.closing ? "none" : "running", killedPid: null };
  return executed.endedPid === null ? { executor: "none", killedPid: null } : killed(executed.endedPid);
}

function killed(pid: number): Pick<FlattenDocument, "executor" | "killedPid"> {
  return { executor: "killed", killedPid: pid };
}

export function inScope(symbol: string | null): (of: { readonly symbol: string }) => boolean {
  return (of) => symbol === null || of.symbol === symbol;
}

/** Orders of one symbol can't be told from the others here; with everything closed none of ours may be left. */
export function leftOpen({ openOrders }: ControlBooks, symbol: string | null): boolean {
  return symbol === null && openOrders > 0;
}

/** By the books, and by the venue where it knows of more. */
function leftAt({ positions, venue }: ControlBooks): readonly ControlPosition[] {
  const known = new Set(positions.map(keyOf));
  const more = (venue?.positions ?? []).filter((one) => !isZeroDec(one.qty) && !known.has(keyOf(one)));
  return [...positions, ...more];
}

/** The most that was held of each position, less what is left of it. */
function closedOf(held: readonly ControlHeld[], left: readonly ControlPosition[]): readonly ClosedPosition[] {
  const most = new Map<string, ControlHeld>();
  for (const one of held) {
    const known = most.get(sideOf(one));
    if (known === undefined || isMore(one, known)) most.set(sideOf(one), one);
  }
  const rest = new Map(left.map((one) => [sideOf(one), one.qty]));
  return [...most].flatMap(([key, one]) => {
    const qty = subDec(one.qty, rest.get(key) ?? ZERO);
    return signDec(qty) === signDec(one.qty) ? [{ ...shown({ ...one, qty }), foreign: one.foreign }] : [];
  });
}

/** The later row of two that hold the same knows whose it is. */
function isMore(one: ControlHeld, known: ControlHeld): boolean {
  return signDec(subDec(absDec(one.qty), absDec(known.qty))) >= 0;
}

function own(position: ControlPosition): ControlHeld {
  return { ...position, foreign: false };
}

function keyOf({ account, symbol }: ControlPosition): string {
  return `${account}:${symbol}`;
}

function sideOf(position: ControlPosition): string {
  return `${keyOf(position)}:${String(signDec(position.qty))}`;
}

function shown({ account, symbol, qty }: ControlPosition): FlatPosition {
  return { account, symbol, side: signDec(qty) > 0 ? "long" : "short", qty: absDec(qty) };
}

function ourOrders({ openOrders }: ControlBooks): string {
  return `what becomes of ${String(openOrders)} orders of this session that were still open at the end`;
}

function closedNote({ side, qty, symbol }: ClosedPosition): string {
  return `closed ${side} ${qty} ${symbol}, which no decision of this session had opened`;
}

function orderNote({ side, qty, symbol, clientOrderId, reduceOnly }: ControlForeignOrder): string {
  const what = `${side} ${qty ?? "all"} ${symbol}, order ${clientOrderId}, is not ours and was left at the venue`;
  return reduceOnly
    ? `${what}: it only reduces`
    : `${what}: NOT SAFE, it can open a position; cancel it there, or look again once it has gone`;
}
