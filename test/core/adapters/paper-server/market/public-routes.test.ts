import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handClock, openVenue } from "./open-venue.js";
import type { HandClock, OpenVenue } from "./open-venue.js";

const FROM_MS = Date.parse("2024-03-01T00:00:00Z");

describe("public answers", () => {
  let venue: OpenVenue;
  let clock: HandClock;

  beforeAll(async () => {
    clock = handClock();
    venue = await openVenue({ from: "2024-03-01T00:00:00Z", speed: 10, clock });
    clock.pass(60_000);
    venue.turn();
  });

  afterAll(async () => {
    await venue.close();
  });

  const found = (path: string): unknown => {
    const { status, body } = venue.ask(path);
    expect(status).toBe(200);
    return body;
  };

  it("tell market time: 60 s at speed 10 are 10 minutes", () => {
    expect(found("/fapi/v1/ping")).toEqual({});
    expect(found("/fapi/v1/time")).toEqual({ serverTime: FROM_MS + 600_000 });
  });

  it("list the instruments' own filters, and the stop types that clients look for", () => {
    const { symbols, rateLimits } = found("/fapi/v1/exchangeInfo") as {
      readonly symbols: readonly Record<string, unknown>[];
      readonly rateLimits: readonly object[];
    };
    expect(symbols.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "ETHUSDT", "SOLUSDT"]);
    expect(symbols[0]).toMatchObject({
      status: "TRADING",
      contractType: "PERPETUAL",
      deliveryDate: 4_133_404_800_000,
      pricePrecision: 2,
      quantityPrecision: 3,
      filters: [
        { filterType: "PRICE_FILTER", tickSize: "0.1", minPrice: "0.1" },
        { filterType: "LOT_SIZE", minQty: "0.001", maxQty: "1000", stepSize: "0.001" },
        { filterType: "MARKET_LOT_SIZE", minQty: "0.001", maxQty: "120", stepSize: "0.001" },
        { filterType: "MAX_NUM_ORDERS", limit: 200 },
        { filterType: "MIN_NOTIONAL", notional: "50" },
        { filterType: "PERCENT_PRICE", multiplierUp: "1.0500", multiplierDown: "0.9500" },
        { filterType: "POSITION_RISK_CONTROL" },
      ],
    });
    expect(symbols[0]!.orderTypes).toContain("STOP_MARKET");
    expect(rateLimits).toHaveLength(3);
  });

  it.each([
    ["/fapi/v1/klines", -1102],
    ["/fapi/v1/klines?symbol=NOUSDT&interval=1h", -1121],
    ["/fapi/v1/klines?symbol=BTCUSDT", -1102],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1s", -1120],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1s", -1120],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=1501", -1130],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=0", -1130],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1h&startTime=abc", -1100],
    ["/fapi/v1/klines?symbol=BTCUSDT&interval=1h&startTime=2&endTime=1", -1023],
    ["/fapi/v1/indexPriceKlines?symbol=BTCUSDT&interval=1h", -1102],
    ["/fapi/v1/depth?symbol=BTCUSDT&limit=7", -4021],
    ["/fapi/v1/depth", -1102],
    ["/fapi/v1/fundingRate?limit=1001", -1130],
    ["/fapi/v1/ticker/price?symbol=btcusdt", -1121],
    ["/fapi/v1/trades?symbol=BTCUSDT&limit=1001", -1130],
  ])("%s is refused with %d", (path, code) => {
    const { status, body } = venue.ask(path);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code, msg: expect.any(String) as string });
  });

  it("give klines in twelve columns, numbers as texts but for the three whole ones", () => {
    const rows = found("/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=2") as readonly unknown[][];
    expect(rows).toHaveLength(2);
    expect(rows[0]!.map((cell) => typeof cell)).toEqual([
      ...["number", "string", "string", "string", "string", "string"],
      ...["number", "string", "number", "string", "string", "string"],
    ]);
    expect(rows[1]![0]).toBe(FROM_MS);
    expect(rows[1]![6]).toBe(FROM_MS + 3_600_000 - 1);
    const marks = found("/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1h&limit=2") as readonly unknown[][];
    expect(marks[0]![5]).toBe("0");
    const premium = found("/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1h&limit=2") as readonly unknown[][];
    expect(Math.abs(Number(premium[0]![4]))).toBeLessThan(0.01);
    expect(found("/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1h&limit=2")).toHaveLength(2);
  });

  it("hold 120 days of hours before the opening, for an executor to warm up with", () => {
    const startMs = FROM_MS - 120 * 86_400_000;
    const rows = found(`/fapi/v1/klines?symbol=BTCUSDT&interval=1h&startTime=${startMs}&limit=1500`);
    expect(rows).toHaveLength(1_500);
    expect((rows as readonly unknown[][])[0]![0]).toBe(startMs);
  });

  it("show marks, index, the coming funding and the funding of the past, never of the future", () => {
    const [btc, ...others] = found("/fapi/v1/premiumIndex") as readonly Record<string, unknown>[];
    expect(others).toHaveLength(2);
    expect(btc).toMatchObject({ symbol: "BTCUSDT", nextFundingTime: FROM_MS + 8 * 3_600_000 });
    const rows = found("/fapi/v1/fundingRate?symbol=BTCUSDT&limit=3") as readonly { readonly fundingTime: number }[];
    expect(rows.map(({ fundingTime }) => (fundingTime - FROM_MS) / 3_600_000)).toEqual([-16, -8, 0]);
    expect(found(`/fapi/v1/fundingRate?symbol=BTCUSDT&startTime=${FROM_MS + 1}`)).toEqual([]);
    expect(found("/fapi/v1/fundingInfo")).toEqual([]);
  });

  it("show one symbol as a row and all of them as a list", () => {
    for (const path of ["ticker/24hr", "ticker/price", "ticker/bookTicker", "premiumIndex", "symbolAdlRisk"]) {
      expect(found(`/fapi/v1/${path}`)).toHaveLength(3);
      expect(found(`/fapi/v1/${path}?symbol=ETHUSDT`)).toMatchObject({ symbol: "ETHUSDT" });
    }
    expect(found("/fapi/v2/ticker/price?symbol=ETHUSDT")).toMatchObject({ symbol: "ETHUSDT" });
    expect(found("/fapi/v1/openInterest?symbol=ETHUSDT")).toMatchObject({ symbol: "ETHUSDT" });
    // Rated every half hour.
    const rated = { symbol: "ETHUSDT", adlRisk: "low", updateTime: FROM_MS };
    expect(found("/fapi/v1/symbolAdlRisk?symbol=ETHUSDT")).toEqual(rated);
    const day = found("/fapi/v1/ticker/24hr?symbol=BTCUSDT") as Record<string, unknown>;
    expect(Number(day.highPrice)).toBeGreaterThanOrEqual(Number(day.lastPrice));
    expect(day.openTime).toBe(FROM_MS - 86_400_000);
  });

  it("show the latest trades, from an id on or back from now", () => {
    for (let second = 0; second < 5; second += 1) {
      clock.pass(1_000);
      venue.market.printTrades();
    }
    const trades = found("/fapi/v1/trades?symbol=BTCUSDT&limit=3") as readonly { readonly id: number }[];
    expect(trades).toHaveLength(3);
    const fromId = found(`/fapi/v1/historicalTrades?symbol=BTCUSDT&fromId=${trades[1]!.id}`);
    expect(fromId).toEqual(trades.slice(1));
    const aggregates = found("/fapi/v1/aggTrades?symbol=BTCUSDT&limit=3") as readonly { readonly a: number }[];
    expect(aggregates.map(({ a }) => a)).toEqual(trades.map(({ id }) => id));
  });

  it("cost what the venue counts", async () => {
    const { createPublicRoutes } =
      await import("../../../../../src/core/adapters/paper-server/market/public-routes.js");
    const routes = createPublicRoutes(venue.market);
    const cost = (path: string, params: Record<string, string>): number => routes.get(path)!.weight(params);
    expect(cost("/fapi/v1/klines", { limit: "99" })).toBe(1);
    expect(cost("/fapi/v1/klines", {})).toBe(5);
    expect(cost("/fapi/v1/klines", { limit: "1500" })).toBe(10);
    expect(cost("/fapi/v1/depth", { limit: "1000" })).toBe(20);
    expect(cost("/fapi/v1/ticker/24hr", {})).toBe(40);
    expect(cost("/fapi/v1/ticker/24hr", { symbol: "BTCUSDT" })).toBe(1);
  });
});
