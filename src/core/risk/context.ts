import type { SymbolCaps } from "../domain/caps.js";
import type { DecisionBook, HeldPosition, PendingOrder } from "../domain/decision-book.js";
import type { Purpose, SizedOrder } from "../domain/intent.js";
import type { MarketView, SymbolView } from "../domain/market-view.js";
import { HOUR_MS } from "../lib/time.js";
import { betaOf, contributeToGroups, type GroupRisk, groupsOf } from "./groups.js";
import type { RiskPolicy } from "./policy.js";
import type { RuleTrace } from "./rule.js";
import { exposureUsd, maintenanceUsd, shockedNotionalUsd } from "./shock.js";

/** Quantities of reduce-only orders in flight; each class alone may close the whole position (docs/RISK.md#reducing). */
interface ReducingQty {
  close: number;
  takeProfit: number;
  flatten: number;
}

/** What risk knows of one symbol while it reviews a cycle. */
export interface SymbolRisk {
  readonly symbol: string;
  readonly view: SymbolView | null;
  readonly caps: SymbolCaps | null;
  readonly position: HeldPosition | null;
  /** β against BTC, null while it is unknown. */
  readonly beta: number | null;
  readonly shockPct: number;
  /** Signed notional if all entries in flight that buy (hi) or sell (lo) were filled. */
  hiUsd: number;
  loUsd: number;
  /** Entries in flight and who sent the first of them. */
  entries: number;
  entryStrategy: string | null;
  /** Approved entries within the last hour, those of this cycle included. */
  entriesWithinHour: number;
  reducingQty: ReducingQty;
}

/** Figures over all symbols. */
interface RiskSums {
  grossUsd: number;
  netHiUsd: number;
  netLoUsd: number;
  maintenanceUsd: number;
  shockLossUsd: number;
  shockMaintenanceUsd: number;
  /** Symbols with a position or an entry in flight. */
  slots: number;
  /** Approved in this cycle and not sent yet, what reduces included. */
  ordersApproved: number;
}

/** The books of a cycle with everything approved so far. Built once a cycle; rules only read it. */
export interface RiskContext {
  readonly atMs: number;
  readonly book: DecisionBook;
  readonly view: MarketView;
  readonly policy: RiskPolicy;
  readonly navUsd: number;
  /** Price of quote assets in USD by asset; null where no oracle is wired. */
  readonly quoteUsd: Readonly<Record<string, number>> | null;
  readonly sums: RiskSums;
  readonly symbols: Map<string, SymbolRisk>;
  readonly venueGrossUsd: Map<string, number>;
  readonly strategyGrossUsd: Map<string, number>;
  readonly strategySlots: Map<string, number>;
  readonly groups: readonly GroupRisk[];
  /** Hears of every condition a rule looks at; null in decisions. */
  readonly trace: RuleTrace | null;
  /** Age of the oldest missing stop; 0 while all positions are protected. */
  readonly unprotectedMs: number;
}

export interface ContextInput {
  readonly book: DecisionBook;
  readonly view: MarketView;
  readonly policy: RiskPolicy;
  readonly quoteUsd?: Readonly<Record<string, number>> | null;
  /** Approved before in the same cycle and not in the books yet, in the order of their approval. */
  readonly earlier?: readonly SizedOrder[];
}

/** The books alone; `contextOf` has what was approved earlier on top. */
export function buildContext({ book, view, policy, quoteUsd }: ContextInput): RiskContext {
  const ctx: RiskContext = {
    atMs: book.atMs,
    book,
    view,
    policy,
    navUsd: book.navUsd,
    quoteUsd: quoteUsd ?? null,
    sums: {
      grossUsd: 0,
      netHiUsd: 0,
      netLoUsd: 0,
      maintenanceUsd: 0,
      shockLossUsd: 0,
      shockMaintenanceUsd: 0,
      slots: 0,
      ordersApproved: 0,
    },
    symbols: new Map(),
    venueGrossUsd: new Map(),
    strategyGrossUsd: new Map(),
    strategySlots: new Map(),
    groups: groupsOf(policy),
    unprotectedMs: unprotectedMs(book),
    trace: null,
  };
  for (const position of book.positions) addPosition(ctx, position);
  for (const order of book.pending) addPending(ctx, order);
  addElsewhere(ctx);
  return ctx;
}

/** Slots and the share of a venue are limits of the fund: what its other accounts hold, and have on its way, counts. */
function addElsewhere(ctx: RiskContext): void {
  const { elsewhere } = ctx.book;
  if (elsewhere === undefined) return;
  const seen = new Set<string>();
  const entries = elsewhere.pending.filter(({ reduceOnly }) => !reduceOnly);
  for (const { account, symbol, strategy, notionalUsd } of [...elsewhere.positions, ...entries]) {
    const venue = venueOf(ctx, account) ?? ctx.view.symbols.get(symbol)?.instrument.venue;
    if (venue !== undefined) add(ctx.venueGrossUsd, venue, notionalUsd);
    const place = `${account}:${symbol}`;
    if (!seen.has(place)) occupySlot(ctx, strategy);
    seen.add(place);
  }
}

/** Where an account stands; null where all stand at the venue of the instruments. */
function venueOf({ policy }: RiskContext, account: string): string | null {
  return policy.venues === undefined ? null : ownEntry(policy.venues, account);
}

/** The figures of a symbol; those of one without position start at zero. */
export function symbolRiskOf(ctx: RiskContext, symbol: string): SymbolRisk {
  return ctx.symbols.get(symbol) ?? createSymbol(ctx, symbol, null);
}

/** Books an entry (approved or in flight) on top of everything else. */
export function addEntry(ctx: RiskContext, symbol: string, strategy: string, signedUsd: number): void {
  const risk = symbolRiskOf(ctx, symbol);
  contribute(ctx, risk, -1);
  if (risk.position === null && risk.entries === 0) occupySlot(ctx, strategy);
  risk.entries += 1;
  risk.entryStrategy ??= strategy;
  if (signedUsd >= 0) risk.hiUsd += signedUsd;
  else if (signedUsd < 0) risk.loUsd += signedUsd;
  else risk.hiUsd = risk.loUsd = Number.NaN;
  contribute(ctx, risk, 1);
  add(ctx.strategyGrossUsd, strategy, Math.abs(signedUsd));
}

/** Books a reduce-only order: it frees nothing until it is filled, but what it may close can't be closed twice. */
export function addReducing(ctx: RiskContext, symbol: string, purpose: Purpose, qty: number): void {
  const { reducingQty } = symbolRiskOf(ctx, symbol);
  if (purpose === "take_profit") reducingQty.takeProfit += qty;
  else if (purpose === "flatten") reducingQty.flatten += qty;
  else if (purpose !== "stop" && purpose !== "disaster_stop") reducingQty.close += qty;
}

/** An independent copy, for a group that may have to be undone. */
export function copyContext(ctx: RiskContext): RiskContext {
  const symbols = new Map<string, SymbolRisk>();
  for (const [symbol, risk] of ctx.symbols) symbols.set(symbol, { ...risk, reducingQty: { ...risk.reducingQty } });
  return {
    ...ctx,
    sums: { ...ctx.sums },
    symbols,
    venueGrossUsd: new Map(ctx.venueGrossUsd),
    strategyGrossUsd: new Map(ctx.strategyGrossUsd),
    strategySlots: new Map(ctx.strategySlots),
    groups: ctx.groups.map((group) => ({ ...group })),
  };
}

function createSymbol(ctx: RiskContext, symbol: string, position: HeldPosition | null): SymbolRisk {
  const { policy, view } = ctx;
  const symbolView = view.symbols.get(symbol) ?? null;
  const risk: SymbolRisk = {
    symbol,
    view: symbolView,
    caps: ownEntry(policy.symbols, symbol),
    position,
    beta: betaOf(symbolView),
    shockPct: shockOf(symbol, policy),
    hiUsd: 0,
    loUsd: 0,
    entries: 0,
    entryStrategy: null,
    entriesWithinHour: entriesWithinHour(ctx.book, symbol),
    reducingQty: { close: 0, takeProfit: 0, flatten: 0 },
  };
  ctx.symbols.set(symbol, risk);
  return risk;
}

/** Whoever is no major falls at least as far as one. */
function shockOf(symbol: string, { limits }: RiskPolicy): number {
  const { majors, majors_shock_pct: major, others_shock_pct: other } = limits.global.liquidation;
  return majors.includes(symbol) ? major : Math.max(major, other);
}

/** A record read by a name from outside: inherited members such as "constructor" are no entries. */
export function ownEntry<T>(entries: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(entries, key) ? (entries[key] ?? null) : null;
}

function entriesWithinHour(book: DecisionBook, symbol: string): number {
  const instants = ownEntry(book.risk.recentEntries, symbol);
  if (instants === null) return 0;
  let within = 0;
  for (const atMs of instants) if (!(atMs <= book.atMs - HOUR_MS)) within += 1;
  return within;
}

function addPosition(ctx: RiskContext, position: HeldPosition): void {
  const risk = createSymbol(ctx, position.symbol, position);
  const signedUsd = position.qty * position.markPrice;
  risk.hiUsd = signedUsd;
  risk.loUsd = signedUsd;
  contribute(ctx, risk, 1);
  occupySlot(ctx, position.strategy);
  add(ctx.strategyGrossUsd, position.strategy, Math.abs(signedUsd));
}

function addPending(ctx: RiskContext, order: PendingOrder): void {
  if (order.reduceOnly) {
    addReducing(ctx, order.symbol, order.purpose, order.leavesQty);
    return;
  }
  addEntry(ctx, order.symbol, order.strategy, order.side === "buy" ? order.notionalUsd : -order.notionalUsd);
}

function occupySlot(ctx: RiskContext, strategy: string): void {
  ctx.sums.slots += 1;
  add(ctx.strategySlots, strategy, 1);
}

function contribute(ctx: RiskContext, risk: SymbolRisk, sign: 1 | -1): void {
  const grossUsd = exposureUsd(risk);
  if (grossUsd === 0) return;
  const { sums } = ctx;
  const instrument = risk.view?.instrument ?? null;
  sums.grossUsd += sign * grossUsd;
  sums.netHiUsd += sign * risk.hiUsd;
  sums.netLoUsd += sign * risk.loUsd;
  sums.maintenanceUsd += sign * maintenanceUsd(instrument, grossUsd);
  sums.shockLossUsd += sign * grossUsd * risk.shockPct;
  sums.shockMaintenanceUsd += sign * maintenanceUsd(instrument, shockedNotionalUsd(risk, risk.shockPct));
  const venue = venueOf(ctx, ctx.book.account) ?? instrument?.venue;
  if (venue !== undefined) add(ctx.venueGrossUsd, venue, sign * grossUsd);
  const { default_beta: defaultBeta } = ctx.policy.limits.global.correlation;
  contributeToGroups(ctx.groups, risk, { sign, grossUsd, defaultBeta });
}

/** Age of the oldest missing stop of a book; NaN stands for an instant that can't be known. */
export function unprotectedMs(book: DecisionBook): number {
  let oldest = 0;
  for (const { unprotectedSinceMs } of book.positions) {
    if (unprotectedSinceMs === null) continue;
    oldest = Math.max(oldest, book.atMs - unprotectedSinceMs);
  }
  return oldest;
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
