import { describe, expect, it } from "vitest";
import { bandStrategy } from "../../support/engine-strategy.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";

const FLIP = [50_000, 50_600, 50_700, 49_400, 49_300];

describe("flip", () => {
  it("closes, waits until both old stops are gone, and opens the other side 90 ms after the same bar", async () => {
    const { events, state } = await runSession(
      barSetup({ markets: [{ symbol: "BTCUSDT", bars: FLIP }], strategies: [bandStrategy()] }),
    );
    expect(storyOf(events, 3.99).slice(0, 10)).toEqual([
      ...["bars", "cycle close", "submitted close", "acknowledged close", "filled close"],
      ...["cancel stop", "expired disaster_stop", "canceled stop"],
      ...["flip open 2", "submitted open 2"],
    ]);
    const flip = ofType(events, "cycle.decided").find(({ trigger }) => trigger === "flip")!;
    expect(flip.atMs - ofType(events, "market.bars").find((bars) => hourOf(bars) === 4)!.atMs).toBe(90);
    expect(flip.orders).toHaveLength(1);
    expect(flip.orders[0]).toMatchObject({ purpose: "open", rulesEvaluated: 21 });
    expect(flip.cycle).toBe(4);
    expect(Number(state.portfolio.positions["main:BTCUSDT"]!.qty)).toBeLessThan(0);
  });

  it("flips one of two positions and judges the open against the other one's exposure", async () => {
    const { events, state } = await runSession(
      barSetup({
        markets: [
          { symbol: "BTCUSDT", bars: FLIP },
          { symbol: "ETHUSDT", bars: [50_000, 50_600, 50_700, 50_700, 50_700] },
        ],
        strategies: [bandStrategy({ symbols: ["BTCUSDT", "ETHUSDT"] })],
      }),
    );
    const flip = ofType(events, "cycle.decided").find(({ trigger }) => trigger === "flip")!;
    expect(flip.vetoes).toEqual([]);
    expect(flip.orders.map(({ request }) => `${request.side} ${request.symbol}`)).toEqual(["sell BTCUSDT"]);
    expect(flip.drops).toEqual([]);
    expect(Object.keys(state.portfolio.positions).sort()).toEqual(["main:BTCUSDT", "main:ETHUSDT"]);
  });

  it("reviews the open anew: the loss of 0.12 % that the close booked is beyond a daily limit of 0.1 %", async () => {
    const { events } = await runSession(
      barSetup({
        markets: [{ symbol: "BTCUSDT", bars: FLIP }],
        strategies: [bandStrategy()],
        changes: { "risk_limits.global.daily_loss_limit_pct": 0.001 },
      }),
    );
    const flip = ofType(events, "cycle.decided").find(({ trigger }) => trigger === "flip")!;
    expect(flip.orders).toEqual([]);
    expect(flip.vetoes.map(({ primary, side }) => [primary, side])).toEqual([["R10", "sell"]]);
  });

  it("does not take a close by age for a flip: the same direction waits for the next bar", async () => {
    const { events } = await runSession(
      barSetup({
        markets: [{ symbol: "BTCUSDT", bars: [50_000, 50_600, 50_600, 50_600, 50_600] }],
        strategies: [bandStrategy({ exits: { maxBars: 1 } })],
      }),
    );
    const decided = ofType(events, "cycle.decided");
    expect(decided.every(({ trigger }) => trigger === "bar")).toBe(true);
    expect(intendedOf(events).filter(({ order }) => order.purpose === "open")).toHaveLength(2);
  });
});

describe("re-arming after a stop", () => {
  it("opens nothing while the signal stays in its zone, and opens at the first entry after it has left it", async () => {
    const bars = [
      ...[50_000, 50_600],
      // Stopped at 49,350, back above the band for 3 bars: still the zone of the stop.
      ...[{ close: 50_600, low: 49_000 }, 50_600, 50_600],
      // Out of the zone, and in again.
      ...[49_900, 50_600, 50_600],
    ];
    const { events } = await runSession(
      barSetup({ markets: [{ symbol: "BTCUSDT", bars }], strategies: [bandStrategy()] }),
    );
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens.map(({ event }) => hourOf(event))).toEqual([2, 7]);
    const drops = ofType(events, "cycle.decided").flatMap((cycle) =>
      cycle.drops.map(({ reason }) => `${String(hourOf(cycle))} ${reason}`),
    );
    expect(drops.filter((drop) => drop.endsWith("rearm"))).toEqual(["3 rearm", "4 rearm", "5 rearm"]);
  });

  it("lets the opposite direction in at once: only the stopped zone waits", async () => {
    const bars = [50_000, 50_600, { close: 49_400, low: 49_000 }, 49_300, 49_300];
    const { events } = await runSession(
      barSetup({
        markets: [{ symbol: "BTCUSDT", bars }],
        strategies: [bandStrategy()],
        changes: { "risk_limits.global.cooldown_minutes_after_stop": 0 },
      }),
    );
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens.map(({ order, event }) => [hourOf(event), order.request.side])).toEqual([
      [2, "buy"],
      [3, "sell"],
    ]);
  });
});

describe("one owner per symbol", () => {
  it("drops the second strategy with symbol_taken while the first holds the symbol, and gives it the symbol after", async () => {
    const bars = [50_000, 50_600, 50_700, 49_900, 49_900, 50_900, 50_900];
    const strategies = [bandStrategy({ id: "first", upper: 50_500 }), bandStrategy({ id: "second", upper: 50_650 })];
    const { events, state } = await runSession(barSetup({ markets: [{ symbol: "BTCUSDT", bars }], strategies }));
    const drops = ofType(events, "cycle.decided").flatMap((cycle) =>
      cycle.drops.map(({ strategy, reason }) => `${String(hourOf(cycle))} ${strategy} ${reason}`),
    );
    expect(drops).toContain("3 second symbol_taken");
    expect(drops).toContain("6 second symbol_taken");
    expect(state.portfolio.positions["main:BTCUSDT"]!.strategy).toBe("first");
    expect(new Set(intendedOf(events).map(({ order }) => order.strategy))).toEqual(new Set(["first"]));
  });
});
