import type { BookLevel } from "../../../domain/book.js";
import type { PriceAndQty } from "../../ccxt/market-fields.js";
import { type ToldDepth, toldLevels } from "./told-levels.js";

/** The venue's snapshot has 1,000 levels; what lies beyond five times that is no liquidity. */
const MAX_LEVELS = 5_000;

/** One side of a book: levels in order, best first. */
export class BookSide {
  readonly #prices: number[] = [];
  readonly #qtys: number[] = [];

  /** sign: 1 where the lowest price is the best (asks), -1 where the highest is (bids). */
  constructor(readonly sign: 1 | -1) {}

  /** A quantity is absolute; 0 removes the level, and the removal of a level that isn't there is normal. */
  set([price, qty]: PriceAndQty): void {
    const at = this.#placeOf(price);
    const isThere = this.#prices[at] === price;
    if (qty === 0) {
      if (!isThere) return;
      this.#prices.splice(at, 1);
      this.#qtys.splice(at, 1);
    } else if (isThere) this.#qtys[at] = qty;
    else {
      this.#prices.splice(at, 0, price);
      this.#qtys.splice(at, 0, qty);
      if (this.#prices.length > MAX_LEVELS) {
        this.#prices.pop();
        this.#qtys.pop();
      }
    }
  }

  clear(): void {
    this.#prices.length = 0;
    this.#qtys.length = 0;
  }

  best(): number | null {
    return this.#prices[0] ?? null;
  }

  told(mid: number, depth: ToldDepth): readonly BookLevel[] {
    return toldLevels({ prices: this.#prices, qtys: this.#qtys }, mid, depth);
  }

  top(levels: number): readonly BookLevel[] {
    return this.#prices.slice(0, levels).map((price, at) => ({ price, qty: this.#qtys[at] ?? 0 }));
  }

  /** Index of the price, or where it belongs. */
  #placeOf(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((Number(this.#prices[middle]) - price) * this.sign < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
