import { setMaxListeners } from "node:events";
import type { BarRow } from "../../../domain/market-event.js";
import type { Clock } from "../../../lib/clock.js";
import { invariant } from "../../../lib/invariant.js";
import type { Rng } from "../../../lib/rng.js";
import type { FeedInterest, FeedListener, LiveFeed } from "../../../ports/live-feed.js";
import type { VenueClock } from "../../../ports/venue-clock.js";
import { barHistory } from "./bar-history.js";
import type { ConnectBudget } from "../../ccxt/connect-budget.js";
import { FEED_TIMES, type FeedTimes } from "./feed-times.js";
import { FeedSession } from "./feed-session.js";
import type { ToldDepth } from "./told-levels.js";
import type { MarketFrame, MarketSockets, PublicRest } from "../../ccxt/market-types.js";

export interface FeedDeps {
  readonly sockets: MarketSockets;
  readonly rest: PublicRest;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
  /** What the listener gets of each side of a book. */
  readonly bookDepth: ToldDepth;
  readonly times?: Partial<FeedTimes>;
  /** Reads what the sockets hand over; Binance's own frames where it is left out. */
  readonly parse?: (message: unknown) => MarketFrame | null;
  /** The stream of books begins with a snapshot, so that none is asked for by REST. */
  readonly snapshotsByStream?: boolean;
}

/** Public market data of one venue: streams first, REST while they fail. */
export class StreamedFeed implements LiveFeed {
  readonly #stop = new AbortController();
  #session: FeedSession | null = null;
  readonly #times: FeedTimes;

  constructor(readonly deps: FeedDeps) {
    this.#times = { ...FEED_TIMES, ...deps.times };
    // One listener for each symbol that waits for something.
    setMaxListeners(0, this.#stop.signal);
  }

  history(
    symbol: string,
    barMs: number,
    range: { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly (readonly [closeTimeMs: number, row: BarRow])[]> {
    const { signal } = this.#stop;
    return barHistory({ symbol, barMs, ...range }, { ...this.deps, times: this.#times, signal });
  }

  /** Resolves when each kind of stream is connected or has failed once; the first bar told is the one that runs now. */
  async follow(interest: FeedInterest, listener: FeedListener): Promise<void> {
    invariant(this.#session === null && !this.#stop.signal.aborted, "a feed is followed once");
    this.#session = new FeedSession(interest, listener, {
      ...this.deps,
      times: this.#times,
      signal: this.#stop.signal,
    });
    await this.#session.start();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#session?.finished();
  }
}
