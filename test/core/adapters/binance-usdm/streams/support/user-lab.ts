import { expect } from "vitest";
import { ConnectBudget } from "../../../../../../src/core/adapters/ccxt/connect-budget.js";
import { UserStream } from "../../../../../../src/core/adapters/binance-usdm/streams/user-stream.js";
import type {
  KeyFailure,
  ListenKeys,
  UserStreamTimes,
} from "../../../../../../src/core/adapters/binance-usdm/streams/user-stream-options.js";
import { systemClock } from "../../../../../../src/core/adapters/system/clock.js";
import { err, ok, type Result } from "../../../../../../src/core/lib/result.js";
import { createRng } from "../../../../../../src/core/lib/rng.js";
import { LoopbackVenue } from "./loopback-venue.js";
import { until } from "./until.js";

const QUICK: Partial<UserStreamTimes> = {
  probeEveryMs: 20,
  probeAnswerMs: 250,
  silenceMs: 300,
  handshakeMs: 500,
  overlapMs: 60,
  backOff: { firstMs: 5, maxMs: 20 },
};

export class Keys implements ListenKeys {
  created = 0;
  readonly renewed: string[] = [];
  failWith: KeyFailure | null = null;
  renewWith: KeyFailure | null = null;

  async create(): Promise<Result<string, KeyFailure>> {
    if (this.failWith !== null) return err(this.failWith);
    this.created += 1;
    return ok(`key${this.created}`);
  }

  async renew(key: string): Promise<Result<void, KeyFailure>> {
    this.renewed.push(key);
    return this.renewWith === null ? ok(undefined) : err(this.renewWith);
  }
}

/** A private stream over real sockets to a venue that a test scripts, and all it tells. */
export class UserLab {
  readonly keys = new Keys();
  readonly told: string[] = [];
  readonly downs: { reason: string; sinceMs: number }[] = [];
  ordersLive = false;
  venueNowMs = 1_800_000_000_000;
  #stream: UserStream | null = null;

  private constructor(public venue: LoopbackVenue) {}

  static async open(): Promise<UserLab> {
    return new UserLab(await LoopbackVenue.start());
  }

  follow(times: Partial<UserStreamTimes> = {}): UserStream {
    const { venue, keys, told, downs } = this;
    const stream = new UserStream({
      wsBase: venue.wsBase,
      checkUrl: (url) => expect(url.startsWith(venue.wsBase)).toBe(true),
      keys,
      names: { account: "main", quoteAssetOf: () => "USDT" },
      clock: systemClock,
      venueClock: { nowMs: () => this.venueNowMs },
      rng: createRng("user stream"),
      budget: new ConnectBudget(systemClock),
      ordersLive: () => this.ordersLive,
      notices: { onFunding: () => undefined, onMarginCall: () => undefined },
      times: { ...QUICK, ...times },
    });
    stream.follow({
      onEvent: (event) => told.push(`${event.type} ${"clientOrderId" in event ? event.clientOrderId : ""}`),
      onUp: () => told.push("up"),
      onDown: (reason, sinceMs) => {
        told.push("down");
        downs.push({ reason, sinceMs });
      },
    });
    this.#stream = stream;
    return stream;
  }

  isUp(times = 1): Promise<void> {
    return until(() => this.told.filter((word) => word === "up").length >= times, `up ${times} times`);
  }

  isDown(): Promise<void> {
    return until(() => this.downs.length > 0, "down");
  }

  isTold(word: string): Promise<void> {
    return until(() => this.told.includes(word), word);
  }

  /** Keys of the sockets that are open. */
  openKeys(): readonly (string | null)[] {
    return this.venue.carrying("").map(({ query }) => query.get("listenKey"));
  }

  async close(): Promise<void> {
    await this.#stream?.close();
    await this.venue.close();
  }
}
