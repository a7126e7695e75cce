import type { WireBook, WireLevel } from "./depth-book.js";

/** Latest quantity of every price that was written. */
export class DepthChanges {
  readonly #bids = new Map<string, WireLevel>();
  readonly #asks = new Map<string, WireLevel>();

  get count(): number {
    return this.#bids.size + this.#asks.size;
  }

  note(bids: readonly WireLevel[], asks: readonly WireLevel[]): void {
    for (const level of bids) this.#bids.set(level[0], level);
    for (const level of asks) this.#asks.set(level[0], level);
  }

  latest(): WireBook {
    return { bids: [...this.#bids.values()], asks: [...this.#asks.values()] };
  }
}
