import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PURPOSES } from "../../../src/core/domain/intent.js";
import { addDec, type Dec, dec, ZERO } from "../../../src/core/lib/decimal.js";
import { clientOrderIdOf, sliceOf } from "../../../src/core/routing/client-order-id.js";
import { sliceCount, toOrderRequest } from "../../../src/core/routing/order-request.js";
import type { PlannedRoute } from "../../../src/core/routing/plan-route.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { approved, NOW_MS } from "./samples.js";

function planned(changes: Partial<PlannedRoute> = {}): PlannedRoute {
  const order = changes.order ?? approved();
  return {
    order,
    qty: order.qty,
    style: "taker",
    limitPrice: null,
    timeoutMs: null,
    maxSlippageBps: 15,
    expectedCostBps: 7,
    reason: "no_book",
    ...changes,
  };
}

const send = (routed: PlannedRoute, slice = 0, attempt = 0) =>
  toOrderRequest({ routed, attempt, slice, atMs: NOW_MS, instrument: sampleInstrument() });

describe("order requests", () => {
  it("send a maker order post-only with its local timeout 30 s on", () => {
    expect(send(planned({ style: "maker", limitPrice: dec("49987.5"), timeoutMs: 30_000 }))).toEqual({
      clientOrderId: "A1b2C3d4E5f6G7h8o00000",
      account: "main",
      symbol: "BTCUSDT",
      side: "buy",
      type: "limit",
      qty: "0.2",
      price: "49987.5",
      triggerPrice: null,
      timeInForce: "GTX",
      postOnly: true,
      expireAtMs: NOW_MS + 30_000,
      reduceOnly: false,
      closePosition: false,
      workingType: "last",
    });
  });

  it("send a bounded taker order as limit IOC and an unbounded one as market", () => {
    expect(send(planned({ limitPrice: dec("50075") }))).toMatchObject({
      type: "limit",
      timeInForce: "IOC",
      postOnly: false,
    });
    expect(send(planned())).toMatchObject({ type: "market", price: null, timeInForce: "GTC" });
  });

  it("send the router's smaller quantity instead of the approved one", () => {
    expect(send(planned({ qty: dec("0.1") })).qty).toBe("0.1");
  });

  it("send a disaster stop on mark for the whole position without quantity or reduce-only flag", () => {
    const order = approved({
      reduceOnly: true,
      closePosition: true,
      triggerPrice: dec("47600"),
      intent: { purpose: "disaster_stop", side: "sell" },
    });
    expect(send(planned({ order, style: "resting" }))).toMatchObject({
      type: "stop_market",
      qty: null,
      triggerPrice: "47600",
      closePosition: true,
      reduceOnly: false,
      workingType: "mark",
    });
  });

  it("send strategy stops and take-profits reduce-only on the last price", () => {
    const exit = (purpose: "stop" | "take_profit") =>
      approved({ reduceOnly: true, triggerPrice: dec("51000"), intent: { purpose, side: "sell" } });
    const stop = send(planned({ order: exit("stop"), style: "resting" }));
    expect(stop).toMatchObject({ type: "stop_market", reduceOnly: true, workingType: "last", qty: "0.2" });
    expect(send(planned({ order: exit("take_profit"), style: "resting" })).type).toBe("take_profit_market");
  });

  it("put a price that was planned on another grid on the one of 0.1: buys down, sells up", () => {
    expect(send(planned({ limitPrice: dec("50000.05") })).price).toBe("50000");
    const sell = approved({ intent: { side: "sell" } });
    expect(send(planned({ order: sell, limitPrice: dec("50000.05") })).price).toBe("50000.1");
  });

  it("cut 300.5 BTC into slices of 120, 120 and 60.5 that add up", () => {
    const routed = planned({ order: approved({ qty: dec("300.5"), reduceOnly: true, intent: { purpose: "close" } }) });
    expect(sliceCount(dec("300.5"), sampleInstrument())).toBe(3);
    const slices = [0, 1, 2].map((slice) => send(routed, slice).qty);
    expect(slices).toEqual(["120", "120", "60.5"]);
    expect(slices.reduce<Dec>((sum, qty) => addDec(sum, qty ?? ZERO), ZERO)).toBe("300.5");
    expect(() => send(routed, 3)).toThrow("slice 3 of 300.5 does not exist");
  });
});

describe("client order ids", () => {
  const parts = fc.record({
    intentId: fc.stringMatching(/^[A-Za-z0-9]{16}$/),
    purpose: fc.constantFrom(...PURPOSES),
    slice: fc.integer({ min: 0, max: 1_295 }),
    attempt: fc.integer({ min: 0, max: 46_655 }),
  });

  it("are 22 letters and digits, tell their slice, and differ whenever any part differs", () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const id = clientOrderIdOf(a);
        expect(id).toMatch(/^[A-Za-z0-9]{22}$/);
        expect(sliceOf(id)).toBe(a.slice);
        expect(clientOrderIdOf({ ...a })).toBe(id);
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(clientOrderIdOf(b) === id).toBe(same);
        expect(clientOrderIdOf({ ...a, attempt: (a.attempt + 1) % 46_656 })).not.toBe(id);
      }),
      { seed: 5 },
    );
  });

  it("refuse an intent id of 15 letters and attempt 46,656", () => {
    expect(() => clientOrderIdOf({ intentId: "A1b2C3d4E5f6G7h", purpose: "open", slice: 0, attempt: 0 })).toThrow();
    expect(() =>
      clientOrderIdOf({ intentId: "A1b2C3d4E5f6G7h8", purpose: "open", slice: 0, attempt: 46_656 }),
    ).toThrow();
  });
});
