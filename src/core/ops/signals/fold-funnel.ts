import type { IntendedOrder, JournalEvent } from "../../domain/event.js";
import type { VetoRecord } from "../../domain/veto-record.js";
import { type Drop, LATE_DROP_REASONS } from "../../domain/intent.js";
import { strategyKey } from "../../engine/strategy-state.js";
import { countDrop, countRefusal, type MissedLimit, type PairCounts } from "./pair-counts.js";

/** What the journal said, so far, about who traded and why the others didn't. */
export interface Funnel {
  /** By `strategy:symbol`, in the order of the registry. */
  readonly pairs: Map<string, PairCounts>;
  /** First and last instant that was counted; null before the first bar. */
  fromMs: number | null;
  toMs: number | null;
  /** NAV at the newest cycle and marks at the newest bars: what feasibility is judged with. */
  navUsd: number;
  readonly marks: Record<string, number>;
  /** Approved intents that have not filled, by id, with what happened to their orders last. */
  readonly unfilled: Map<string, Unfilled>;
  /** Intent by client order id, for orders that may still fill. */
  readonly intentOf: Map<string, string>;
}

interface Unfilled {
  readonly pair: PairCounts;
  lastWord: string;
}

export function createFunnel(pairs: Iterable<PairCounts>): Funnel {
  return {
    pairs: new Map([...pairs].map((pair) => [strategyKey(pair.strategy, pair.symbol), pair])),
    fromMs: null,
    toMs: null,
    navUsd: Number.NaN,
    marks: {},
    unfilled: new Map(),
    intentOf: new Map(),
  };
}

const AFTER_SCREENER: ReadonlySet<string> = new Set(LATE_DROP_REASONS);

/** Takes the next event of the journal. Events before `sinceMs` only tell prices and NAV. */
export function foldFunnel(funnel: Funnel, event: JournalEvent, sinceMs: number): void {
  const counts = event.atMs >= sinceMs;
  switch (event.type) {
    case "market.bars":
      for (const row of event.rows) funnel.marks[row[0]] = row[9] ?? row[4];
      if (counts && !event.warmup) foldBars(funnel, event);
      return;
    case "cycle.decided":
      funnel.navUsd = Number(event.nav);
      if (counts) foldCycle(funnel, event);
      return;
    case "order.intended":
      if (funnel.unfilled.has(event.order.intentId)) follow(funnel, event.order);
      return;
    case "order.filled":
      foldFill(funnel, event.clientOrderId);
      return;
    case "order.rejected":
    case "order.expired":
    case "order.canceled":
    case "order.abandoned":
    case "intent.given_up":
      lastWord(funnel, event.clientOrderId, event.type.replace(".", "_"));
      return;
    default:
  }
}

function foldBars(funnel: Funnel, { atMs, rows }: Extract<JournalEvent, { type: "market.bars" }>): void {
  funnel.fromMs ??= atMs;
  funnel.toMs = atMs;
  const closed = new Set(rows.map(([symbol]) => symbol));
  for (const pair of funnel.pairs.values()) {
    // A strategy on longer bars sees a bar of its own only where one of those ends.
    const own = pair.barMs > 0 && atMs % pair.barMs === 0;
    if (own && pair.enabled && closed.has(pair.symbol)) pair.bars += 1;
  }
}

type Cycle = Extract<JournalEvent, { type: "cycle.decided" }>;

/** Signals of one cycle that nothing has become of yet, by pair: each ends once. */
type OpenSignals = Map<string, number>;

/** Refusals and orders take their signals first, then the drops that only a signal has, then all others. */
function foldCycle(funnel: Funnel, cycle: Cycle): void {
  const open: OpenSignals = new Map();
  for (const { strategy, symbol } of cycle.signals) {
    const pair = pairOf(funnel, strategy, symbol);
    if (pair === undefined) continue;
    const key = strategyKey(strategy, symbol);
    open.set(key, (open.get(key) ?? 0) + 1);
    pair.signals += 1;
    pair.lastSignalMs = cycle.atMs;
  }
  for (const veto of cycle.vetoes) foldVeto(funnel, veto, open);
  const counted = new Set<string>();
  for (const order of cycle.orders) foldOrder(funnel, order, { open, counted });
  const drops = [...cycle.drops].sort((a, b) => rankOf(a) - rankOf(b));
  for (const drop of drops) foldDrop(funnel, drop, { open, atMs: cycle.atMs });
}

function pairOf({ pairs }: Funnel, strategy: string, symbol: string): PairCounts | undefined {
  return pairs.get(strategyKey(strategy, symbol));
}

/** Whether a signal of the pair waits for its end, which this is then. */
function takeSignal(open: OpenSignals, strategy: string, symbol: string): boolean {
  const key = strategyKey(strategy, symbol);
  const left = open.get(key) ?? 0;
  if (left > 0) open.set(key, left - 1);
  return left > 0;
}

/** A market of several pairs has a drop of each: those that say there was no signal come last. */
function rankOf({ reason }: Drop): number {
  return WITHOUT_SIGNAL.has(reason) ? 1 : 0;
}

const WITHOUT_SIGNAL: ReadonlySet<string> = new Set([
  "no_signal",
  "holding",
  "stale_bars",
  "between_bars",
  "pair_filter",
]);

function foldDrop(
  funnel: Funnel,
  { strategy, symbol, reason, detail }: Drop,
  { open, atMs }: { readonly open: OpenSignals; readonly atMs: number },
): void {
  const pair = pairOf(funnel, strategy, symbol);
  if (pair === undefined) return;
  if (reason === "holding") pair.lastHeldMs = atMs;
  const { measured = null, limit = null, setting = null } = detail ?? {};
  const ended = takeSignal(open, strategy, symbol);
  countDrop(pair, reason, { setting, measured, limit }, ended);
  if (AFTER_SCREENER.has(reason) && ended) pair.protoIntents += 1;
}

/** A refusal by sizing never became an order; one by the rules did. An exit that no signal asked for is no wish. */
function foldVeto(funnel: Funnel, veto: VetoRecord, open: OpenSignals): void {
  const pair = pairOf(funnel, veto.strategy, veto.symbol);
  if (pair === undefined || !takeSignal(open, veto.strategy, veto.symbol)) return;
  pair.protoIntents += 1;
  pair.intents += 1;
  if (!refusedBySizing(veto)) pair.sized += 1;
  const primary = veto.violations.find(({ rule }) => rule === veto.primary) ?? veto.violations[0];
  if (primary === undefined) return;
  // Refused because the other leg was: the setting and its figures are that leg's.
  const seen = primary.leg === undefined ? primary : { setting: null, measured: null, limit: null };
  countRefusal(countDrop(pair, primary.code, seen, true), missedLimits(veto));
}

/** A timer is no cap: it says that there were refusals before. */
function missedLimits({ violations }: VetoRecord): readonly MissedLimit[] {
  return violations.flatMap(({ rule, code, setting, measured, limit, leg }) => {
    if (rule === "R12" || leg !== undefined || setting === null || measured === null || limit === null) return [];
    return [{ setting, measured, limit, isMinimum: code === "min_notional" }];
  });
}

/** Sizing refuses what it can't compute, and what ends below the smallest legal order. */
function refusedBySizing({ violations }: VetoRecord): boolean {
  return violations.some(({ rule }) => rule === "sizing") || violations.at(-1)?.code === "min_notional";
}

interface CycleSets {
  readonly open: OpenSignals;
  readonly counted: Set<string>;
}

function foldOrder(funnel: Funnel, order: IntendedOrder, { open, counted }: CycleSets): void {
  const { intentId, strategy, request } = order;
  const pair = pairOf(funnel, strategy, request.symbol);
  if (pair === undefined) return;
  if (!counted.has(intentId)) {
    if (!takeSignal(open, strategy, request.symbol)) return;
    counted.add(intentId);
    pair.protoIntents += 1;
    pair.intents += 1;
    pair.sized += 1;
    pair.approved += 1;
    funnel.unfilled.set(intentId, { pair, lastWord: "order_open" });
  }
  follow(funnel, order);
}

function follow({ intentOf }: Funnel, { request, intentId }: IntendedOrder): void {
  intentOf.set(request.clientOrderId, intentId);
}

function foldFill({ unfilled, intentOf }: Funnel, clientOrderId: string): void {
  const intentId = intentOf.get(clientOrderId);
  if (intentId === undefined) return;
  intentOf.delete(clientOrderId);
  const waiting = unfilled.get(intentId);
  if (waiting === undefined) return;
  waiting.pair.filled += 1;
  unfilled.delete(intentId);
}

function lastWord({ unfilled, intentOf }: Funnel, clientOrderId: string, word: string): void {
  const waiting = unfilled.get(intentOf.get(clientOrderId) ?? "");
  if (waiting !== undefined) waiting.lastWord = word;
}
