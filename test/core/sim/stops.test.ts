import { describe, expect, it } from "vitest";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { type Bench, bench, fills, story } from "./harness.js";

const MID_MS = HOUR_MS / 2;

const closeAll = (triggerPrice: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "stop_market",
  side: "sell",
  triggerPrice: dec(triggerPrice),
  qty: null,
  closePosition: true,
  ...rest,
});
const takeProfit = (triggerPrice: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "take_profit_market",
  side: "sell",
  triggerPrice: dec(triggerPrice),
  reduceOnly: true,
  ...rest,
});

/** Long (or short) 1 at 100, at the end of the first bar. */
function holding(side: "buy" | "sell" = "buy", policy = {}): Bench {
  const b = bench(policy);
  b.bar({});
  b.order({ side, clientOrderId: "entry" });
  b.finish();
  return b;
}

describe("stops in bar mode", () => {
  it("at 95 fill at 95 when the bar touches 95.0, with trigger and fill at the middle of the bar", () => {
    const b = holding();
    b.bar({ open: 100, low: 95 });
    b.order(closeAll("95", { clientOrderId: "stop" }));
    const events = b.finish();
    expect(story(events)).toEqual(["order.acknowledged:stop", "order.triggered:stop", "order.filled:stop"]);
    expect(fills(events)).toMatchObject([{ price: "95", qty: "1", orderDone: true, atMs: HOUR_MS + MID_MS }]);
    expect(b.venue.report()).toMatchObject({ positions: {}, openOrders: [] });
  });

  it("at 95 do nothing at a low of 95.1", () => {
    const b = holding();
    b.bar({ open: 100, low: 95.1 });
    b.order(closeAll("95"));
    expect(fills(b.finish())).toEqual([]);
  });

  it("of a short at 105 fill at 105 when the bar touches it", () => {
    const b = holding("sell");
    b.bar({ open: 100, high: 105 });
    b.order(closeAll("105", { side: "buy" }));
    expect(fills(b.finish())).toMatchObject([{ price: "105", side: "buy" }]);
  });

  it("behind a gap fill at the open, plus slippage: stop 95, open 90, 20 bps give 89.8", () => {
    const b = holding("buy", { slippage_bps: 20 });
    b.bar({});
    b.order(closeAll("95", { clientOrderId: "stop" }));
    const events = b.bar({ open: 90, high: 96, low: 88 });
    expect(fills(events)).toMatchObject([{ price: "89.8", atMs: 2 * HOUR_MS }]);
  });

  it("win against a take-profit that the same bar could have filled", () => {
    const b = holding();
    b.bar({ open: 100, low: 94, high: 112 });
    b.order(closeAll("95", { clientOrderId: "stop" }));
    b.order(takeProfit("110", { clientOrderId: "profit" }));
    b.order({ type: "limit", side: "sell", price: dec("104"), reduceOnly: true, clientOrderId: "limit" });
    const events = b.finish();
    expect(fills(events).map(({ clientOrderId, price }) => [clientOrderId, price])).toEqual([["stop", "95"]]);
    expect(story(events)).toContain("order.expired:limit");
  });

  it("for a part of the position leave no room for a take-profit of the rest in the same bar", () => {
    const b = holding();
    b.bar({ open: 100, low: 94, high: 112 });
    b.order({ ...closeAll("95"), closePosition: false, qty: dec("0.4"), reduceOnly: true, clientOrderId: "stop" });
    b.order(takeProfit("110", { qty: dec("0.6"), clientOrderId: "profit" }));
    expect(fills(b.finish()).map(({ clientOrderId }) => clientOrderId)).toEqual(["stop"]);
    b.bar({ open: 100, high: 112 });
    expect(fills(b.finish()).map(({ clientOrderId }) => clientOrderId)).toEqual(["profit"]);
  });

  it("fire in the order the market meets them: 97 before 95", () => {
    const b = holding();
    b.bar({ open: 100, low: 90 });
    b.order({ ...closeAll("95"), closePosition: false, qty: dec("0.5"), reduceOnly: true, clientOrderId: "far" });
    b.order({ ...closeAll("97"), closePosition: false, qty: dec("0.5"), reduceOnly: true, clientOrderId: "near" });
    expect(fills(b.finish()).map(({ clientOrderId, price }) => [clientOrderId, price])).toEqual([
      ["near", "97"],
      ["far", "95"],
    ]);
  });

  it("live from the bar in which they are acknowledged, also after its middle: the whole range counts", () => {
    const b = bench();
    b.bar({ open: 100, low: 90 });
    b.order({ type: "limit", price: dec("98") });
    b.order(closeAll("95", { clientOrderId: "stop" }), MID_MS + 1);
    expect(fills(b.finish()).map(({ clientOrderId, price }) => [clientOrderId, price])).toEqual([
      ["o1", "98"],
      ["stop", "95"],
    ]);
  });

  it("that would trigger at once are refused with -2021", () => {
    const b = holding();
    b.bar({ open: 94 });
    b.order(closeAll("95"));
    b.order(takeProfit("93"));
    expect(b.finish()).toMatchObject([{ code: -2021 }, { code: -2021 }]);
  });

  it("on the mark trigger by the mark bar and fill within the last-price bar", () => {
    const b = holding();
    b.bar({ open: 100, low: 97, mark: { open: 100, high: 100, low: 94, close: 99 } });
    b.order(closeAll("95", { workingType: "mark" }));
    // The last price never saw 95: the fill is at its low.
    expect(fills(b.finish())).toMatchObject([{ price: "97" }]);
  });

  it("on the mark ignore a spike of the last price", () => {
    const b = holding();
    b.bar({ open: 100, low: 80, mark: { open: 100, high: 100, low: 96, close: 99 } });
    b.order(closeAll("95", { workingType: "mark" }));
    expect(fills(b.finish())).toEqual([]);
  });

  it("on the last price ignore a spike of the mark", () => {
    const b = holding();
    b.bar({ open: 100, low: 96, mark: { open: 100, high: 100, low: 80, close: 99 } });
    b.order(closeAll("95"));
    expect(fills(b.finish())).toEqual([]);
  });
});

describe("take-profits in bar mode", () => {
  it("at 110 need 110.1 and fill at 110 less slippage as taker", () => {
    for (const [high, prices] of [
      [110, []],
      [110.1, ["109.8"]],
    ] as const) {
      const b = holding("buy", { slippage_bps: 10 });
      b.bar({ open: 100, high });
      b.order(takeProfit("110"));
      expect(fills(b.finish()).map(({ price }) => price)).toEqual(prices);
    }
  });

  it("gain nothing from a gap: trigger 110, open 120 fills at the low of the bar, which is nearest to 110", () => {
    const b = holding();
    b.bar({});
    b.order(takeProfit("110"));
    b.bar({ open: 120, low: 115, high: 121 });
    expect(fills(b.finish())).toMatchObject([{ price: "115" }]);
  });
});

describe("closePosition stops", () => {
  it("close what is held when they trigger, not when they were placed", () => {
    const b = holding();
    b.bar({ open: 100 });
    b.order(closeAll("95", { clientOrderId: "stop" }));
    b.order({ qty: dec("2.5") }, 100);
    b.bar({ open: 100, low: 94 });
    expect(fills(b.finish())).toMatchObject([{ clientOrderId: "stop", qty: "3.5" }]);
  });

  it("expire when the position is gone", () => {
    const b = holding();
    b.bar({ open: 100 });
    b.order(closeAll("95", { clientOrderId: "stop" }));
    b.order({ side: "sell", reduceOnly: true, clientOrderId: "exit" }, 100);
    expect(story(b.finish()).slice(-2)).toEqual(["order.filled:exit", "order.expired:stop"]);
  });

  it("are refused with -2022 where nothing is held", () => {
    const b = bench();
    b.bar({});
    b.order(closeAll("95"));
    expect(b.finish()).toMatchObject([{ type: "order.rejected", code: -2022 }]);
  });
});

describe("reduce-only orders", () => {
  it("are refused with -2022 when flat and when they would add to the position", () => {
    const flat = bench();
    flat.bar({});
    flat.order({ reduceOnly: true });
    expect(flat.finish()).toMatchObject([{ code: -2022 }]);
    const long = holding();
    long.bar({});
    long.order({ reduceOnly: true, side: "buy" });
    expect(long.finish()).toMatchObject([{ code: -2022 }]);
  });

  it("of 5 on a position of 1 execute 1 and expire: they never turn it round", () => {
    const b = holding();
    b.bar({});
    b.order({ side: "sell", qty: dec("5"), reduceOnly: true, clientOrderId: "exit" });
    const events = b.finish();
    expect(fills(events)).toMatchObject([{ qty: "1", orderDone: false }]);
    expect(story(events).at(-1)).toBe("order.expired:exit");
    expect(b.venue.report().positions).toEqual({});
  });

  it("that rest are cut to what is left of the position: of 1, after 0.7 are sold, 0.3 fill", () => {
    const b = holding();
    b.bar({});
    b.order({ type: "limit", side: "sell", price: dec("104"), reduceOnly: true, clientOrderId: "profit" });
    b.order({ side: "sell", qty: dec("0.7"), reduceOnly: true }, 100);
    b.bar({ open: 100, high: 105 });
    const events = b.finish();
    expect(fills(events)).toMatchObject([{ clientOrderId: "profit", qty: "0.3" }]);
    expect(b.venue.report()).toMatchObject({ positions: {}, openOrders: [] });
  });

  it("with a trigger survive the position, as at Binance, and are refused with -2022 when they fire", () => {
    const b = holding();
    b.bar({});
    b.order(takeProfit("110", { clientOrderId: "profit" }));
    b.order({ side: "sell", reduceOnly: true }, 100);
    b.finish();
    expect(b.venue.report().openOrders).toEqual(["profit"]);
    b.bar({ open: 100, high: 111 });
    expect(b.finish()).toMatchObject([
      { type: "order.triggered", clientOrderId: "profit" },
      { type: "order.rejected", clientOrderId: "profit", code: -2022 },
    ]);
  });
});
