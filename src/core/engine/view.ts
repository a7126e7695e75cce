import type { BookSnapshot } from "../domain/book.js";
import { ageOfBook } from "../domain/book-age.js";
import type { MarketView, SymbolView } from "../domain/market-view.js";
import { readFeatures, createFeatureState } from "../screener/features.js";
import type { ExitView, ExitViews } from "../exits/guard.js";
import { bookAgeLimitSeconds } from "../risk/policy.js";
import { heldInstrument, instrumentOf } from "./instrument-of.js";
import { emptyMarket, type EngineContext, type EngineState } from "./state.js";

/**
 * One symbol as the stages see it now, at the venue of an account; NaN where the market has said nothing yet, or nobody asks
 * it. Null where nothing is known of the symbol and nothing held.
 */
export function symbolView(
  state: EngineState,
  symbol: string,
  ctx: EngineContext,
  account?: string,
): SymbolView | null {
  const instrument = instrumentOf(state, symbol, ctx, account) ?? heldInstrument(state, symbol);
  if (instrument === null) return null;
  const market = state.market[symbol] ?? emptyMarket();
  return {
    symbol,
    instrument,
    lastBar: market.lastBar,
    mark: market.mark ?? Number.NaN,
    last: market.lastBar?.close ?? Number.NaN,
    markAtMs: market.markAtMs,
    stale: market.stale,
    fundingRate: market.fundingRate,
    indexPrice: market.indexPrice ?? null,
    bookLost: market.bookLost ?? false,
    features: readFeatures(state.features[symbol] ?? createFeatureState()),
    ...bookOf(market.book, state, ctx),
  };
}

function bookOf(
  book: BookSnapshot | null,
  { atMs }: EngineState,
  { risk }: EngineContext,
): Pick<SymbolView, "book" | "bookAge"> {
  if (book === null) return { book };
  return { book, bookAge: ageOfBook(book, atMs, bookAgeLimitSeconds(risk.limits.global.market_quality)) };
}

/** What exits look at, of these symbols: asked after every event, and the indicators are not. */
export function exitViews(
  state: EngineState,
  symbols: readonly string[],
  ctx: EngineContext,
  account?: string,
): ExitViews {
  const views = new Map<string, ExitView>();
  for (const symbol of symbols) {
    const instrument = instrumentOf(state, symbol, ctx, account);
    const market = state.market[symbol];
    if (instrument === undefined || market === undefined) continue;
    const { lastBar, mark, markAtMs } = market;
    views.set(symbol, { instrument, mark: mark ?? Number.NaN, last: lastBar?.close ?? Number.NaN, markAtMs });
  }
  return { symbols: views };
}

/** The market as one decision sees it: the symbols of the session, or some of them. */
export function marketView(state: EngineState, ctx: EngineContext, only: readonly string[] | null = null): MarketView {
  const symbols = new Map<string, SymbolView>();
  for (const symbol of only ?? Object.keys(state.market)) {
    const view = symbolView(state, symbol, ctx);
    if (view !== null) symbols.set(symbol, view);
  }
  return { atMs: state.atMs, symbols };
}

/** The same market under the rules of an account's own venue: what it does not list is not there. */
export function viewAtVenue(view: MarketView, account: string, state: EngineState, ctx: EngineContext): MarketView {
  if (ctx.instrumentsOf === undefined) return view;
  const symbols = new Map<string, SymbolView>();
  for (const [symbol, seen] of view.symbols) {
    const instrument = instrumentOf(state, symbol, ctx, account);
    if (instrument !== undefined) symbols.set(symbol, { ...seen, instrument });
  }
  return { atMs: view.atMs, symbols };
}

export function markOf(state: EngineState): (symbol: string) => number {
  return (symbol) => state.market[symbol]?.mark ?? Number.NaN;
}
