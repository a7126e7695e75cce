/** [price, quantity] as the venue writes them; quantity "0" takes the level away. */
export type WireLevel = readonly [price: string, qty: string];

export interface WireBook {
  /** Best first. */
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
}

/** A book that absolute quantities are written into. */
export class DepthBook {
  readonly #bids = new BookSide(-1);
  readonly #asks = new BookSide(1);

  apply(bids: readonly WireLevel[], asks: readonly WireLevel[]): void {
    for (const level of bids) this.#bids.write(level);
    for (const level of asks) this.#asks.write(level);
  }

  /** So many levels of both sides, best first. */
  top(limit: number): WireBook {
    return { bids: this.#bids.top(limit), asks: this.#asks.top(limit) };
  }

  /** What has to be written into this book to make it the other one. */
  changesTo(wanted: WireBook): WireBook {
    return { bids: this.#bids.changesTo(wanted.bids), asks: this.#asks.changesTo(wanted.asks) };
  }
}

class BookSide {
  readonly #levels = new Map<number, WireLevel>();
  /** Best first; `#direction` −1: falling. */
  readonly #prices: number[] = [];

  constructor(readonly direction: 1 | -1) {}

  write(level: WireLevel): void {
    const price = Number(level[0]);
    const isKnown = this.#levels.has(price);
    if (Number(level[1]) !== 0) {
      this.#levels.set(price, level);
      if (!isKnown) this.#prices.splice(this.#placeOf(price), 0, price);
    } else if (isKnown) {
      this.#levels.delete(price);
      this.#prices.splice(this.#placeOf(price), 1);
    }
  }

  top(limit: number): readonly WireLevel[] {
    return this.#prices.slice(0, limit).map((price): WireLevel => this.#levels.get(price) ?? [String(price), "0"]);
  }

  changesTo(wanted: readonly WireLevel[]): readonly WireLevel[] {
    const kept = new Set(wanted.map(([price]) => Number(price)));
    const gone = this.#prices.filter((price) => !kept.has(price));
    const removed = gone.map((price): WireLevel => [this.#levels.get(price)?.[0] ?? String(price), "0"]);
    return [...removed, ...wanted.filter(([price, qty]) => this.#levels.get(Number(price))?.[1] !== qty)];
  }

  /** Index of the first price that is not better. */
  #placeOf(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const isBetter = ((this.#prices[middle] ?? Infinity) - price) * this.direction < 0;
      if (isBetter) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
