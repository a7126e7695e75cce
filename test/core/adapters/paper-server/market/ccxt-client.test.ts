import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVenue } from "./open-venue.js";
import type { OpenVenue } from "./open-venue.js";
import { openClient } from "./ccxt-client.js";
import type { Client } from "./ccxt-client.js";

const SYMBOL = "BTC/USDT:USDT";
const HOUR_MS = 3_600_000;

describe("an unmodified ccxt client", () => {
  let venue: OpenVenue;
  let client: Client;

  beforeAll(async () => {
    venue = await openVenue({ from: "2024-03-01T00:00:00Z", speed: 600, clock: null });
    client = await openClient(venue);
  });

  afterAll(async () => {
    await client.close();
    await venue.close();
  });

  it("loads markets with ticks, steps and least notionals of the instruments", async () => {
    const markets = await client.loadMarkets();
    expect(Object.keys(markets)).toEqual(["BTC/USDT:USDT", "ETH/USDT:USDT", "SOL/USDT:USDT"]);
    expect(markets[SYMBOL]).toMatchObject({
      precision: { price: 0.1, amount: 0.001 },
      limits: { cost: { min: 50 }, market: { max: 120 } },
      active: true,
      linear: true,
    });
  });

  it("fetches 999 closed hours of warm-up and the running one last", async () => {
    const rows = await client.fetchOHLCV(SYMBOL, "1h", undefined, 1_000);
    const nowMs = await client.fetchTime();
    expect(rows).toHaveLength(1_000);
    expect(rows.every((row, at) => at === 0 || row[0] - (rows[at - 1]?.[0] ?? 0) === HOUR_MS)).toBe(true);
    expect(nowMs - (rows.at(-1)?.[0] ?? 0)).toBeLessThan(HOUR_MS + 5 * 60_000);
  });

  it("keeps a book over 20 differences without a break", async () => {
    for (let count = 0; count < 20; count += 1) {
      const book = await client.watchOrderBook(SYMBOL);
      expect(book.bids[0]![0]).toBeLessThan(book.asks[0]![0]);
      expect(book.asks[0]![0] - book.bids[0]![0]).toBeCloseTo(0.1, 6);
    }
  });

  it("watches candles, tickers, best prices, marks and trades", async () => {
    const [candles, ticker, best, mark, trades] = await Promise.all([
      client.watchOHLCV(SYMBOL, "1h"),
      client.watchTicker(SYMBOL),
      client.watchBidsAsks([SYMBOL]),
      client.watchMarkPrice(SYMBOL, { use1sFreq: true }),
      client.watchTrades(SYMBOL),
    ]);
    const last = venue.market.prices("BTCUSDT")!.last;
    expect(candles.at(-1)![4]).toBeGreaterThan(last * 0.9);
    expect(ticker.last).toBeGreaterThan(last * 0.9);
    expect(best[SYMBOL]!.bid).toBeGreaterThan(last * 0.9);
    expect(mark.markPrice).toBeGreaterThan(last * 0.9);
    expect(trades[0]!.price).toBeGreaterThan(last * 0.9);
  });

  it("fetches marks, funding, tickers, trades and the book", async () => {
    const rate = await client.fetchFundingRate(SYMBOL);
    expect(rate.markPrice).toBeGreaterThan(60_000);
    expect(rate.fundingTimestamp! % (8 * HOUR_MS)).toBeLessThan(60_000);
    const [history, ticker, trades, book, marks] = await Promise.all([
      client.fetchFundingRateHistory(SYMBOL, undefined, 3),
      client.fetchTicker(SYMBOL),
      client.fetchTrades(SYMBOL),
      client.fetchOrderBook(SYMBOL, 20),
      client.fetchOHLCV(SYMBOL, "4h", undefined, 10, { price: "mark" }),
    ]);
    expect(history).toHaveLength(3);
    expect(ticker.high).toBeGreaterThanOrEqual(ticker.low!);
    expect(trades.length).toBeGreaterThan(0);
    expect(book.bids).toHaveLength(20);
    expect(marks).toHaveLength(10);
  });
});
