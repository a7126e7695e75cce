import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handClock, openVenue } from "../market/open-venue.js";
import type { HandClock, OpenVenue } from "../market/open-venue.js";
import { connect } from "./stream-client.js";
import type { StreamClient } from "./stream-client.js";

const FROM = "2024-03-01T00:00:00Z";
const MINUTE_MS = 60_000;

interface Kline {
  readonly t: number;
  readonly T: number;
  readonly x: boolean;
  readonly h: string;
  readonly l: string;
  readonly c: string;
}

describe("the stream of minute candles", () => {
  let venue: OpenVenue;
  let clock: HandClock;
  let minutes: StreamClient;

  beforeAll(async () => {
    clock = handClock();
    venue = await openVenue({ from: FROM, clock, speed: 600 });
    minutes = await connect(`${venue.wsUrl}/market/ws/btcusdt@kline_1m`);
    // 70 minutes of the market in steps of 25 s; now and then a turn of the loop comes 5 minutes late.
    for (let passedMs = 0; passedMs <= 70 * MINUTE_MS; passedMs += passedMs % 700_000 === 0 ? 300_000 : 25_000) {
      venue.turn();
      clock.pass((Date.parse(FROM) + passedMs - venue.market.time.nowMs()) / 600);
    }
    venue.turn();
    await minutes.request("LIST_SUBSCRIPTIONS", []);
  });

  afterAll(async () => {
    minutes.close();
    await venue.close();
  });

  it("closes every minute once, in order, over late turns and over the end of the hour", () => {
    const klines = minutes.frames("kline").map((frame) => frame["k"] as Kline);
    const closed = klines.filter(({ x }) => x);
    expect(closed.length).toBeGreaterThanOrEqual(68);
    expect(closed.every(({ t, T }) => T - t === MINUTE_MS - 1)).toBe(true);
    expect(closed.every(({ t }, at) => at === 0 || t - closed[at - 1]!.t === MINUTE_MS)).toBe(true);
  });

  it("shows the range of the hour in its minute, and its close in its last one", () => {
    const { bars } = venue.market.history("BTCUSDT")!;
    const index = bars.openTimeMs.indexOf(Date.parse(FROM));
    const closed = minutes.frames("kline").flatMap((frame) => ((frame["k"] as Kline).x ? [frame["k"] as Kline] : []));
    const at = (minute: number): Kline => closed.find(({ t }) => t === Date.parse(FROM) + minute * MINUTE_MS)!;
    expect([Number(at(30).h), Number(at(30).l)]).toEqual([bars.high[index], bars.low[index]]);
    expect(Number(at(59).c)).toBe(bars.close[index]);
  });
});
