import { DepthBook } from "./depth-book.js";
import { DepthChanges } from "./depth-changes.js";
import type { WireBook, WireLevel } from "./depth-book.js";

/** A difference of the book with its place in the chain: `pu` is the `u` of the one before. */
export interface DepthDelta {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: readonly WireLevel[];
  readonly a: readonly WireLevel[];
}

export interface DepthSnapshot extends WireBook {
  readonly lastUpdateId: number;
}

/** Below the numbers of the recorded stream (5.1e12), so that the chain can go over into it. */
const FIRST_UPDATE_ID = 5_000_000_000_000;

/**
 * The book of one symbol as the venue publishes it: a snapshot at any time, and differences whose numbers chain. The
 * number of a snapshot always lies within the next difference ("How to manage a local order book correctly", 2026-10:
 * the first difference that is applied straddles it), whatever a client has or hasn't buffered.
 */
export class DepthChain {
  readonly #book = new DepthBook();
  /** What was written since the last difference. A level that came and went is in it: a snapshot may have shown it. */
  #pending = new DepthChanges();
  #publishedId = FIRST_UPDATE_ID;
  #lastId = FIRST_UPDATE_ID;

  /** Number of the latest difference. */
  get publishedId(): number {
    return this.#publishedId;
  }

  /** Levels that the next difference will hold. */
  get pendingCount(): number {
    return this.#pending.count;
  }

  /** The book as it is now, whether published or not. */
  top(limit: number): WireBook {
    return this.#book.top(limit);
  }

  /** The market's book is this one from now on. */
  become(wanted: WireBook): void {
    const { bids, asks } = this.#book.changesTo(wanted);
    this.#book.apply(bids, asks);
    this.#pending.note(bids, asks);
    this.#lastId += bids.length + asks.length;
  }

  /** What has to be written into the book to make it this one. */
  changesTo(wanted: WireBook): WireBook {
    return this.#book.changesTo(wanted);
  }

  snapshot(limit: number): DepthSnapshot {
    this.#reserveId();
    return { lastUpdateId: this.#lastId, ...this.#book.top(limit) };
  }

  /** Everything since the last difference; null where nothing has happened. */
  next(): DepthDelta | null {
    return this.#lastId === this.#publishedId ? null : this.bridgeTo(this.#lastId);
  }

  /** The same with a number of the caller's choice, from where on a recorded stream goes on. */
  bridgeTo(updateId: number): DepthDelta {
    const { bids, asks } = this.#pending.latest();
    this.#pending = new DepthChanges();
    const pu = this.#publishedId;
    this.#publishedId = this.#lastId = updateId;
    return { U: pu + 1, u: updateId, pu, b: bids, a: asks };
  }

  /** A recorded difference goes out as it is; `nextU`: where the one after it starts, if there is one. */
  record({ u, b, a }: Pick<DepthDelta, "u" | "b" | "a">, nextU: number | null): void {
    this.#book.apply(b, a);
    this.#publishedId = this.#lastId = u;
    if (nextU !== null) this.#lastId = nextU;
  }

  /** A snapshot needs a number that the next difference will hold. */
  #reserveId(): void {
    if (this.#lastId === this.#publishedId) this.#lastId += 1;
  }
}
