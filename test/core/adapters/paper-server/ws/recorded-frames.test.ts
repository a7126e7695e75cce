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

  interface Ticker {
    readonly u: number;
    readonly b: string;
    readonly a: string;
    readonly E: number;
  }

  const tickersOf = (client: StreamClient): readonly Ticker[] =>
    client.frames("bookTicker").map((frame) => frame as unknown as Ticker);
  const events = (event: string) => stream.frames.flatMap((frame) => (frame.event.e === event ? [frame.event] : []));
  /** What was added to the recorded prices, in ticks of 0.1: that of the first best price. */
  let ticks: number | null = null;
  const movedTicks = (): number => (ticks ??= ticksOf());
  const ticksOf = (): number => {
    const [first] = events("bookTicker");
    const shown = tickersOf(best).find(({ u }) => first?.e === "bookTicker" && u === first.u);
    return Math.round((Number(shown!.b) - Number(first?.e === "bookTicker" ? first.b : 0)) * 10);
  };
  const moved = (price: string): string => ((Math.round(Number(price) * 10) + movedTicks()) / 10).toFixed(2);

  it("begin at the price of the market, moved by whole ticks, in place of a jump by 0.8 %", () => {
    const all = tickersOf(best);
    const at = all.findIndex(({ u }) => u > 5_100_000_000_000);
    expect(Math.abs(Number(all[at]!.b) - Number(all[at - 1]!.b))).toBeLessThan(1);
    expect(Math.abs(movedTicks())).toBeGreaterThan(100);
  });

  it("go out as recorded but for that: 2,291 differences and 22,430 best prices with their numbers, in their order", () => {
    const differences = events("depthUpdate").flatMap((event) => (event.e === "depthUpdate" ? [event] : []));
    const known = new Set(differences.map(({ u }) => u));
    const shown = full.frames("depthUpdate").filter(({ u }) => known.has(u as number));
    expect(shown.map(({ U, u, pu }) => [U, u, pu])).toEqual(differences.map(({ U, u, pu }) => [U, u, pu]));
    const level = ([price, qty]: readonly [string, string]) => [moved(price), qty];
    for (const at of [0, 1, 1_000, 2_290]) {
      expect(shown[at]!["b"]).toEqual(differences[at]!.b.map(level));
      expect(shown[at]!["a"]).toEqual(differences[at]!.a.map(level));
    }
    const bests = events("bookTicker").flatMap((event) => (event.e === "bookTicker" ? [event] : []));
    const ids = new Set(bests.map(({ u }) => u));
    expect(
      tickersOf(best)
        .filter(({ u }) => ids.has(u))
        .map(({ u, b, a }) => [u, b, a]),
    ).toEqual(bests.map(({ u, b, a }) => [u, moved(b), moved(a)]));
    expect([differences.length, bests.length]).toEqual([2_291, 22_430]);
  });

  it("show all 4,316 trades with their own ids and quantities", () => {
    const trade = events("trade").flatMap((event) => (event.e === "trade" ? [event] : []));
    const ids = new Set(trade.map(({ t }) => t));
    const shown = trades.frames("aggTrade").filter(({ a }) => ids.has(a as number));
    expect(shown.map(({ a, p, q, m }) => [a, p, q, m])).toEqual(trade.map(({ t, p, q, m }) => [t, moved(p), q, m]));
    expect(shown).toHaveLength(4_316);
  });

  it("begin again after 120 s where they ended: later times, higher numbers, the same price within 10 ticks", () => {
    const last = events("bookTicker").at(-1)!;
    const all = tickersOf(best);
    const at = all.findIndex(({ u }) => last.e === "bookTicker" && u === last.u);
    const [ended, again] = [all[at]!, all[at + 1]!];
    expect(again.u).toBeGreaterThan(ended.u);
    expect(again.E).toBeGreaterThan(ended.E);
    expect(Math.abs(Number(again.b) - Number(ended.b))).toBeLessThan(1);
    const ids = trades.frames("aggTrade").map(({ a }) => a as number);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("keep one unbroken chain with the synthetic book before them and from lap to lap, at full and at slow speed", () => {
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
