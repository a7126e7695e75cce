import { describe, expect, it } from "vitest";
import { changedInstrument } from "../../../../../src/core/adapters/paper-server/market/market-faults.js";
import { createPublicRoutes } from "../../../../../src/core/adapters/paper-server/market/public-routes.js";
import { MINUTE_MS } from "../../../../../src/core/lib/time.js";
import { handClock, openMarket } from "./open-venue.js";

const FROM = "2024-03-01T00:00:00Z";

describe("a symbol whose funding interval changes from 8 hours to 1", () => {
  it("settles an eighth of the recorded rate every hour from the next full one on, and tells so everywhere", async () => {
    const clock = handClock();
    const market = await openMarket({ from: FROM, speed: 3_600, clock });
    const settled: string[] = [];
    market.onMarketEvents((event) => {
      if (event.type === "market.funding" && event.symbol === "BTCUSDT") {
        settled.push(`${new Date(event.atMs).toISOString().slice(11, 16)} ${String(event.rate)}`);
      }
    });
    const until = (minutes: number): void => {
      clock.pass((Date.parse(FROM) + minutes * MINUTE_MS - market.time.nowMs()) / 3_600);
      market.catchUp();
    };
    const routes = createPublicRoutes(market);
    const ask = (path: string, params: Record<string, string> = {}): unknown => routes.get(path)?.answer(params).body;
    until(90);
    const recorded = market.nextFunding("BTCUSDT");
    expect(new Date(recorded.atMs).toISOString()).toBe("2024-03-01T08:00:00.000Z");
    expect(ask("/fapi/v1/fundingInfo")).toEqual([]);
    market.setInstrument(changedInstrument(market, { kind: "funding_interval", symbol: "BTCUSDT", hours: 1 })!);
    expect(ask("/fapi/v1/fundingInfo")).toMatchObject([{ symbol: "BTCUSDT", fundingIntervalHours: 1 }]);
    expect(market.nextFunding("BTCUSDT")).toMatchObject({ rate: recorded.rate / 8 });
    expect(ask("/fapi/v1/premiumIndex", { symbol: "BTCUSDT" })).toMatchObject({
      nextFundingTime: Date.parse("2024-03-01T02:00:00Z"),
    });
    until(9 * 60 + 30);
    const hours = ["02", "03", "04", "05", "06", "07", "08"].map((hour) => `${hour}:00 ${String(recorded.rate / 8)}`);
    expect(settled.slice(1, 8)).toEqual(hours);
    expect(settled).toHaveLength(9);
    const history = ask("/fapi/v1/fundingRate", { symbol: "BTCUSDT", startTime: String(Date.parse(FROM)) });
    expect(
      (history as readonly { fundingTime: number }[]).map(({ fundingTime }) => new Date(fundingTime).getUTCHours()),
    ).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(market.nextFunding("ETHUSDT").atMs).toBe(Date.parse("2024-03-01T16:00:00Z"));
  });
});
