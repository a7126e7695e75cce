import { MINUTE_MS, SECOND_MS } from "../../../lib/time.js";
import type { FeedStream } from "../../../ports/live-feed.js";
import type { BackOffTimes } from "../../ccxt/back-off.js";

/** Wall times, but for `settleMs`. */
export interface FeedTimes {
  /** A stream of a symbol that says nothing for so long is down. Candles and trades come only while there is trade. */
  readonly silenceMs: Readonly<Record<FeedStream, number>>;
  /** How often silence and due bars are looked at. */
  readonly checkEveryMs: number;
  /** How often REST is asked in place of a stream that is down. */
  readonly pollEveryMs: number;
  /** A bar that its stream hasn't told so long after the close is asked for by REST. */
  readonly barLateMs: number;
  /** Venue time after a close until REST answers with the finished candle. */
  readonly settleMs: number;
  /** A bar waits at most so long for the mark bar of its hour. */
  readonly markWaitMs: number;
  /** Between two attempts to get the same thing by REST. */
  readonly askAgain: BackOffTimes;
  readonly bookEveryMs: number;
  readonly reconnect: BackOffTimes;
  readonly stableAfterMs: number;
}

export const FEED_TIMES: FeedTimes = {
  silenceMs: { bars: 2 * MINUTE_MS, marks: 10 * SECOND_MS, book: 15 * SECOND_MS, trades: 10 * MINUTE_MS },
  checkEveryMs: 250,
  pollEveryMs: 5 * SECOND_MS,
  barLateMs: 2 * SECOND_MS,
  settleMs: 500,
  markWaitMs: 3 * SECOND_MS,
  askAgain: { firstMs: 400, maxMs: 15 * SECOND_MS },
  bookEveryMs: 100,
  reconnect: { firstMs: 250, maxMs: 30 * SECOND_MS },
  stableAfterMs: MINUTE_MS,
};
