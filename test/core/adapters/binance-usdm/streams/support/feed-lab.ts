import { connectUsdm } from "../../../../../../src/core/adapters/binance-usdm/connect.js";
import { ConnectBudget } from "../../../../../../src/core/adapters/ccxt/connect-budget.js";
import { StreamedFeed } from "../../../../../../src/core/adapters/binance-usdm/streams/feed.js";
import { FEED_TIMES, type FeedTimes } from "../../../../../../src/core/adapters/binance-usdm/streams/feed-times.js";
import { CcxtMarketSockets } from "../../../../../../src/core/adapters/binance-usdm/streams/market-sockets.js";
import { loadProExchange } from "../../../../../../src/core/adapters/binance-usdm/streams/pro-exchange.js";
import { publicRestOver } from "../../../../../../src/core/adapters/binance-usdm/streams/rest-questions.js";
import { systemClock } from "../../../../../../src/core/adapters/system/clock.js";
import type { BookSnapshot } from "../../../../../../src/core/domain/book.js";
import type { BarRow } from "../../../../../../src/core/domain/market-event.js";
import { createRng } from "../../../../../../src/core/lib/rng.js";
import type { FeedListener, LiveMark, LiveTrade } from "../../../../../../src/core/ports/live-feed.js";

/** Times of a test: everything happens in milliseconds. */
export const QUICK: FeedTimes = {
  ...FEED_TIMES,
  silenceMs: { bars: 10_000, marks: 10_000, book: 10_000, trades: 10_000 },
  checkEveryMs: 10,
  pollEveryMs: 40,
  barLateMs: 100,
  settleMs: 0,
  markWaitMs: 2_000,
  askAgain: { firstMs: 10, maxMs: 40 },
  bookEveryMs: 1,
  reconnect: { firstMs: 10, maxMs: 40 },
};

/** Takes everything a feed tells. */
export class FeedRecord implements FeedListener {
  readonly bars: (readonly [closeTimeMs: number, row: BarRow])[] = [];
  readonly marks: LiveMark[] = [];
  readonly trades: LiveTrade[] = [];
  readonly books: BookSnapshot[] = [];
  readonly streams: string[] = [];
  readonly reasons: string[] = [];

  onBar(closeTimeMs: number, row: BarRow): void {
    this.bars.push([closeTimeMs, row]);
  }

  onMark(mark: LiveMark): void {
    this.marks.push(mark);
  }

  onTrade(trade: LiveTrade): void {
    this.trades.push(trade);
  }

  onBook(book: BookSnapshot): void {
    this.books.push(book);
  }

  onStream(stream: string, symbol: string, up: boolean, reason: string): void {
    this.streams.push(`${stream} ${symbol} ${up ? "up" : "down"}`);
    this.reasons.push(reason);
  }
}

/** A feed over real sockets and the real REST client, with a venue clock that the test moves. */
export async function openFeed(
  venue: { readonly httpBase: string; readonly wsBase: string },
  venueClock: { nowMs(): number; readonly speed: number },
  times: Partial<FeedTimes> = {},
): Promise<{ readonly feed: StreamedFeed; readonly close: () => Promise<void> }> {
  const { client, guard } = await connectUsdm({
    endpoints: { rest: venue.httpBase, ws: venue.wsBase },
    mode: "dry-run",
    credentials: null,
    clock: systemClock,
    limitsDirectory: null,
  });
  const feed = new StreamedFeed({
    sockets: new CcxtMarketSockets(await loadProExchange(), guard),
    rest: publicRestOver(client),
    clock: systemClock,
    venueClock,
    rng: createRng("feed"),
    budget: new ConnectBudget(systemClock),
    bookDepth: { levels: 5, reachBps: 0 },
    times: { ...QUICK, ...times },
  });
  const close = async (): Promise<void> => {
    await feed.close();
    await client.close();
  };
  return { feed, close };
}
