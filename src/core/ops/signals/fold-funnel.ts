import type { IntendedOrder, JournalEvent } from "../../domain/event.js";
import type { VetoRecord } from "../../domain/veto-record.js";
import { type Drop, LATE_DROP_REASONS } from "../../domain/intent.js";
import { strategyKey } from "../../engine/strategy-state.js";
import { countDrop, type PairCounts } from "./pair-counts.js";

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

function foldCycle(funnel: Funnel, cycle: Cycle): void {
  const signalled = new Set<string>();
  for (const { strategy, symbol } of cycle.signals) {
    const pair = pairOf(funnel, strategy, symbol);
    if (pair === undefined) continue;
    signalled.add(strategyKey(strategy, symbol));
    pair.signals += 1;
    pair.lastSignalMs = cycle.atMs;
  }
  for (const drop of cycle.drops) foldDrop(funnel, drop, signalled);
  for (const veto of cycle.vetoes) foldVeto(funnel, veto, signalled);
  const counted = new Set<string>();
  for (const order of cycle.orders) foldOrder(funnel, order, { signalled, counted });
}

function pairOf({ pairs }: Funnel, strategy: string, symbol: string): PairCounts | undefined {
  return pairs.get(strategyKey(strategy, symbol));
}

function foldDrop(funnel: Funnel, { strategy, symbol, reason, detail }: Drop, signalled: ReadonlySet<string>): void {
  const pair = pairOf(funnel, strategy, symbol);
  if (pair === undefined) return;
  const { measured = null, limit = null, setting = null } = detail ?? {};
  countDrop(pair, reason, { setting, measured, limit });
  if (AFTER_SCREENER.has(reason) && signalled.has(strategyKey(strategy, symbol))) pair.protoIntents += 1;
}

/** A refusal by sizing never became an order; one by the rules did. An exit that no signal asked for is no wish. */
function foldVeto(funnel: Funnel, veto: VetoRecord, signalled: ReadonlySet<string>): void {
  const pair = pairOf(funnel, veto.strategy, veto.symbol);
  if (pair === undefined || !signalled.has(strategyKey(veto.strategy, veto.symbol))) return;
  pair.protoIntents += 1;
  pair.intents += 1;
  if (!refusedBySizing(veto)) pair.sized += 1;
  const primary = veto.violations.find(({ rule }) => rule === veto.primary) ?? veto.violations[0];
  if (primary === undefined) return;
  const tally = countDrop(pair, primary.code, primary);
  for (const { rule, setting, measured, limit } of veto.violations) {
    // A timer is no cap: it says that there were refusals before.
    if (rule !== "R12" && setting !== null && measured !== null && limit !== null)
      tally.beside.set(setting, { measured, limit });
  }
}

/** Sizing refuses what it can't compute, and what ends below the smallest legal order. */
function refusedBySizing({ violations }: VetoRecord): boolean {
  return violations.some(({ rule }) => rule === "sizing") || violations.at(-1)?.code === "min_notional";
}

interface CycleSets {
  readonly signalled: ReadonlySet<string>;
  readonly counted: Set<string>;
}

function foldOrder(funnel: Funnel, order: IntendedOrder, { signalled, counted }: CycleSets): void {
  const { intentId, strategy, request } = order;
  const pair = pairOf(funnel, strategy, request.symbol);
  if (pair === undefined || !signalled.has(strategyKey(strategy, request.symbol))) return;
  if (!counted.has(intentId)) {
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
