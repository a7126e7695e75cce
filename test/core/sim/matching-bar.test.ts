import { describe, expect, it } from "vitest";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/lib/time.js";
import { bench, fills, story } from "./harness.js";

const MID_MS = HOUR_MS / 2;
const limit = (price: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "limit",
  price: dec(price),
  ...rest,
});

describe("market orders in bar mode", () => {
  it("fill at the open of the bar in which they arrive and pay the taker fee of 5 bps", () => {
    const b = bench();
    b.bar({ open: 100, close: 120 });
    b.finish();
    b.bar({ open: 121, high: 130, low: 110 });
    b.order({ qty: dec("2") });
    expect(fills(b.finish())).toMatchObject([{ price: "121", qty: "2", fee: "0.121", liquidity: "taker" }]);
  });

  it("pay slippage against them on both sides: 100.1 to buy, 99.9 to sell", () => {
    const b = bench({ slippage_bps: 5 });
    b.bar({ open: 100 });
    b.order({ side: "buy" });
    b.order({ side: "sell" }, 1);
    expect(fills(b.finish()).map(({ price }) => price)).toEqual(["100.1", "99.9"]);
  });

  it("of 25 in a volume of 1,000 fill in three parts of 10, 10 and 5 at falling quality", () => {
    const b = bench({ max_fill_volume_share: 0.01, impact_at_full_volume_bps: 100 });
    b.bar({ open: 100, volume: 1_000 });
    b.order({ qty: dec("25") });
    const parts = fills(b.finish());
    expect(parts.map(({ qty, price, orderDone }) => [qty, price, orderDone])).toEqual([
      ["10", "100.1", false],
      ["10", "100.2", false],
      ["5", "100.2", true],
    ]);
  });

  it("pay more after others of ours in the same bar, and start afresh in the next", () => {
    const b = bench({ impact_at_full_volume_bps: 100 }, "100000");
    b.bar({ open: 100, volume: 100 });
    b.order({ qty: dec("1") });
    b.order({ qty: dec("3") }, 1);
    b.bar({ open: 100, volume: 100 });
    b.order({ qty: dec("1") });
    expect(fills([...b.told, ...b.finish()]).map(({ price }) => price)).toEqual(["100.1", "100.2", "100.1"]);
  });

  it("that arrive after the middle of the bar fill at the price of what happened there", () => {
    const b = bench();
    b.bar({});
    b.order({});
    b.order({ type: "stop_market", side: "sell", triggerPrice: dec("95"), qty: null, closePosition: true }, 100);
    b.bar({ open: 100, low: 90, close: 99 });
    b.order({}, MID_MS + 1);
    b.finish();
    expect(fills(b.told).map(({ price }) => price)).toEqual(["100", "95", "95"]);
  });
});

describe("limit orders in bar mode", () => {
  it("at 99 fill when the bar trades at 98.9, not at 99.0: one tick through, as maker at exactly 99", () => {
    const touched = bench();
    touched.bar({ open: 100, low: 99 });
    touched.order(limit("99"));
    expect(fills(touched.finish())).toEqual([]);

    const through = bench();
    through.bar({ open: 100, low: 98.9 });
    through.order(limit("99", { qty: dec("2") }));
    expect(fills(through.finish())).toMatchObject([
      { price: "99", qty: "2", fee: "0.0396", liquidity: "maker", atMs: MID_MS, orderDone: true },
    ]);
  });

  it("to sell at 101 fill at a high of 101.1, not of 101.0", () => {
    for (const [high, count] of [
      [101, 0],
      [101.1, 1],
    ] as const) {
      const b = bench();
      b.bar({ open: 100, high });
      b.order(limit("101", { side: "sell" }));
      expect(fills(b.finish())).toHaveLength(count);
    }
  });

  it("fill at their limit, never better, when the bar opens beyond it", () => {
    const b = bench();
    b.bar({ open: 100 });
    b.order(limit("99"));
    b.bar({ open: 97, high: 98, low: 96 });
    expect(fills(b.finish())).toMatchObject([{ price: "99", liquidity: "maker" }]);
  });

  it("leave the market where the bar is: behind a gap from 99 to 97 a later order does not pay 99", () => {
    const b = bench({ slippage_bps: 0 });
    b.bar({ open: 100 });
    b.order(limit("99"));
    b.bar({ open: 97, high: 98, low: 96 });
    b.order({ type: "market", side: "sell" }, MID_MS);
    expect(fills(b.finish())).toMatchObject([
      { price: "99", liquidity: "maker" },
      { price: "98", liquidity: "taker" },
    ]);
  });

  it("that expire before the middle of the bar never fill, whatever the bar does", () => {
    const b = bench();
    b.bar({ open: 100, low: 50 });
    b.order(limit("99", { timeInForce: "GTD", expireAtMs: 29 * MINUTE_MS }));
    b.order(limit("99", { timeInForce: "GTD", expireAtMs: 31 * MINUTE_MS }));
    const events = b.finish();
    expect(fills(events).map(({ clientOrderId }) => clientOrderId)).toEqual(["o2"]);
  });

  it("that arrive after the middle of the bar wait for the next one", () => {
    const b = bench();
    b.bar({ open: 100, low: 90 });
    b.order(limit("99"), MID_MS);
    expect(fills(b.finish())).toEqual([]);
    b.bar({ open: 100, low: 98.9 });
    expect(fills(b.finish())).toHaveLength(1);
  });

  it("take on arrival where they cross the price after slippage, as taker and inside the limit", () => {
    const b = bench({ slippage_bps: 5 });
    b.bar({ open: 100 });
    b.order(limit("100.2"));
    expect(fills(b.finish())).toMatchObject([{ price: "100.1", liquidity: "taker", atMs: 50 }]);
  });

  it("between last price and taker price rest, and fill only once the market trades below the last price", () => {
    const b = bench({ slippage_bps: 30 });
    b.bar({ open: 100, low: 100 });
    b.order(limit("100.2"));
    expect(fills(b.finish())).toEqual([]);
    b.bar({ open: 100, low: 99.9 });
    expect(fills(b.finish())).toMatchObject([{ price: "100.2", liquidity: "maker" }]);
  });

  it("take what is inside their limit and leave the rest: an IOC for 30 gets 20, then expires", () => {
    const b = bench({ max_fill_volume_share: 0.01, impact_at_full_volume_bps: 100 });
    b.bar({ open: 100, volume: 1_000 });
    b.order(limit("100.1", { qty: dec("30"), timeInForce: "IOC" }));
    const events = b.finish();
    expect(fills(events).map(({ qty, price }) => [qty, price])).toEqual([["10", "100.1"]]);
    expect(events.at(-1)).toMatchObject({ type: "order.expired", reason: "ioc" });
  });

  it("that are IOC and not marketable expire at once", () => {
    const b = bench();
    b.bar({ open: 100 });
    b.order(limit("99", { timeInForce: "IOC" }));
    expect(story(b.finish())).toEqual(["order.acknowledged:o1", "order.expired:o1"]);
  });

  it("that are post-only are refused with -5022 one tick beyond the last price and rest at it", () => {
    const b = bench();
    b.bar({ open: 100 });
    b.order(limit("100.1", { postOnly: true, timeInForce: "GTX" }));
    b.order(limit("99.9", { postOnly: true, timeInForce: "GTX", side: "sell" }));
    b.order(limit("100", { postOnly: true, timeInForce: "GTX" }));
    expect(b.finish()).toMatchObject([
      { type: "order.rejected", code: -5022 },
      { type: "order.rejected", code: -5022 },
      { type: "order.acknowledged", clientOrderId: "o3" },
    ]);
  });

  it("of both sides don't earn the range of one bar: after the buy at 99 the sell at 101 waits", () => {
    const b = bench();
    b.bar({ open: 100, low: 98, high: 102 });
    b.order(limit("99"));
    b.order(limit("101", { side: "sell" }));
    expect(fills(b.finish()).map(({ clientOrderId }) => clientOrderId)).toEqual(["o1"]);
    b.bar({ open: 100, high: 102 });
    expect(fills(b.finish()).map(({ clientOrderId }) => clientOrderId)).toEqual(["o2"]);
  });
});
