import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedStream } from "../../../../../src/core/adapters/paper-server/market/recorded-depth.js";
import { handClock, openVenue, recordedStream } from "../market/open-venue.js";
import type { HandClock, OpenVenue } from "../market/open-venue.js";
import { connect } from "./stream-client.js";
import type { Frame, StreamClient } from "./stream-client.js";

const OPEN_MS = Date.parse("2024-08-08T23:54:00Z");
const WINDOW_MS = 140_000;

describe("the recorded minutes of BTCUSDT", () => {
  let venue: OpenVenue;
  let clock: HandClock;
  let stream: RecordedStream;
  let full: StreamClient;
  let slow: StreamClient;
  let best: StreamClient;
  let trades: StreamClient;

  beforeAll(async () => {
    clock = handClock();
    stream = recordedStream();
    venue = await openVenue({ from: new Date(OPEN_MS).toISOString(), clock, stream });
    full = await connect(`${venue.wsUrl}/public/ws/btcusdt@depth@100ms`);
    slow = await connect(`${venue.wsUrl}/public/ws/btcusdt@depth@500ms`);
    best = await connect(`${venue.wsUrl}/public/ws/btcusdt@bookTicker`);
    trades = await connect(`${venue.wsUrl}/market/ws/btcusdt@aggTrade`);
    for (let passedMs = 0; passedMs <= WINDOW_MS; passedMs += 100) {
      venue.turn();
      clock.pass(100);
      // Lets the sockets breathe.
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The answer comes behind everything that was sent before it.
    for (const client of [full, slow, best, trades]) await client.request("LIST_SUBSCRIPTIONS", []);
  });

  afterAll(async () => {
    for (const client of [full, slow, best, trades]) client.close();
    await venue.close();
  });

  const recorded = (event: string): readonly string[] =>
    stream.frames.filter((frame) => frame.event.e === event).map(({ text }) => text);

  it("go out byte for byte: 2,291 differences and 22,430 best prices, in their order", () => {
    const texts = new Set(recorded("depthUpdate"));
    expect(full.texts.filter((text) => texts.has(text))).toEqual(recorded("depthUpdate"));
    const bests = new Set(recorded("bookTicker"));
    expect(best.texts.filter((text) => bests.has(text))).toEqual(recorded("bookTicker"));
    expect([texts.size, recorded("bookTicker").length]).toEqual([2_291, 22_430]);
  });

  it("show all 4,316 trades with their own ids, prices and quantities", () => {
    const events = stream.frames.flatMap(({ event }) => (event.e === "trade" ? [event] : []));
    const ids = new Set(events.map(({ t }) => t));
    const shown = trades.frames("aggTrade").filter(({ a }) => ids.has(a as number));
    expect(shown.map(({ a, p, q, m }) => [a, p, q, m])).toEqual(events.map(({ t, p, q, m }) => [t, p, q, m]));
    expect(shown).toHaveLength(4_316);
  });

  it("keep one unbroken chain with the synthetic book before and after them, at full and at slow speed", () => {
    for (const client of [full, slow]) {
      const frames = client.frames("depthUpdate");
      const breaks = frames.filter(({ pu }: Frame, at: number) => at > 0 && pu !== frames[at - 1]!.u);
      expect(breaks).toEqual([]);
      expect(frames[0]!.u).toBeLessThan(5_100_000_000_000);
      expect(frames.at(-1)!.u).toBeGreaterThan(
        stream.frames.findLast(({ event }) => event.e === "depthUpdate")!.event.E,
      );
    }
    expect(full.frames("depthUpdate").length).toBeGreaterThan(2_291 + 200);
    expect(slow.frames("depthUpdate").length).toBeLessThan(300);
  });
});
