import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { MINUTE_MS } from "../../../src/core/lib/time.js";
import type { Interference } from "../../../src/core/sim/interference.js";
import { bench, COIN, fills, orderRequest, story } from "./harness.js";
import type { Bench } from "./harness.js";

const INSTANT = { order_latency_ms: 0, ack_latency_ms: 0, cancel_latency_ms: 0 };
const limit = { type: "limit", price: dec("98") } as const;
const snapshot = (b: Bench, asks: readonly (readonly [number, number])[]) =>
  b.venue.book({
    symbol: COIN.symbol,
    atMs: b.openMs + 1,
    bids: [{ price: 99, qty: 5 }],
    asks: asks.map(([price, qty]) => ({ price, qty })),
  });
const plain: Interference = { onTrigger: () => ({ kind: "none" }), fillShare: () => 1 };

describe("amending an order", () => {
  it("puts it at the end of the queue, behind what its price shows by then", () => {
    const b = bench(INSTANT);
    b.bar({});
    b.take(snapshot(b, [[101, 5]]));
    b.order({ ...limit, price: dec("99") }, 2);
    b.take(b.venue.advance(b.openMs + 2));
    expect(b.venue.state.orders[0]?.aheadQty).toBe(5);
    const change = { clientOrderId: "o1", price: dec("99"), qty: dec("3"), leavesQty: dec("3") };
    expect(b.venue.desk.amend(change, b.openMs + 3)).toEqual({ rejection: null, events: [] });
    expect(b.venue.state.orders).toMatchObject([{ request: { qty: "3" }, leavesQty: "3", aheadQty: 5 }]);
  });

  it("takes what the new price crosses, and stays as it was where it is refused", () => {
    const b = bench(INSTANT);
    b.bar({});
    b.order(limit);
    b.take(b.venue.advance(b.openMs));
    const amend = (price: string, qty: string) =>
      b.venue.desk.amend({ clientOrderId: "o1", price: dec(price), qty: dec(qty), leavesQty: dec(qty) }, b.openMs + 5);
    expect(amend("97", "1500").rejection).toMatchObject({ code: -2019 });
    expect(amend("97.05", "1").rejection).toMatchObject({ code: -4014 });
    expect(b.venue.state.orders).toMatchObject([{ limitPrice: 98, leavesQty: "1" }]);
    expect(fills(amend("101", "2").events)).toMatchObject([
      { atMs: b.openMs + 5, qty: "2", price: "100", orderDone: true },
    ]);
    expect(amend("97", "1").rejection).toMatchObject({ code: -2011 });
  });
});

describe("what a limit could fill at once", () => {
  it("is what the book shows inside its price, and nothing changes by asking", () => {
    const b = bench(INSTANT);
    b.bar({});
    b.take(
      snapshot(b, [
        [101, 2.0005],
        [102, 4],
        [103, 9],
      ]),
    );
    const ask = (price: string, qty: string) =>
      b.venue.desk.fillableQty(orderRequest({ ...limit, price: dec(price), qty: dec(qty) }));
    expect([ask("100", "3"), ask("101", "3"), ask("102", "5"), ask("102", "9")]).toEqual(["0", "2", "5", "6"]);
    expect(b.venue.state.orders).toEqual([]);
  });

  it("is what the bar gives before slippage passes its price: 2 of 4 parts within 3 bp", () => {
    const b = bench({ ...INSTANT, slippage_bps: 0, impact_at_full_volume_bps: 20, max_fill_volume_share: 0.01 });
    b.bar({ open: 1_000, volume: 100 });
    const ask = (price: string) =>
      b.venue.desk.fillableQty(orderRequest({ ...limit, price: dec(price), qty: dec("4") }));
    expect([ask("999"), ask("1000.3"), ask("1000.4")]).toEqual(["0", "2", "4"]);
  });
});

describe("the leverage of one account in one symbol", () => {
  it("frees margin there and nowhere else: 10,000 buy 1,500 coins at 20x, not at 10x", () => {
    const b = bench(INSTANT);
    b.bar({ volume: 10_000 }, { symbol: "ALTUSDT" });
    b.venue.desk.setLeverage("main", "COINUSDT", 20);
    b.order({ qty: dec("1500") });
    b.order({ symbol: "ALTUSDT", qty: dec("1500") });
    expect(story(b.take(b.venue.advance(b.openMs)))).toEqual([
      "order.acknowledged:o1",
      "order.filled:o1",
      "order.rejected:o2",
    ]);
    expect(b.venue.desk.exposures("main")).toMatchObject([
      { symbol: "COINUSDT", leverage: 20, positionMarginUsd: 7_500 },
    ]);
  });
});

describe("the venue's own deeds", () => {
  it("liquidate a solvent position, deleverage a quarter of one, and move money", () => {
    const b = bench(INSTANT);
    b.bar({}, { symbol: "ALTUSDT" });
    b.order({ qty: dec("2") });
    b.order({ symbol: "ALTUSDT", side: "sell", qty: dec("2") });
    b.take(b.venue.advance(b.openMs));
    const { desk } = b.venue;
    expect(desk.liquidate("main", "COINUSDT", b.openMs)).toMatchObject([{ type: "position.liquidated", qty: "2" }]);
    expect(desk.liquidate("main", "COINUSDT", b.openMs)).toEqual([]);
    const close = { account: "main", symbol: "ALTUSDT", share: 0.25, cause: "deleveraging" } as const;
    expect(desk.closeAtMark(close, b.openMs)).toMatchObject([
      { type: "position.liquidated", side: "buy", qty: "0.5", price: "100", fee: "0", cause: "deleveraging" },
    ]);
    expect(desk.adjustWallet("main", dec("-9000"), b.openMs)).toEqual([]);
    expect(desk.adjustWallet("main", dec("-1000"), b.openMs)).toMatchObject([
      { type: "position.liquidated", qty: "1.5" },
    ]);
  });

  it("replace the rules of a symbol while it trades", () => {
    const b = bench(INSTANT);
    b.bar({});
    b.venue.desk.setInstrument({ ...COIN, minNotional: dec("1000") });
    b.order({ qty: dec("5") });
    expect(b.take(b.venue.advance(b.openMs))).toMatchObject([{ type: "order.rejected", code: -4164 }]);
  });
});

describe("interference", () => {
  it("holds half of a market order back for 5 s, then fills it at the price of then", () => {
    const b = bench(INSTANT);
    b.venue.desk.interfere({ ...plain, fillShare: () => 0.5 });
    b.bar({});
    b.order({ qty: dec("3.001") });
    const first = fills(b.take(b.venue.advance(b.openMs + 4_999)));
    expect(first).toMatchObject([{ qty: "1.5", orderDone: false }]);
    const rest = fills(b.take(b.venue.advance(b.openMs + 5_000)));
    expect(rest).toMatchObject([{ qty: "1.501", orderDone: true, atMs: b.openMs + 5_000 }]);
  });

  it("leaves the held back part of an IOC to expire, and that of a resting limit to rest", () => {
    const b = bench(INSTANT);
    b.venue.desk.interfere({ ...plain, fillShare: () => 0.5 });
    b.bar({ low: 97 });
    b.order({ type: "limit", price: dec("101"), timeInForce: "IOC", qty: dec("2") });
    expect(story(b.take(b.venue.advance(b.openMs)))).toEqual([
      "order.acknowledged:o1",
      "order.filled:o1",
      "order.expired:o1",
    ]);
    b.order({ ...limit, qty: dec("2") });
    expect(fills(b.finish())).toMatchObject([{ qty: "1", price: "98", orderDone: false }]);
    b.bar({ low: 97 });
    expect(fills(b.finish())).toMatchObject([{ qty: "1", price: "98", orderDone: true }]);
  });

  it("lets a stop trigger once and execute 40 minutes later, over the end of its bar", () => {
    const b = bench(INSTANT);
    b.venue.desk.interfere({ ...plain, onTrigger: () => ({ kind: "engine_late", marketMs: 40 * MINUTE_MS }) });
    b.bar({});
    b.order({});
    b.order({ side: "sell", type: "stop_market", triggerPrice: dec("95"), reduceOnly: true }, 1);
    b.bar({ low: 94, close: 94 });
    b.finish();
    b.bar({ open: 93 });
    const told = story(b.finish()).concat(story(b.told));
    expect(told.filter((event) => event === "order.triggered:o2")).toHaveLength(1);
    expect(fills(b.told).at(-1)).toMatchObject({ clientOrderId: "o2", price: "93", orderDone: true });
  });
});
