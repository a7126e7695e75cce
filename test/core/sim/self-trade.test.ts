import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import type { SimRequest, StpMode } from "../../../src/core/sim/request.js";
import { type Bench, bench, COIN, fills, story } from "./harness.js";

const INSTANT = { order_latency_ms: 0, ack_latency_ms: 0, cancel_latency_ms: 0 };

/** A sell of 2 rests at 101; the last price is 100. */
function offered(): Bench {
  const b = bench(INSTANT);
  b.bar({});
  place(b, { clientOrderId: "maker", side: "sell", type: "limit", price: dec("101"), qty: dec("2") });
  return b;
}

function place(b: Bench, request: Partial<SimRequest>): readonly string[] {
  b.order(request);
  return story(b.take(b.venue.advance(b.openMs)));
}

const bid = (stpMode?: StpMode): Partial<SimRequest> => ({
  ...{ clientOrderId: "taker", type: "limit", price: dec("101"), qty: dec("3") },
  ...(stpMode === undefined ? {} : { stpMode }),
});

describe("an order that meets one of its own account in the book", () => {
  // 99.9 × 1, then asks 100 × 1 and 102 × 9: one is taken from others before the own offer at 101 is met.
  const withBook = (): Bench => {
    const b = offered();
    const side = (price: number, qty: number) => ({ price, qty });
    const book = { bids: [side(99.9, 1)], asks: [side(100, 1), side(102, 9)] };
    b.take(b.venue.book({ symbol: COIN.symbol, atMs: b.openMs, ...book }));
    return b;
  };

  it("EXPIRE_MAKER ends the resting one, and the rest of the new one rests", () => {
    const b = withBook();
    expect(place(b, bid("EXPIRE_MAKER"))).toEqual([
      "order.acknowledged:taker",
      "order.filled:taker",
      "order.expired:maker",
    ]);
    expect(b.told.at(-1)).toMatchObject({ reason: "self_trade" });
    expect(b.venue.report().openOrders).toEqual(["taker"]);
  });

  it("EXPIRE_TAKER ends what is left of the new one, EXPIRE_BOTH both", () => {
    const taker = withBook();
    expect(place(taker, bid("EXPIRE_TAKER")).slice(1)).toEqual(["order.filled:taker", "order.expired:taker"]);
    expect(taker.venue.report().openOrders).toEqual(["maker"]);
    const both = withBook();
    place(both, bid("EXPIRE_BOTH"));
    expect(both.venue.report().openOrders).toEqual([]);
  });

  it("NONE trades with itself at the resting price, for both fees, and holds what it held", () => {
    const b = withBook();
    place(b, bid("NONE"));
    const made = fills(b.told).map(({ clientOrderId, qty, price, liquidity }) => [
      clientOrderId,
      qty,
      price,
      liquidity,
    ]);
    expect(made).toEqual([
      ["taker", "1", "100", "taker"],
      ["maker", "2", "101", "maker"],
      ["taker", "2", "101", "taker"],
    ]);
    expect(b.venue.report()).toMatchObject({ positions: { "main:COINUSDT": "1" }, openOrders: [] });
  });

  it("without a mode nobody looks: orders of a session are as they were", () => {
    const b = withBook();
    place(b, bid());
    expect(b.venue.report().openOrders).toEqual(["maker", "taker"]);
  });

  it("ends a market order of a bar where its slippage reaches the own offer", () => {
    const b = bench({ ...INSTANT, impact_at_full_volume_bps: 5_000, max_fill_volume_share: 0.01 });
    b.bar({ volume: 100 });
    place(b, { clientOrderId: "maker", side: "sell", type: "limit", price: dec("107"), qty: dec("2") });
    const events = place(b, { clientOrderId: "taker", qty: dec("9"), stpMode: "EXPIRE_TAKER" });
    const bought = fills(b.told);
    expect(bought.length).toBeGreaterThan(0);
    expect(bought.every(({ price }) => Number(price) < 107)).toBe(true);
    expect(events.at(-1)).toBe("order.expired:taker");
  });

  it("leaves orders of the same side, of another symbol and beyond its price alone", () => {
    const b = offered();
    place(b, { clientOrderId: "bid", type: "limit", price: dec("99"), qty: dec("1") });
    place(b, { clientOrderId: "alt", symbol: "ALTUSDT", side: "sell", type: "limit", price: dec("99"), qty: dec("1") });
    place(b, { ...bid("EXPIRE_BOTH"), price: dec("100.9") });
    expect(b.venue.report().openOrders).toContain("maker");
  });
});
