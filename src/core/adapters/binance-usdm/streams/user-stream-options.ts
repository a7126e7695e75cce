import type { Clock } from "../../../lib/clock.js";
import type { Result } from "../../../lib/result.js";
import type { Rng } from "../../../lib/rng.js";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../lib/time.js";
import type { VenueClock } from "../../../ports/venue-clock.js";
import type { BackOffTimes } from "../../ccxt/back-off.js";
import type { ConnectBudget } from "../../ccxt/connect-budget.js";
import type { AccountNames } from "./parse-order-update.js";
import type { PrivateNotices } from "./user-facts.js";

/** Why a call failed; a refusal of the gateway is one. */
export interface KeyFailure {
  /** The venue's number; 0 where it gave none. */
  readonly code: number;
  readonly reason: string;
  /** How long the venue asked us to stay away. */
  readonly retryAfterMs: number | null;
}

/**
 * The key of the private stream. There is no `close`: the venue gives every process of an account the same key while it
 * lives, so a process that ends and deletes it would silence the others.
 */
export interface ListenKeys {
  create(): Promise<Result<string, KeyFailure>>;
  renew(key: string): Promise<Result<void, KeyFailure>>;
}

/** Wall times. */
export interface UserStreamTimes {
  /** Keys live 60 minutes. */
  readonly renewEveryMs: number;
  /** After a failed renewal. */
  readonly renewAgainMs: number;
  /** A key not renewed for so long counts as dead. */
  readonly keyLifeMs: number;
  /** The venue cuts every socket after 24 hours. */
  readonly rotateAfterMs: number;
  /** Both sockets are read for so long. */
  readonly overlapMs: number;
  /** No frame and no ping of the venue for so long while orders live: the stream is dead. Pings come every 3 minutes. */
  readonly silenceMs: number;
  /** How often we ask for a sign of life, and look at the clock. */
  readonly probeEveryMs: number;
  readonly probeAnswerMs: number;
  readonly handshakeMs: number;
  readonly backOff: BackOffTimes;
  /** A connection that lived so long was a good one: the next attempt waits no longer than the first did. */
  readonly stableAfterMs: number;
}

export const USER_STREAM_TIMES: UserStreamTimes = {
  renewEveryMs: 25 * MINUTE_MS,
  renewAgainMs: MINUTE_MS,
  keyLifeMs: 55 * MINUTE_MS,
  rotateAfterMs: 23 * HOUR_MS,
  overlapMs: 5 * SECOND_MS,
  silenceMs: 200 * SECOND_MS,
  probeEveryMs: 10 * SECOND_MS,
  probeAnswerMs: 10 * SECOND_MS,
  handshakeMs: 10 * SECOND_MS,
  backOff: { firstMs: 500, maxMs: 30 * SECOND_MS },
  stableAfterMs: MINUTE_MS,
};

export interface UserStreamDeps {
  /** Origin of the streams: `wss://fstream.binance.com`. */
  readonly wsBase: string;
  /** Throws for an address this session must not reach; asked before every connect. */
  readonly checkUrl: (url: string) => void;
  readonly keys: ListenKeys;
  readonly names: AccountNames;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs">;
  readonly rng: Rng;
  readonly budget: ConnectBudget;
  /** Whether anything could be lost now: orders at the venue, or a position. */
  readonly ordersLive: () => boolean;
  readonly notices: PrivateNotices;
  readonly times?: Partial<UserStreamTimes>;
}
