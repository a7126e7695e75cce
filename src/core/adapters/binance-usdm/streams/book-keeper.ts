import type { BookLevel, BookSnapshot } from "../../../domain/book.js";
import type { Clock } from "../../../lib/clock.js";
import type { Rng } from "../../../lib/rng.js";
import { BackOff } from "../../ccxt/back-off.js";
import type { FeedTimes } from "./feed-times.js";
import { OrderBook } from "./order-book.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { ToldDepth } from "./told-levels.js";
import type { DepthDiff, PublicRest } from "../../ccxt/market-types.js";

export interface BookKeeperDeps {
  readonly symbol: string;
  /** What the listener is told of each side. */
  readonly bookDepth: ToldDepth;
  readonly rest: Pick<PublicRest, "depth">;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly times: Pick<FeedTimes, "bookEveryMs" | "askAgain">;
  readonly signal: AbortSignal;
  /** Left out: snapshots come by REST. */
  readonly snapshotsByStream?: boolean;
  readonly onBook: (book: BookSnapshot) => void;
  readonly onWhole: () => void;
  readonly onGap: (reason: string) => void;
}

/** A book whose best levels rest is told anew this often while its stream lives: its stamp is proof of that. */
const REST_TOLD_EVERY_MS = 1_000;

/** The venue's deepest snapshot, weight 20 (derivatives docs, 2026-10). */
const SNAPSHOT_LEVELS = 1_000;

/** The order book of one symbol: fetches snapshots when it needs one, tells the best levels. */
export class BookKeeper {
  readonly #book: OrderBook;
  readonly #backOff: BackOff;
  #isFetching = false;
  #told: BookSnapshot | null = null;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #isWaitingToTell = false;

  constructor(readonly deps: BookKeeperDeps) {
    this.#book = new OrderBook(deps.symbol);
    this.#backOff = new BackOff(deps.times.askAgain, deps.rng);
  }

  get isWhole(): boolean {
    return this.#book.isValid;
  }

  onDiff(diff: DepthDiff): void {
    switch (this.#book.apply(diff)) {
      case "applied":
        this.#backOff.reset();
        this.deps.onWhole();
        this.#tell();
        return;
      case "gap":
        this.deps.onGap(`gap in the order book: update ${diff.lastId} follows ${diff.previousId}, which never came`);
        void this.#fetch();
        return;
      case "buffered":
        void this.#fetch();
        return;
      case "old":
    }
  }

  onBroken(reason: string): void {
    this.#book.invalidate();
    this.deps.onGap(reason);
  }

  async #fetch(): Promise<void> {
    if (this.#isFetching || this.deps.snapshotsByStream === true) return;
    this.#isFetching = true;
    const { rest, symbol, clock, signal } = this.deps;
    while (!isStopped(signal) && !this.#book.hasSnapshot) {
      const answer = await rest.depth(symbol, SNAPSHOT_LEVELS);
      if (isStopped(signal)) break;
      if (answer.ok && this.#book.load(answer.value)) {
        if (this.#book.isValid) {
          this.deps.onWhole();
          this.#tell();
        }
        break;
      }
      const askedToWaitMs = answer.ok ? 0 : (answer.error.retryAfterMs ?? 0);
      await clock.sleep(Math.max(this.#backOff.nextMs(), askedToWaitMs), signal);
    }
    this.#isFetching = false;
  }

  /** At most once in `bookEveryMs`; the last state of a burst is always told. */
  #tell(): void {
    const { clock, times, signal } = this.deps;
    if (this.#isWaitingToTell) return;
    const waitMs = this.#toldAtMs + times.bookEveryMs - clock.monotonicMs();
    if (waitMs <= 0) {
      this.#tellNow();
      return;
    }
    this.#isWaitingToTell = true;
    void clock.sleep(waitMs, signal).then(() => {
      this.#isWaitingToTell = false;
      if (!isStopped(signal)) this.#tellNow();
    });
  }

  #tellNow(): void {
    const top = this.#book.told(this.deps.bookDepth);
    const nowMs = this.deps.clock.monotonicMs();
    if (top === null) return;
    const rests = this.#told !== null && sameLevels(top, this.#told);
    if (rests && nowMs - this.#toldAtMs < REST_TOLD_EVERY_MS) return;
    this.#told = top;
    this.#toldAtMs = nowMs;
    this.deps.onBook(top);
  }
}

function sameLevels(a: BookSnapshot, b: BookSnapshot): boolean {
  return sameSide(a.bids, b.bids) && sameSide(a.asks, b.asks);
}

function sameSide(a: readonly BookLevel[], b: readonly BookLevel[]): boolean {
  return a.length === b.length && a.every(({ price, qty }, at) => price === b[at]?.price && qty === b[at].qty);
}
