import type { BookSnapshot } from "../../../domain/book.js";
import { BookSide } from "./book-side.js";
import type { ToldDepth } from "./told-levels.js";
import type { DepthDiff, DepthSnapshot } from "../../ccxt/market-types.js";

/** Ten seconds of diffs and more: a snapshot that takes longer than this is asked for again. */
const MAX_BUFFERED = 1_000;

/** What a diff did. `gap`: the chain is broken, the book is invalid until the next snapshot. */
export type DiffOutcome = "applied" | "buffered" | "old" | "gap";

/**
 * A local order book by the venue's rules ("How to manage a local order book correctly", derivatives docs, 2026-10):
 * diffs are buffered until a snapshot comes; those with `u` below its id are dropped; the first one applied must
 * straddle the id (or follow on it); then each `pu` must be the `u` before.
 */
export class OrderBook {
  readonly #bids = new BookSide(-1);
  readonly #asks = new BookSide(1);
  #buffered: DepthDiff[] = [];
  /** Last id of the diffs in the book; null until a diff has joined the snapshot. */
  #lastId: number | null = null;
  #snapshotId: number | null = null;
  #atMs = 0;

  constructor(readonly symbol: string) {}

  /** Whether the book is whole: a snapshot, a diff that joins it, and no gap since. */
  get isValid(): boolean {
    return this.#lastId !== null;
  }

  /** Whether a snapshot has been taken and no gap has been seen since. */
  get hasSnapshot(): boolean {
    return this.#snapshotId !== null;
  }

  apply(diff: DepthDiff): DiffOutcome {
    if (diff.isSnapshot === true) {
      this.invalidate();
      this.#snapshotId = diff.lastId;
      return this.#change(diff);
    }
    if (this.#snapshotId === null) return this.#buffer(diff);
    if (this.#lastId === null) return this.#join(diff, this.#snapshotId);
    if (diff.lastId < this.#lastId || (diff.lastId === this.#lastId && diff.previousId !== this.#lastId)) return "old";
    if (diff.previousId !== this.#lastId) return this.#broken(diff);
    return this.#change(diff);
  }

  /** Takes a snapshot and the diffs that came before it. False where they don't fit together: another one is needed. */
  load(snapshot: DepthSnapshot): boolean {
    const waiting = this.#buffered;
    this.invalidate();
    this.#snapshotId = snapshot.lastId;
    this.#atMs = snapshot.atMs;
    for (const level of snapshot.bids) this.#bids.set(level);
    for (const level of snapshot.asks) this.#asks.set(level);
    for (const [index, diff] of waiting.entries()) {
      if (this.apply(diff) !== "gap") continue;
      // What is newer than the gap may join the next snapshot.
      this.#buffered = waiting.slice(index);
      return false;
    }
    return true;
  }

  /** Forgets everything: after a lost connection nothing joins on. */
  invalidate(): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#buffered = [];
    this.#lastId = null;
    this.#snapshotId = null;
  }

  /** The best levels; null from a book that isn't whole. */
  top(levels: number): BookSnapshot | null {
    if (!this.isValid) return null;
    return { symbol: this.symbol, atMs: this.#atMs, bids: this.#bids.top(levels), asks: this.#asks.top(levels) };
  }

  /** What a listener gets of it; null from a book that isn't whole. */
  told(depth: ToldDepth): BookSnapshot | null {
    if (!this.isValid) return null;
    const mid = ((this.#bids.best() ?? Number.NaN) + (this.#asks.best() ?? Number.NaN)) / 2;
    return {
      symbol: this.symbol,
      atMs: this.#atMs,
      bids: this.#bids.told(mid, depth),
      asks: this.#asks.told(mid, depth),
    };
  }

  #buffer(diff: DepthDiff): DiffOutcome {
    const last = this.#buffered[this.#buffered.length - 1];
    if (last !== undefined && diff.lastId <= last.lastId) return "old";
    // A hole among the waiting makes those before it worthless.
    if (last !== undefined && diff.previousId !== last.lastId) this.#buffered = [];
    this.#buffered.push(diff);
    if (this.#buffered.length > MAX_BUFFERED) this.#buffered.shift();
    return "buffered";
  }

  #join(diff: DepthDiff, snapshotId: number): DiffOutcome {
    if (diff.lastId < snapshotId) return "old";
    const joins = (diff.firstId <= snapshotId && snapshotId <= diff.lastId) || diff.previousId === snapshotId;
    return joins ? this.#change(diff) : this.#broken(diff);
  }

  #change(diff: DepthDiff): DiffOutcome {
    for (const level of diff.bids) this.#bids.set(level);
    for (const level of diff.asks) this.#asks.set(level);
    const bid = this.#bids.best();
    const ask = this.#asks.best();
    // A venue's book never crosses; one that does has lost something that the ids don't show.
    if (bid !== null && ask !== null && bid >= ask) return this.#broken(diff);
    this.#lastId = diff.lastId;
    this.#atMs = diff.atMs;
    return "applied";
  }

  #broken(diff: DepthDiff): "gap" {
    this.invalidate();
    this.#buffered = [diff];
    return "gap";
  }
}
