import type { Bar } from "../domain/bar.js";
import { foreignOrderKey } from "../domain/connection.js";
import type { EventBody, InputEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import { compareDec, isZeroDec, toNumber } from "../lib/decimal.js";
import { applyLedgerEvent, type LedgerEffect } from "../ledger/apply.js";
import { applyRiskEvent } from "../risk/reducer.js";
import { sliceKeyOf } from "../routing/client-order-id.js";
import { shortfall } from "../routing/shortfall.js";
import { foldFeatures } from "../screener/features.js";
import { applyPositionEffects, refreshProtection } from "./apply-positions.js";
import { foldConnection, leaseLostMs } from "./connection-gates.js";
import { foldPairs, pairZone } from "./pairs.js";
import { foldPairGroups } from "./pair-groups.js";
import { learnRoute } from "./learn-route.js";
import { predictNav } from "./predict-nav.js";
import { foreignOrderText, noteCause } from "./noted-causes.js";
import { reconcile } from "./reconcile.js";
import { forgetRefusedCancels, noteRefusedCancel } from "./refused-cancels.js";
import { noteRefusedClose } from "./refused-closes.js";
import { foldRules } from "./changed-rules.js";
import { foldSchedules } from "./schedules.js";
import type { EngineContext, EngineState, SymbolMarket } from "./state.js";
import { flatSignal, strategyKey } from "./strategy-state.js";

/** Folds one journal event into the state. Deterministic; the only place that changes an EngineState. */
export function apply(state: EngineState, event: EventBody, ctx: EngineContext): void {
  const before = state.atMs;
  if (event.atMs > state.atMs) state.atMs = event.atMs;
  refreshProtection(state, before);
  predictNav(state, event);
  const effect = applyLedgerEvent(state.portfolio, event);
  applyMarket(state, event, ctx);
  applyPositionEffects(state, event, effect, ctx);
  foldPairGroups(state, event, { effect, ctx });
  applySession(state, event, effect);
  foldRules(state, event);
  noteRefusedClose(state, event, effect);
  foldSchedules(state, event, effect);
  noteCause(state, event, { effect, foreignPolicy: ctx.foreignPolicy });
  bookShortfall(state, event, effect);
  learnRoute(state, event, effect, ctx);
  applyRiskEvent(state.risk, event, {
    nowMs: state.atMs,
    nav: state.portfolio.nav?.nav ?? null,
    order: effect.order,
    closedTrade: effect.closedTrade,
    policy: ctx.risk,
  });
}

function emptyMarket(): SymbolMarket {
  return { lastBar: null, mark: null, markAtMs: 0, stale: false, fundingRate: null, book: null };
}

function marketOf(state: EngineState, symbol: string): SymbolMarket {
  const known = state.market[symbol];
  if (known !== undefined) return known;
  const created = emptyMarket();
  state.market[symbol] = created;
  return created;
}

function applyMarket(state: EngineState, event: EventBody, ctx: EngineContext): void {
  switch (event.type) {
    case "market.bars":
      applyBars(state, event, ctx);
      return;
    case "market.funding":
      marketOf(state, event.symbol).fundingRate = event.rate;
      return;
    case "market.marks":
      for (const [symbol, mark, index, fundingRate] of event.rows) {
        const market = marketOf(state, symbol);
        market.mark = mark;
        market.markAtMs = event.atMs;
        if (fundingRate !== null) market.fundingRate = fundingRate;
        if (index !== null) market.indexPrice = index;
      }
      return;
    case "connection.changed":
      foldConnection(state, event);
      if (event.channel === "book" && !event.up) forgetBooks(state, event.symbol);
      return;
    case "market.book":
      marketOf(state, event.symbol).bookLost = false;
      marketOf(state, event.symbol).book = {
        symbol: event.symbol,
        atMs: event.atMs,
        bids: event.bids.map(([price, qty]) => ({ price, qty })),
        asks: event.asks.map(([price, qty]) => ({ price, qty })),
      };
      return;
    default:
  }
}

/** No quote rests on a book that may have missed a change. */
function forgetBooks(state: EngineState, symbol: string | null): void {
  for (const [name, market] of Object.entries(state.market)) {
    if (market.book === null || (symbol !== null && symbol !== name)) continue;
    market.book = null;
    market.bookLost = true;
  }
}

type BarsEvent = Extract<InputEvent, { type: "market.bars" }>;

export function barOfRow(row: BarsEvent["rows"][number], closeTimeMs: number, barMs: number): Bar {
  const [symbol, open, high, low, close, volume, markOpen, markHigh, markLow, markClose] = row;
  const marked = markOpen !== null && markHigh !== null && markLow !== null && markClose !== null;
  return {
    symbol,
    openTimeMs: closeTimeMs - barMs,
    closeTimeMs,
    open,
    high,
    low,
    close,
    volume,
    mark: marked ? { open: markOpen, high: markHigh, low: markLow, close: markClose } : null,
  };
}

function applyBars(state: EngineState, event: BarsEvent, ctx: EngineContext): void {
  state.barMs = event.barMs;
  const bars = event.rows.map((row) => barOfRow(row, event.atMs, event.barMs));
  const news = bars.filter((bar) => noteBar(marketOf(state, bar.symbol), bar));
  for (const bar of bars) {
    foldStrategies(state, bar, ctx);
    foldPairs(state, bar, ctx);
  }
  foldFeatures(state.features, bars, ctx.screener.beta_benchmark);
  for (const symbol of event.missing) {
    const market = marketOf(state, symbol);
    if (event.atMs > (market.lastBar?.closeTimeMs ?? -Infinity)) market.stale = true;
  }
  if (news.length > 0 && state.rearm.length > 0) releaseRearmed(state, new Set(news.map(({ symbol }) => symbol)), ctx);
  for (const bar of news) agePositions(state, bar);
  if (!event.warmup) state.due = { atMs: event.atMs, trigger: "bar", symbols: null };
}

/**
 * A session that goes on under another configuration is told its history once more: that is for the indicators, and
 * prices of then must not stand where newer ones do. Returns whether nobody had told the bar before.
 */
function noteBar(market: SymbolMarket, bar: Bar): boolean {
  const { closeTimeMs, mark, close } = bar;
  const knownMs = market.lastBar?.closeTimeMs ?? -Infinity;
  if (closeTimeMs >= market.markAtMs) {
    market.mark = mark?.close ?? close;
    market.markAtMs = closeTimeMs;
  }
  if (closeTimeMs < knownMs) return false;
  market.lastBar = bar;
  market.stale = false;
  return closeTimeMs > knownMs;
}

function foldStrategies(state: EngineState, bar: Bar, ctx: EngineContext): void {
  for (const strategy of ctx.strategies) {
    if (!strategy.symbols.includes(bar.symbol)) continue;
    const key = strategyKey(strategy.id, bar.symbol);
    strategy.next((state.strategies[key] ??= strategy.create()), bar);
  }
}

/** Counts the bar for the positions of its symbol and remembers the best close, the base of a trailing stop. */
function agePositions(state: EngineState, bar: Bar): void {
  for (const position of Object.values(state.portfolio.positions)) {
    // Of a symbol that is new here the whole history is news, and nothing that came before the position ages it.
    if (position.symbol !== bar.symbol || bar.closeTimeMs <= position.openedAtMs) continue;
    position.barsHeld += 1;
    if (position.exits === null) continue;
    const { bestClose } = position.exits;
    const better = toNumber(position.qty) > 0 ? bar.close > bestClose : bar.close < bestClose;
    if (better) position.exits.bestClose = bar.close;
  }
}

/**
 * A stopped direction may trade again once its signal has left the zone it was stopped in. Only a new bar of its own
 * market is asked: while history is told once more, or that of another symbol, the signal is one of weeks ago.
 */
function releaseRearmed(state: EngineState, news: ReadonlySet<string>, ctx: EngineContext): void {
  state.rearm = state.rearm.filter((wait) => {
    if (!marketsOf(wait, ctx).some((symbol) => news.has(symbol))) return true;
    return (flatSignal(state, wait, ctx)?.zone ?? pairZone(state, wait, ctx)) === wait.zone;
  });
}

/** The market of a wait, or both of a pair. */
function marketsOf({ strategy, symbol }: EngineState["rearm"][number], { pairs }: EngineContext): readonly string[] {
  const pair = pairs.find(({ id }) => id === strategy)?.pairs.find(({ name }) => name === symbol);
  return pair?.symbols ?? [symbol];
}

function applySession(state: EngineState, event: EventBody, effect: LedgerEffect): void {
  switch (event.type) {
    case "session.started":
      state.started = true;
      state.configHash = event.configHash;
      // The line itself is dated where the loaded history begins.
      state.leaselessSinceMs = event.walletsAtMs ?? event.fromMs;
      for (const symbol of event.symbols) marketOf(state, symbol);
      return;
    case "session.configured":
      if (state.lease?.configHash === state.configHash) state.leaselessSinceMs = event.atMs;
      state.configHash = event.configHash;
      // What was folded under other parameters says nothing under these: the warm-up that follows begins anew.
      state.strategies = {};
      state.features = {};
      for (const symbol of event.symbols) marketOf(state, symbol);
      return;
    case "lease.armed":
      state.lease = event.lease;
      return;
    case "lease.disarmed":
      state.leaselessSinceMs = leaseLostMs(state);
      state.lease = null;
      return;
    case "operator.resumed":
      if (event.codes.includes("reconcile_difference")) state.reconcileDifference = null;
      return;
    case "session.resumed":
      state.stopRequested = false;
      return;
    case "session.ended":
      state.ended = true;
      return;
    case "stop.requested":
      state.stopRequested = true;
      return;
    case "cycle.decided":
      state.due = null;
      state.cycle = event.cycle;
      forgetRefusedCancels(state);
      return;
    case "cancel.rejected":
      noteRefusedCancel(state, event.clientOrderId);
      return;
    case "venue.reported":
      state.reconcileDifference = reconcile(state.portfolio, event);
      forgetForeignOrders(state, event.foreignOrders ?? []);
      return;
    case "order.foreign":
      state.foreignOrders[foreignOrderKey(event)] = foreignOrderText(event);
      return;
    case "wallet.adjusted":
      settleWallet(state);
      return;
    case "order.intended":
      settleSlice(state, event.order.request.clientOrderId);
      return;
    case "intent.given_up":
      state.fallbacks = state.fallbacks.filter((id) => id !== event.clientOrderId);
      return;
    default:
      noteFallback(state, effect);
  }
}

/** What the venue does not list any more has ended, by whatever way. */
function forgetForeignOrders(state: EngineState, listed: readonly string[]): void {
  const open = new Set(listed);
  state.foreignOrders = Object.fromEntries(Object.entries(state.foreignOrders).filter(([key]) => open.has(key)));
}

/** What is ordered anew is the rest of the attempt before it: of that slice alone, others of its intent still wait. */
function settleSlice(state: EngineState, clientOrderId: string): void {
  if (state.fallbacks.length === 0) return;
  const slice = sliceKeyOf(clientOrderId);
  state.fallbacks = state.fallbacks.filter((id) => sliceKeyOf(id) !== slice);
}

/** A wallet that now holds what the venue said it holds is no difference any more; the next report says the rest. */
function settleWallet(state: EngineState): void {
  const wallet = state.reconcileDifference?.wallet ?? null;
  if (wallet === null) return;
  const ours = state.portfolio.accounts[wallet.account]?.wallet;
  if (ours !== undefined && compareDec(ours, wallet.venue) === 0) state.reconcileDifference = null;
}

/** Adds an order's cost against its decision price once the order has ended; weighted by notional in the average. */
function bookShortfall({ portfolio }: EngineState, event: EventBody, { order }: LedgerEffect): void {
  if (order === null || !isFinal(order.status) || order.finishedAtMs !== event.atMs) return;
  const cost = shortfall([order], null);
  if (cost === null) return;
  portfolio.totals.shortfallBpsSum += cost.totalBps * cost.notionalUsd;
  portfolio.totals.shortfallNotionalUsd += cost.notionalUsd;
}

/** A maker order that ended without its whole quantity asks for a decision: take the rest or give it up. */
function noteFallback(state: EngineState, { order }: LedgerEffect): void {
  if (order?.style !== "maker" || !isFinal(order.status) || order.status === "filled") return;
  const { clientOrderId, qty } = order.request;
  const rest = qty !== null && !isZeroDec(qty) && compareDec(order.filledQty, qty) < 0;
  if (rest && !state.fallbacks.includes(clientOrderId)) state.fallbacks.push(clientOrderId);
}
