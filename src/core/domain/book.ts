/** One price level: price in quote currency, quantity in base currency. */
export interface BookLevel {
  readonly price: number;
  readonly qty: number;
}

/** Snapshot of an order book, best level first on both sides. */
export interface BookSnapshot {
  readonly symbol: string;
  readonly atMs: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}
