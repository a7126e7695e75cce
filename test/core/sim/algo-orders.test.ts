import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { SimRequest } from "../../../src/core/sim/request.js";
import { type Bench, bench, fills, story } from "./harness.js";

const INSTANT = { order_latency_ms: 0, ack_latency_ms: 0, cancel_latency_ms: 0 };

/** Long 1 at 100, in an open bar. */
function long(policy = {}): Bench {
  const b = bench({ ...INSTANT, ...policy });
  b.bar({});
  b.order({ clientOrderId: "entry" });
  b.finish();
  return b;
}

function place(b: Bench, request: Partial<SimRequest>): readonly string[] {
  b.order({ side: "sell", reduceOnly: true, type: "stop_market", clientOrderId: "stop", ...request });
  return story(b.take(b.venue.advance(b.openMs)));
}

const stopLimit = (
  price: string,
  timeInForce: "GTC" | "IOC" | "FOK" | "GTX" = "GTC",
  triggerPrice = "95",
): Partial<SimRequest> => ({
  triggerPrice: dec(triggerPrice),
  limitOnTrigger: { price: dec(price), timeInForce },
});

describe("a stop with a limit", () => {
  it("of 95 and 94 sells at 95 when the bar comes by, as a limit that takes", () => {
    const b = long();
    b.bar({ low: 90 });
    place(b, stopLimit("94"));
    const events = b.finish();
    expect(story(events)).toEqual(["order.triggered:stop", "order.filled:stop"]);
    expect(fills(events)).toMatchObject([{ price: "95", liquidity: "taker" }]);
  });

  it("of 95 and 96 rests at 96 after its trigger, and is filled by a later bar that trades through", () => {
    const b = long();
    b.bar({ low: 94 });
    place(b, stopLimit("96"));
    expect(fills(b.finish())).toEqual([]);
    expect(b.venue.state.orders).toMatchObject([{ limitPrice: 96, triggerPrice: null, request: { type: "limit" } }]);
    b.bar({ open: 95, high: 97 });
    expect(fills(b.finish())).toMatchObject([{ price: "96", liquidity: "maker" }]);
  });

  it.each([
    ["IOC", "96", "ioc"],
    ["FOK", "96", "fok"],
    ["GTX", "94", "post_only"],
  ] as const)("%s with a limit of %s ends at its trigger with reason %s", (timeInForce, price, reason) => {
    const b = long();
    b.bar({ low: 90 });
    place(b, stopLimit(price, timeInForce));
    expect(b.finish().at(-1)).toMatchObject({ type: "order.expired", clientOrderId: "stop", reason });
    expect(b.venue.report().positions).toEqual({ "main:COINUSDT": "1" });
  });

  it("a take-profit of 105 with a limit of 104 sells at 105", () => {
    const b = long();
    b.bar({ high: 106 });
    place(b, { ...stopLimit("104", "GTC", "105"), type: "take_profit_market" });
    expect(fills(b.finish())).toMatchObject([{ price: "105" }]);
  });

  it("is held to the tick, and to the band around its trigger: -4014, -1111, -4184", () => {
    const b = long();
    b.bar({});
    for (const price of ["94.05", "94.001", "50"]) place(b, stopLimit(price));
    expect(b.told.slice(-3)).toMatchObject([{ code: -4014 }, { code: -1111 }, { code: -4184 }]);
  });

  it("without a price of its own asks whoever interferes; nobody there refuses it with -5041", () => {
    for (const named of [dec("94"), null]) {
      const b = long();
      b.venue.desk.interfere({ onTrigger: () => ({ kind: "none" }), fillShare: () => 1, priceAtTrigger: () => named });
      b.bar({ low: 90 });
      place(b, { triggerPrice: dec("95"), limitOnTrigger: { price: null, timeInForce: "GTC" } });
      expect(b.finish().at(-1)).toMatchObject(named === null ? { code: -5041 } : { type: "order.filled", price: "95" });
    }
  });

  it("ends at its date, triggered or not", () => {
    const b = long({ gtd_min_ahead_seconds: 0 });
    b.bar({ low: 94 });
    const date = { timeInForce: "GTD", expireAtMs: b.openMs + HOUR_MS } as const;
    place(b, { ...stopLimit("96"), ...date });
    place(b, { ...stopLimit("79", "GTC", "80"), ...date, clientOrderId: "deep" });
    b.finish();
    b.bar({ open: 95 });
    expect(b.venue.report().openOrders).toEqual([]);
    expect(b.told.filter(({ type }) => type === "order.expired")).toMatchObject([{ reason: "gtd" }, { reason: "gtd" }]);
  });
});

describe("a trailing stop", () => {
  const trail = (callbackRate: number, activatePrice: number | null = null): Partial<SimRequest> => ({
    triggerPrice: dec(activatePrice === null ? "100" : String(activatePrice)),
    trail: { callbackRate, activatePrice },
  });

  it("of 2 % follows the high of 110 and sells at 107.8, not at the low that came before the high", () => {
    const b = long();
    b.bar({ high: 110, low: 99, close: 109 });
    place(b, trail(0.02));
    expect(fills(b.finish())).toEqual([]);
    expect(b.venue.state.orders[0]?.triggerPrice).toBeCloseTo(107.8, 9);
    b.bar({ open: 109, low: 105 });
    expect(fills(b.finish())).toMatchObject([{ price: "107.8" }]);
  });

  it("sells at the open behind a gap, and in the first bar where its low is 2 % below the start", () => {
    const gap = long();
    gap.bar({});
    place(gap, trail(0.02));
    gap.finish();
    expect(fills(gap.bar({ open: 90 }))).toMatchObject([{ price: "90" }]);
    const deep = long();
    deep.bar({ low: 97 });
    place(deep, trail(0.02));
    expect(fills(deep.finish())).toMatchObject([{ price: "98" }]);
  });

  it("waits for its activation at 105: a fall before it does nothing", () => {
    const b = long();
    b.bar({ low: 90 });
    place(b, trail(0.02, 105));
    b.finish();
    b.bar({ high: 104.9 });
    expect(fills(b.finish())).toEqual([]);
    expect(b.venue.state.orders[0]?.bestPrice).toBeUndefined();
    b.bar({ high: 106, close: 105 });
    b.finish();
    expect(b.venue.state.orders[0]).toMatchObject({ bestPrice: 106 });
    b.bar({ open: 105, low: 100 });
    expect(fills(b.finish())).toMatchObject([{ price: "103.8" }]);
  });

  it("of a short follows the low: 90 and 3 % buy at 92.7", () => {
    const b = bench(INSTANT);
    b.bar({});
    b.order({ side: "sell", clientOrderId: "entry" });
    b.finish();
    b.bar({ low: 90, close: 91 });
    place(b, { ...trail(0.03), side: "buy" });
    b.finish();
    b.bar({ open: 91, high: 95 });
    expect(fills(b.finish()).at(-1)).toMatchObject({ side: "buy", price: "92.7" });
  });

  it("that would be active at once by its own price is refused with -2021", () => {
    const b = long();
    b.bar({});
    place(b, trail(0.02, 99));
    expect(b.told.at(-1)).toMatchObject({ code: -2021 });
  });

  it("goes through JSON in the middle of its life unchanged", () => {
    const b = long();
    b.bar({ high: 110, close: 109 });
    place(b, trail(0.02));
    expect(JSON.parse(JSON.stringify(b.venue.state))).toEqual(b.venue.state);
    b.finish();
    expect(JSON.parse(JSON.stringify(b.venue.state))).toEqual(b.venue.state);
  });
});

describe("a protected stop", () => {
  const stop = { triggerPrice: dec("95"), triggerProtect: 0.05 } as const;
  const spike = { open: 100, low: 80, mark: { open: 100, high: 100, low: 99.9, close: 100 } };

  it("does not trigger by a last price of 95 while the mark never left 99.9: more than 5 % apart at 94.9", () => {
    const b = long();
    b.bar(spike);
    place(b, { ...stop, triggerPrice: dec("94") });
    expect(fills(b.finish())).toEqual([]);
    expect(b.venue.report().openOrders).toEqual(["stop"]);
  });

  it("triggers once the mark has come near, and at once where nobody asks for protection", () => {
    const near = long();
    near.bar({ ...spike, mark: { open: 100, high: 100, low: 97, close: 100 } });
    place(near, { ...stop, triggerPrice: dec("94") });
    expect(fills(near.finish())).toMatchObject([{ price: "94" }]);
    const plain = long();
    plain.bar(spike);
    place(plain, { triggerPrice: dec("94") });
    expect(fills(plain.finish())).toMatchObject([{ price: "94" }]);
  });
});
