import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../../../src/core/domain/order.js";
import type { VenueEvent } from "../../../../../src/core/domain/venue-event.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { ACCOUNT, handClock, openMarket, recordedStream } from "./open-venue.js";

const at = (text: string): number => Date.parse(text);

const marketBuy = (clientOrderId: string, qty: string): OrderRequest => ({
  clientOrderId,
  account: ACCOUNT,
  symbol: "BTCUSDT",
  side: "buy",
  type: "market",
  qty: dec(qty),
  price: null,
  triggerPrice: null,
  timeInForce: "GTC",
  postOnly: false,
  expireAtMs: null,
  reduceOnly: false,
  closePosition: false,
  workingType: "mark",
});

describe("the market's time", () => {
  it("runs at wall time × speed from the start of the data, and goes on at its end", async () => {
    const clock = handClock();
    const market = await openMarket({ from: "2024-12-31T20:00:00Z", speed: 3_600, clock });
    expect(market.time.nowMs()).toBe(at("2024-12-31T20:00:00Z"));
    clock.pass(1_500);
    expect(market.time.nowMs()).toBe(at("2024-12-31T21:30:00Z"));
    clock.pass(10_000);
    market.catchUp();
    expect(market.time.nowMs()).toBe(at("2025-01-01T07:30:00Z"));
    expect(market.moment()).toEqual({ nowMs: at("2024-12-31T23:00:00Z"), isOver: true });
    expect(market.nextMoveMs()).toBeNull();
  });
});

describe("catchUp", () => {
  it("tells bars and funding in their order, each once, however it is cut into pieces", async () => {
    const heard = async (pieces: number): Promise<readonly string[]> => {
      const clock = handClock();
      const market = await openMarket({ from: "2024-03-01T00:00:00Z", speed: 3_600, clock });
      const told: string[] = [];
      const listen = (event: InputEvent): void => {
        told.push(`${event.type} ${event.atMs}`);
      };
      market.onMarketEvents(listen);
      for (let piece = 0; piece < pieces; piece += 1) {
        clock.pass(24_000 / pieces);
        market.catchUp();
      }
      return told;
    };
    const whole = await heard(1);
    expect(whole.filter((line) => line.startsWith("market.bars"))).toHaveLength(25);
    expect(whole.filter((line) => line.startsWith("market.funding"))).toHaveLength(8);
    expect(await heard(96)).toEqual(whole);
  });

  it("fills a market order at once from the open of the running bar, 1 bp worse", async () => {
    const clock = handClock();
    const market = await openMarket({ from: "2024-03-01T00:00:00Z", clock });
    const told: VenueEvent[] = [];
    market.onVenueEvents((events) => void told.push(...events));
    clock.pass(60_000);
    market.catchUp();
    const { last } = market.prices("BTCUSDT")!;
    market.sim.place(marketBuy("one", "0.010"), market.time.nowMs());
    market.catchUp();
    expect(told.map(({ type }) => type)).toEqual(["order.acknowledged", "order.filled"]);
    const fill = told[1]! as Extract<VenueEvent, { type: "order.filled" }>;
    expect(fill.atMs).toBe(at("2024-03-01T00:01:00Z"));
    expect(Number(fill.price) / last - 1).toBeGreaterThan(0.9e-4);
    expect(Number(fill.price) / last - 1).toBeLessThan(3e-4);
  });

  it("shows the last price at the open until the bar closes, and the next funding", async () => {
    const clock = handClock();
    const market = await openMarket({ from: "2024-03-01T00:00:00Z", speed: 60, clock });
    const bars = market.history("BTCUSDT")!.bars;
    const index = bars.openTimeMs.indexOf(at("2024-03-01T00:00:00Z"));
    market.catchUp();
    expect(market.prices("BTCUSDT")!.last).toBe(bars.open[index]);
    clock.pass(59_000);
    market.catchUp();
    expect(market.prices("BTCUSDT")!.last).toBe(bars.open[index]);
    clock.pass(1_000);
    market.catchUp();
    const prices = market.prices("BTCUSDT")!;
    expect(prices.last).toBe(bars.open[index + 1]);
    expect(Math.abs(prices.index / prices.mark - 1)).toBeLessThan(1.01e-4);
    expect(prices.nextFundingMs).toBe(at("2024-03-01T08:00:00Z"));
    const { funding } = market.history("BTCUSDT")!;
    expect(prices.fundingRate).toBe(funding!.rate[funding!.timeMs.indexOf(prices.nextFundingMs)]);
    expect(prices.bestAsk - prices.bestBid).toBeCloseTo(0.1, 6);
  });
});

describe("the recorded stream", () => {
  const FIRST_MS = 1_723_161_256_509;

  it("begins at the market's price, fills from its book until the bar ends, then the bars take over", async () => {
    const clock = handClock();
    // Put 225 s later, so that less than one lap is left until the bar ends.
    const recorded = recordedStream();
    const frames = recorded.frames.map((frame) => ({ ...frame, atMs: frame.atMs + 225_000 }));
    const market = await openMarket({ from: "2024-08-08T23:57:00Z", clock, stream: { ...recorded, frames } });
    const fills: Extract<VenueEvent, { type: "order.filled" }>[] = [];
    const told: VenueEvent[] = [];
    market.onVenueEvents((events) => {
      told.push(...events);
      for (const event of events) if (event.type === "order.filled") fills.push(event);
    });
    market.catchUp();
    expect(market.isRecorded("BTCUSDT")).toBe(false);
    const before = market.prices("BTCUSDT")!.last;
    clock.pass(FIRST_MS + 225_010 - market.time.nowMs());
    market.catchUp();
    expect(Math.abs(market.prices("BTCUSDT")!.bestBid - before)).toBeLessThan(1);
    clock.pass(FIRST_MS + 255_000 - market.time.nowMs());
    market.catchUp();
    expect(market.isRecorded("BTCUSDT")).toBe(true);
    const [bestAsk] = market.depth("BTCUSDT").top(1).asks[0]!;
    expect(market.prices("BTCUSDT")!.bestAsk).toBe(Number(bestAsk));
    market.sim.place(marketBuy("inTheBook", "0.002"), market.time.nowMs());
    market.catchUp();
    expect(told.map(({ type }) => type)).toEqual(["order.acknowledged", "order.filled"]);
    expect(fills.map(({ price }) => Number(price))).toEqual([Number(bestAsk)]);
    for (let left = 20; market.time.nowMs() < at("2024-08-08T23:59:59Z") && left > 0; left -= 1) {
      clock.pass(Math.min(30_000, at("2024-08-08T23:59:59Z") - market.time.nowMs()));
      market.catchUp();
      expect(market.isRecorded("BTCUSDT")).toBe(true);
      expect(Math.abs(market.prices("BTCUSDT")!.bestBid / before - 1)).toBeLessThan(0.01);
    }
    clock.pass(1_000);
    market.catchUp();
    expect(market.isRecorded("BTCUSDT")).toBe(false);
    expect(market.sim.state.markets.BTCUSDT!.book).toBeNull();
    clock.pass(60_000);
    market.catchUp();
    const bars = market.history("BTCUSDT")!.bars;
    expect(market.prices("BTCUSDT")!.last).toBe(bars.open[bars.openTimeMs.indexOf(at("2024-08-09T00:00:00Z"))]);
  });

  it("is left out at a speed at which nobody could follow it", async () => {
    const clock = handClock();
    const market = await openMarket({ from: "2024-08-08T23:54:00Z", speed: 11, clock, stream: recordedStream() });
    clock.pass(4_000);
    market.catchUp();
    expect(market.time.nowMs()).toBeGreaterThan(FIRST_MS);
    expect(market.isRecorded("BTCUSDT")).toBe(false);
  });
});
