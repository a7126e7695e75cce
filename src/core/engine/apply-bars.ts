import type { Bar } from "../domain/bar.js";
import type { InputEvent } from "../domain/event.js";
import type { Position } from "../domain/position.js";
import { toNumber } from "../lib/decimal.js";
import { HOUR_MS } from "../lib/time.js";
import { foldFeatures } from "../screener/features.js";
import { createTimeframe, nextTimeframe } from "../strategies/timeframe-bars.js";
import { foldModel } from "./model-view.js";
import { foldPairs, pairZone } from "./pairs.js";
import { emptyMarket, type EngineContext, type EngineState, type SymbolMarket } from "./state.js";
import { flatSignal, strategyKey } from "./strategy-state.js";

/** What the engine knows of a symbol; a new one begins with nothing. */
export function marketOf(state: EngineState, symbol: string): SymbolMarket {
  const known = state.market[symbol];
  if (known !== undefined) return known;
  const created = emptyMarket();
  state.market[symbol] = created;
  return created;
}

type BarsEvent = Extract<InputEvent, { type: "market.bars" }>;

function barOfRow(row: BarsEvent["rows"][number], closeTimeMs: number, barMs: number): Bar {
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

/** Folds the bars that closed at one instant: market, strategies, indicators, the age of positions. */
export function applyBars(state: EngineState, event: BarsEvent, ctx: EngineContext): void {
  if (state.barMs !== event.barMs) recountAges(state, event.barMs);
  state.barMs = event.barMs;
  const bars = event.rows.map((row) => barOfRow(row, event.atMs, event.barMs));
  const news = bars.filter((bar) => noteBar(marketOf(state, bar.symbol), bar));
  for (const bar of bars) {
    foldStrategies(state, bar, ctx);
    foldPairs(state, bar, ctx);
  }
  const hours = hoursOf(state, bars, event.barMs);
  foldFeatures(state.features, hours, ctx.screener.beta_benchmark);
  foldModel(state, hours, ctx);
  for (const symbol of event.missing) {
    const market = marketOf(state, symbol);
    if (event.atMs > (market.lastBar?.closeTimeMs ?? -Infinity)) market.stale = true;
  }
  if (news.length > 0 && state.rearm.length > 0) releaseRearmed(state, new Set(news.map(({ symbol }) => symbol)), ctx);
  const positions = Object.values(state.portfolio.positions);
  if (positions.length > 0) for (const bar of news) agePositions(positions, bar, ctx);
  if (event.warmup) return;
  // Bars may come late, behind a cycle: one of all symbols shares no instant with another, since ids of intents are made
  // of it.
  if (state.portfolio.nav?.atMs === state.atMs) state.atMs += 1;
  state.due = { atMs: event.atMs, trigger: "bar", symbols: null };
}

/** Trend and volatility of a market are those of hours, so that a strategy on shorter bars changes no other's filters. */
function hoursOf(state: EngineState, bars: readonly Bar[], barMs: number): readonly Bar[] {
  if (barMs >= HOUR_MS) return bars;
  return bars.flatMap((bar) => nextTimeframe((state.hours[bar.symbol] ??= createTimeframe()), bar, HOUR_MS));
}

/**
 * A cycle without a bar. One that is due already stays: it looks at the same market. Nor is there a second one at the
 * instant of the last, since the ids of intents are made of strategy, symbol and instant.
 */
export function applyPoll(state: EngineState, { atMs, missing }: Extract<InputEvent, { type: "poll.elapsed" }>): void {
  for (const symbol of missing) marketOf(state, symbol).stale = true;
  if (atMs > (state.portfolio.nav?.atMs ?? -Infinity)) state.due ??= { atMs, trigger: "poll", symbols: null };
}

/** A session that goes on with bars of another length: ages are counted in bars. */
function recountAges(state: EngineState, barMs: number): void {
  if (state.barMs === 0) return;
  for (const position of Object.values(state.portfolio.positions)) {
    position.barsHeld = Math.floor((position.barsHeld * state.barMs) / barMs);
  }
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
    const key = strategyKey(strategy.id, bar.symbol);
    // What has a state is one of its symbols: the list is searched for those that have none.
    const known = state.strategies[key];
    if (known === undefined && !strategy.symbols.includes(bar.symbol)) continue;
    strategy.next(known ?? (state.strategies[key] = strategy.create()), bar);
  }
}

/**
 * Counts the bar for the positions of its symbol and remembers the best close, the base of a trailing stop: of the hours, or
 * of the shorter bars of its strategy.
 */
function agePositions(positions: readonly Position[], bar: Bar, { risk }: EngineContext): void {
  for (const position of positions) {
    // Of a symbol that is new here the whole history is news, and nothing that came before the position ages it.
    if (position.symbol !== bar.symbol || bar.closeTimeMs <= position.openedAtMs) continue;
    position.barsHeld += 1;
    const trailMs = Math.min(HOUR_MS, risk.strategies[position.strategy]?.barMs ?? HOUR_MS);
    if (position.exits === null || bar.closeTimeMs % trailMs !== 0) continue;
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
