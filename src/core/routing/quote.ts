import { bookOfNow } from "../domain/book-age.js";
import type { SymbolView } from "../domain/market-view.js";
import { type Dec, decFromNumber } from "../lib/decimal.js";

export interface Quote {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
}

/** Best prices of a book that can be trusted: of now, both sides there, not crossed, bars not stale. Null otherwise. */
export function quoteOf(view: SymbolView): Quote | null {
  const book = bookOfNow(view);
  const bid = book?.bids[0]?.price ?? Number.NaN;
  const ask = book?.asks[0]?.price ?? Number.NaN;
  const usable = !view.stale && bid > 0 && ask > bid && ask < Infinity;
  return usable ? { bid, ask, mid: (bid + ask) / 2 } : null;
}

/** Mid, or the last price where there is no book: base of slippage limits and of shortfall. NaN if unknown. */
export function referencePrice(view: SymbolView): number {
  return quoteOf(view)?.mid ?? view.last;
}

/** The reference price for the record of an order; the order's own reference where the market has none. */
export function decisionPrice(view: SymbolView, fallback: Dec): Dec {
  const price = referencePrice(view);
  return price > 0 && Number.isFinite(price) ? decFromNumber(price) : fallback;
}
