import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import { LiveMarket } from "../../../../src/core/adapters/live/live-market.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { FeedListener } from "../../../../src/core/ports/live-feed.js";

const NOW_MS = 1_700_000_000_000;

/** A market of two symbols with a book each; `sample` lets the time to the next sample of the marks pass. */
async function market(wanted: readonly string[], stampMs = NOW_MS) {
  const waiting: (() => void)[] = [];
  const clock = {
    ...{ nowMs: () => NOW_MS, monotonicMs: () => 0 },
    sleep: async (_ms: number, signal?: AbortSignal) => {
      if (signal?.aborted !== true) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  let listener: FeedListener | null = null;
  const queue = new InputQueue();
  const live = new LiveMarket({
    feed: {
      history: async () => [],
      follow: async (_interest, follower) => {
        listener = follower;
      },
      close: async () => undefined,
    },
    ...{ queue, clock, venueClock: { nowMs: () => NOW_MS, speed: 1 } },
    ...{
      symbols: ["BTCUSDT", "ETHUSDT"],
      barMs: HOUR_MS,
      graceMs: 1_000,
      pollMs: 300_000,
      markEveryMs: 5_000,
    },
    booksWanted: () => new Set(wanted),
    onBug: (error) => {
      throw error;
    },
  });
  await live.start({ fromMs: NOW_MS, toMs: NOW_MS });
  for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
    const levels = (price: number) => [{ price, qty: 1 }];
    listener!.onBook({ symbol, atMs: stampMs, bids: levels(100), asks: levels(101) });
  }
  const sample = async (): Promise<readonly InputEvent[]> => {
    for (const resolve of waiting.splice(0)) resolve();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    const told: InputEvent[] = [];
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) told.push(event);
    return told;
  };
  return { live, sample, listener: listener! };
}

describe("the sample of the market every 5 s", () => {
  it("tells the book of a symbol in which an order waits, and no other", async () => {
    const { live, sample } = await market(["ETHUSDT"]);
    expect(await sample()).toEqual([
      { type: "market.book", atMs: NOW_MS, symbol: "ETHUSDT", bids: [[100, 1]], asks: [[101, 1]] },
    ]);
    await live.close();
  });

  it("tells no book while nothing waits", async () => {
    const { live, sample } = await market([]);
    expect(await sample()).toEqual([]);
    await live.close();
  });

  it.each([
    ["of 7 s ago", NOW_MS - 7_000, { atMs: NOW_MS, stampMs: NOW_MS - 7_000 }],
    ["0.4 s ahead of our estimate of its clock", NOW_MS + 400, { atMs: NOW_MS + 400 }],
    ["of the next hour", NOW_MS + HOUR_MS, { atMs: NOW_MS, stampMs: NOW_MS + HOUR_MS }],
  ])("tells a book %s with its own stamp, and time follows no wrong one", async (_what, stampMs, expected) => {
    const { live, sample } = await market(["ETHUSDT"], stampMs);
    const sides = { bids: [[100, 1]], asks: [[101, 1]] };
    expect(await sample()).toEqual([{ type: "market.book", symbol: "ETHUSDT", ...expected, ...sides }]);
    await live.close();
  });

  it("tells a book once while its stream is silent, and again what comes after a break", async () => {
    const { live, sample, listener } = await market(["ETHUSDT"]);
    expect(await sample()).toHaveLength(1);
    expect(await sample()).toEqual([]);
    listener.onStream("book", "ETHUSDT", false, "silent for 15000 ms, limit 15000 ms");
    expect(await sample()).toMatchObject([{ type: "connection.changed", channel: "book", up: false }]);
    listener.onBook({ symbol: "ETHUSDT", atMs: NOW_MS, bids: [{ price: 99, qty: 1 }], asks: [{ price: 101, qty: 1 }] });
    expect(await sample()).toMatchObject([{ type: "market.book", bids: [[99, 1]] }]);
    await live.close();
  });
});
