import { describe, expect, it } from "vitest";
import { toNumber } from "../../../src/core/lib/decimal.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { intendedOf, ofType, storyOf } from "../../support/engine-story.js";

const BARS = [50_000, 50_600, 50_700, 50_700, 49_900, 49_900];

function session(bars: readonly number[] = BARS) {
  return runSession(barSetup({ markets: [{ symbol: "BTCUSDT", bars }], strategies: [bandStrategy()] }));
}

describe("life of an order through the journal", () => {
  it("goes from the bar to a filled entry, 2 protective stops, a close and the end of both stops", async () => {
    const { events, outcome } = await session();
    expect(outcome).toBe("end_of_data");
    expect(storyOf(events)).toEqual([
      ...["bars", "cycle", "reported"],
      ...["bars", "cycle open", "submitted open", "acknowledged open", "filled open"],
      ...["intended disaster_stop", "intended stop", "submitted disaster_stop", "submitted stop"],
      ...["acknowledged disaster_stop", "acknowledged stop"],
      ...["bars", "cycle", "bars", "cycle"],
      ...["bars", "cycle close", "submitted close", "acknowledged close", "filled close"],
      // The venue ends its closePosition stop with the position; the other one is ours to withdraw.
      ...["cancel stop", "expired disaster_stop", "canceled stop"],
      ...["bars", "cycle", "reported", "ended"],
    ]);
  });

  it("carries the approval of all 21 rules, the route and the decision price in the line that decides the order", async () => {
    const { events } = await session();
    const { order, event } = intendedOf(events)[0]!;
    expect(event.type).toBe("cycle.decided");
    expect(order).toMatchObject({ purpose: "open", attempt: 0, rulesEvaluated: 21, decisionPrice: "50600" });
    expect(order).toMatchObject({ style: "taker", routeReason: "no_book", maxSlippageBps: 15 });
    expect(order.request).toMatchObject({ side: "buy", type: "limit", timeInForce: "IOC", price: "50675.9" });
    expect(intendedOf(events).every(({ order: decided }) => decided.rulesEvaluated === 21)).toBe(true);
  });

  it("places the disaster stop 6 ATR and the strategy's stop 2.5 ATR from the fill, both for the filled quantity", async () => {
    const { events } = await session();
    const [, disaster, stop] = intendedOf(events).map(({ order }) => order);
    const [fill] = ofType(events, "order.filled");
    expect(fill).toMatchObject({ price: "50600", liquidity: "taker" });
    expect(disaster!.request).toMatchObject({ triggerPrice: "47600", closePosition: true, qty: null });
    expect(disaster!.request).toMatchObject({ workingType: "mark", side: "sell", reduceOnly: false });
    expect(stop!.request).toMatchObject({ triggerPrice: "49350", qty: fill!.qty, reduceOnly: true });
  });

  it("protects a fill within 500 ms and leaves 0.05 s of unprotected time in the totals", async () => {
    const { events, state } = await session();
    const [fill] = ofType(events, "order.filled");
    const protectedAt = ofType(events, "order.acknowledged")[1]!;
    expect(protectedAt.atMs - fill!.atMs).toBe(50);
    expect(state.portfolio.totals).toMatchObject({ unprotectedMs: 50, longestUnprotectedMs: 50 });
  });

  it("gives the lines of one round trip one thread per intent", async () => {
    const { events } = await session();
    for (const { order, event } of intendedOf(events)) {
      const id = order.request.clientOrderId;
      const told = events.filter((other) => "clientOrderId" in other && other.clientOrderId === id);
      expect(told.length).toBeGreaterThan(0);
      // The record of an order that ended goes at the next cycle; its lines before that carry its intent.
      expect(new Set(told.map(({ correlationId }) => correlationId))).toEqual(new Set([order.intentId]));
      if (event.type === "order.intended") expect(event.correlationId).toBe(order.intentId);
    }
  });

  it("writes the same 4 orders and the same last hash in a second run", async () => {
    const [first, second] = [await session(), await session()];
    expect(intendedOf(first.events)).toHaveLength(4);
    expect(second.journal.lastHash).toBe(first.journal.lastHash);
    expect(second.journal.lines).toEqual(first.journal.lines);
  });

  it("measures the cost of entry and exit in bps of their decision prices, fees of 5 bps a side and no slippage", async () => {
    const { state, events } = await session();
    const { totals } = state.portfolio;
    const fills = ofType(events, "order.filled");
    expect(fills).toHaveLength(2);
    expect(totals.shortfallBpsSum / totals.shortfallNotionalUsd).toBeCloseTo(5, 9);
    const notionalUsd = fills.reduce((sum, { qty, price }) => sum + toNumber(qty) * toNumber(price), 0);
    expect(totals.shortfallNotionalUsd).toBeCloseTo(notionalUsd, 6);
  });
});
