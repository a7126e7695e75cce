import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { toNumber } from "../../../src/core/lib/decimal.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy, type BandOptions } from "../../support/engine-strategy.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";

function session(
  bars: SketchedBars,
  exits: BandOptions["exits"] = {},
  changes: Readonly<Record<string, unknown>> = {},
) {
  return runSession(
    barSetup({ markets: [{ symbol: "BTCUSDT", bars }], strategies: [bandStrategy({ exits })], changes }),
  );
}

/** Trigger and quantity of the orders of a purpose, in the order they were decided. */
function placed(
  events: readonly JournalEvent[],
  purpose: string,
): readonly (readonly [string | null, string | null])[] {
  const orders = intendedOf(events).filter(({ order }) => order.purpose === purpose);
  return orders.map(({ order: { request } }) => [request.triggerPrice, request.qty]);
}

describe("max_bars", () => {
  it("closes a position at market after 3 bars and says so", async () => {
    const { events, state } = await session([50_000, 50_600, 50_600, 50_600, 50_600, 50_300, 50_300], { maxBars: 3 });
    const close = intendedOf(events).find(({ order }) => order.purpose === "close")!;
    expect(hourOf(close.event)).toBe(5);
    expect(close.order.reasons).toEqual(["max_bars: held 3"]);
    expect(state.portfolio.recentTrades[0]).toMatchObject({ exitPurpose: "close" });
  });

  it("leaves 1 close, not 2, when the signal closes at the same bar", async () => {
    const { events } = await session([50_000, 50_600, 50_600, 50_600, 49_900, 49_900], { maxBars: 3 });
    expect(intendedOf(events).filter(({ order }) => order.purpose === "close")).toHaveLength(1);
  });
});

describe("a trailing stop", () => {
  const TRAIL = { trailDistance: 1_250 };

  it("stays for a close 120 above the best (0.24 ATR) and moves for one 130 above it (0.26 ATR)", async () => {
    const { events } = await session([50_000, 50_600, 50_720, 50_730, 50_730], TRAIL);
    const moves = ofType(events, "exits.moved");
    expect(moves.map((move) => [hourOf(move), move.strategyStop])).toEqual([[4, "49480"]]);
  });

  it("places the new stop, sees it acknowledged, and only then cancels the old one", async () => {
    const { events } = await session([50_000, 50_600, 51_600, 51_600], TRAIL);
    const story = storyOf(events, 2.99);
    expect(story.slice(0, 8)).toEqual([
      ...["bars", "moved", "intended stop 2", "submitted stop 2", "cycle"],
      ...["acknowledged stop 2", "cancel stop", "canceled stop"],
    ]);
    expect(placed(events, "stop").map(([trigger]) => trigger)).toEqual(["49350", "50350"]);
  });

  it("follows 3 rising closes, never a falling one, and closes at its last level of 51,750", async () => {
    const bars = [50_000, 50_600, 51_000, 52_000, 53_000, 52_400, { close: 51_500, low: 51_400 }, 51_500];
    const { events, state } = await session(bars, TRAIL);
    expect(ofType(events, "exits.moved").map(({ strategyStop }) => strategyStop)).toEqual(["49750", "50750", "51750"]);
    const [, stopped] = ofType(events, "order.filled");
    expect(stopped).toMatchObject({ price: "51750", side: "sell" });
    expect(state.portfolio.positions).toEqual({});
  });

  it("moves down for a short: from 50,650 to 49,450 after a close of 48,200", async () => {
    const { events } = await session([50_000, 49_400, 49_400, 48_200, 48_200], TRAIL);
    expect(placed(events, "stop").map(([trigger]) => trigger)).toEqual(["50650", "49450"]);
  });

  it("closes at market in the same turn when its new level of 50,590 lies above the close of 50,500", async () => {
    const { events, state } = await session([50_000, 50_600, 50_500, 50_500], { trailDistance: 10 });
    expect(ofType(events, "exits.moved").map(({ strategyStop }) => strategyStop)).toEqual(["50590"]);
    const flatten = intendedOf(events).find(({ order }) => order.purpose === "flatten")!;
    expect(flatten.event).toMatchObject({ because: "stop 50590 is already through the market" });
    expect(hourOf(flatten.event)).toBe(3);
    expect(placed(events, "stop")).toHaveLength(1);
    expect(state.portfolio.positions).toEqual({});
  });
});

describe("a take-profit ladder of 50 % at 1 ATR and 30 % at 2 ATR", () => {
  const LADDER = {
    takeProfits: [
      { distance: 500, fraction: 0.5 },
      { distance: 1_000, fraction: 0.3 },
    ],
  };

  it("rests both rungs beside the stops, for half and three tenths of the position", async () => {
    const { events } = await session([50_000, 50_600, 50_600], LADDER);
    const [fill] = ofType(events, "order.filled");
    expect(fill!.qty).toBe("0.101");
    // Floored to the step of 0.001: 0.0505 and 0.0303.
    expect(placed(events, "take_profit")).toEqual([
      ["51100", "0.05"],
      ["51600", "0.03"],
    ]);
  });

  it("marks the first rung done, resizes the stop to what is left and leaves the second rung alone", async () => {
    const { events, state } = await session([50_000, 50_600, 50_600, { close: 50_900, high: 51_200 }, 50_900], LADDER);
    const position = state.portfolio.positions["main:BTCUSDT"]!;
    const fills = ofType(events, "order.filled");
    expect(fills).toHaveLength(2);
    expect(fills[1]).toMatchObject({ price: "51100" });
    expect(position.exits!.takeProfits.map(({ done }) => done)).toEqual([true, false]);
    const stops = placed(events, "stop");
    expect(stops).toHaveLength(2);
    expect(stops[1]).toEqual(["49350", position.qty]);
    expect(placed(events, "take_profit")).toHaveLength(2);
    expect(ofType(events, "cancel.requested")).toHaveLength(1);
  });

  it("ends with both rungs filled and a fifth of the position behind its stop, then withdraws nothing twice", async () => {
    const bars = [50_000, 50_600, 50_600, { close: 50_900, high: 52_000 }, { close: 50_100, low: 49_000 }, 50_100];
    const { events, state } = await session(bars, LADDER);
    const fills = ofType(events, "order.filled");
    expect(fills.map(({ price }) => price)).toEqual(["50600", "51100", "51600", "49350"]);
    const [bought, ...sold] = fills.map(({ qty }) => toNumber(qty));
    expect(sold.reduce((sum, qty) => sum + qty, 0)).toBeCloseTo(bought!, 12);
    expect(state.portfolio.positions).toEqual({});
    const canceled = ofType(events, "cancel.requested").map(({ clientOrderId }) => clientOrderId);
    expect(new Set(canceled).size).toBe(canceled.length);
  });
});

describe("partial fills", () => {
  it("an entry in 3 parts has its stop resized to the whole, and never more than 2 stops at the venue", async () => {
    // The bar of the fill trades 4 BTC: 1 % of it a part.
    const bars = [50_000, 50_600, { close: 50_600, volume: 4 }, 50_600];
    const { events, state } = await session(bars, {}, { "runtime.sim.max_fill_volume_share": 0.01 });
    const fills = ofType(events, "order.filled");
    expect(fills.length).toBeGreaterThanOrEqual(3);
    const position = state.portfolio.positions["main:BTCUSDT"]!;
    expect(toNumber(position.qty)).toBeCloseTo(
      fills.reduce((sum, { qty }) => sum + toNumber(qty), 0),
      12,
    );
    expect(placed(events, "disaster_stop")).toHaveLength(1);
    expect(placed(events, "stop").at(-1)).toEqual(["49350", position.qty]);
    expect(mostStopsAtOnce(events)).toBe(2);
    const open = Object.values(state.portfolio.orders).filter(
      ({ purpose, status }) => purpose === "stop" && status === "acknowledged",
    );
    expect(open.map(({ request }) => request.qty)).toEqual([position.qty]);
  });
});

function mostStopsAtOnce(events: readonly JournalEvent[]): number {
  const stops = new Set(
    intendedOf(events).flatMap(({ order }) => (order.purpose === "stop" ? [order.request.clientOrderId] : [])),
  );
  const open = new Set<string>();
  let most = 0;
  for (const event of events) {
    if (!("clientOrderId" in event) || !stops.has(event.clientOrderId)) continue;
    if (event.type === "order.submitted") open.add(event.clientOrderId);
    if (event.type === "order.canceled" || event.type === "order.expired") open.delete(event.clientOrderId);
    most = Math.max(most, open.size);
  }
  return most;
}
