import { describe, expect, it } from "vitest";
import { cancelAlgo, cancelOrder } from "../../../../../src/core/adapters/paper-server/exchange/end-orders.js";
import { modifyOrder } from "../../../../../src/core/adapters/paper-server/exchange/modify-order.js";
import { ackRow, orderRow } from "../../../../../src/core/adapters/paper-server/exchange/order-rows.js";
import { wireJson } from "../../../../../src/core/adapters/paper-server/exchange/wire-json.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../../../../src/core/lib/time.js";
import { createDesk, lastOf, LIMIT } from "./desk.js";
import type { Desk } from "./desk.js";
import { COIN } from "../../../sim/harness.js";
import { START_MS } from "./hand-market.js";

const FILL = ["TRADE_LITE", "ORDER_TRADE_UPDATE TRADE FILLED", "ACCOUNT_UPDATE ORDER"];
const NEW = "ORDER_TRADE_UPDATE NEW NEW";
const refOf = (order: { symbol: string; orderId: bigint }) => ({
  symbol: order.symbol,
  orderId: order.orderId,
  clientOrderId: null,
});
const modify = (desk: Desk, order: { symbol: string; orderId: bigint }, qty: string, price: string) =>
  modifyOrder(desk.exchange.context, {
    ref: refOf(order),
    side: "buy",
    qty: dec(qty),
    price: dec(price),
    priceMatch: null,
    modifyId: null,
  });

describe("frames of an order's life", () => {
  it("tells a market order as NEW, TRADE_LITE, TRADE and ACCOUNT_UPDATE", () => {
    const desk = createDesk();
    const order = desk.order();
    expect(desk.story()).toEqual([NEW, ...FILL]);
    expect(order).toMatchObject({ status: "FILLED", executedQty: "1", cumQuote: "100" });
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")).toMatchObject({
      l: "1.000",
      z: "1.000",
      L: "100.0",
      n: "0.05000000",
      p: "0",
    });
    expect(desk.frames.find(({ e }) => e === "TRADE_LITE")).toMatchObject({ p: "0" });
  });

  it("writes an order id beyond 2^53 exactly, and never last", () => {
    const desk = createDesk();
    const order = desk.order();
    expect(order.orderId > 2n ** 53n).toBe(true);
    for (const frame of desk.frames.filter(({ e }) => e === "ORDER_TRADE_UPDATE" || e === "TRADE_LITE")) {
      expect(wireJson(frame)).toMatch(new RegExp(`"i":${order.orderId.toString()},`));
    }
  });

  it("cancels a resting limit once; the second time it is -2011", () => {
    const desk = createDesk();
    const order = desk.order(LIMIT);
    expect(cancelOrder(desk.exchange.context, refOf(order)).ok).toBe(true);
    expect(desk.story()).toEqual([NEW, "ORDER_TRADE_UPDATE CANCELED CANCELED"]);
    expect(cancelOrder(desk.exchange.context, refOf(order))).toMatchObject({ error: { code: -2011 } });
  });

  it("lets a client id be used again after its order closed, with -4116 while it is open, apart from algo ids", () => {
    const desk = createDesk();
    const first = desk.order({ ...LIMIT, clientOrderId: "mine" });
    expect(desk.orderCode({ ...LIMIT, clientOrderId: "mine" })).toBe(-4116);
    desk.order({ clientOrderId: "other" });
    expect(desk.algoCode({ clientAlgoId: "mine" })).toBe(0);
    expect(desk.algoCode({ clientAlgoId: "mine" })).toBe(-4116);
    cancelOrder(desk.exchange.context, refOf(first));
    expect(desk.order({ ...LIMIT, clientOrderId: "mine" }).orderId).toBeGreaterThan(first.orderId);
    expect(desk.orderCode({ clientOrderId: "other" })).toBe(0);
  });

  it("expires what an IOC limit can't take with er=2, and kills a FOK that can't fill whole with -5021", () => {
    const desk = createDesk();
    desk.order({ ...LIMIT, timeInForce: "IOC" });
    expect(desk.story()).toEqual([NEW, "ORDER_TRADE_UPDATE EXPIRED EXPIRED er=2"]);
    expect(desk.orderCode({ ...LIMIT, timeInForce: "FOK" })).toBe(-5021);
    expect(desk.orderCode({ ...LIMIT, price: dec("98.01"), timeInForce: "FOK" })).toBe(-4014);
    expect(desk.order({ ...LIMIT, price: dec("101"), timeInForce: "FOK" }).status).toBe("FILLED");
  });

  it("refuses a post-only order that would take with -5022, and ends a GTD order at its date", () => {
    const desk = createDesk();
    expect(desk.orderCode({ ...LIMIT, price: dec("101"), timeInForce: "GTX" })).toBe(-5022);
    const goodTillMs = START_MS + 11 * MINUTE_MS;
    expect(desk.orderCode({ ...LIMIT, timeInForce: "GTD", goodTillMs: START_MS + MINUTE_MS })).toBe(-5040);
    desk.order({ ...LIMIT, timeInForce: "GTD", goodTillMs });
    desk.market.pass(11 * MINUTE_MS);
    expect(desk.story()).toEqual([NEW, "ORDER_TRADE_UPDATE EXPIRED EXPIRED"]);
  });

  it("cuts a reduce-only order to the position (er=4), and refuses one against none with -2022", () => {
    const desk = createDesk();
    desk.order();
    desk.story();
    const order = desk.order({ side: "sell", qty: dec("3"), reduceOnly: true });
    expect(order).toMatchObject({ status: "EXPIRED", executedQty: "1" });
    expect(desk.story().at(-1)).toBe("ORDER_TRADE_UPDATE EXPIRED EXPIRED er=4");
    expect(desk.orderCode({ side: "sell", reduceOnly: true })).toBe(-2022);
  });
});

describe("modifying an order", () => {
  it("keeps id and name, tells AMENDMENT, and refuses the same again with -5027", () => {
    const desk = createDesk();
    const order = desk.order({ ...LIMIT, clientOrderId: "m" });
    expect(modify(desk, order, "2", "97").ok).toBe(true);
    expect(desk.story()).toEqual([NEW, "ORDER_TRADE_UPDATE AMENDMENT NEW"]);
    expect(order).toMatchObject({ clientOrderId: "m", origQty: "2", price: "97", modifyCount: 1 });
    expect(modify(desk, order, "2", "97")).toMatchObject({ error: { code: -5027 } });
    expect(desk.market.sim.state.orders).toHaveLength(1);
  });

  it.each([
    ["-5029 below the least notional", "0.01", "97", -5029],
    ["-4014 off the tick", "1", "97.05", -4014],
    ["-2019 beyond the margin", "2000", "97", -2019],
  ])("leaves the order as it was: %s", (_name, qty, price, code) => {
    const desk = createDesk();
    const order = desk.order(LIMIT);
    const before = structuredClone(desk.market.sim.state.orders);
    expect(modify(desk, order, qty, price)).toMatchObject({ error: { code } });
    expect(desk.market.sim.state.orders).toEqual(before);
    expect(order).toMatchObject({ price: "98", origQty: "1", status: "NEW" });
  });

  it("fills when the new price crosses the market", () => {
    const desk = createDesk();
    const order = desk.order(LIMIT);
    modify(desk, order, "1", "101");
    expect(desk.story()).toEqual([NEW, "ORDER_TRADE_UPDATE AMENDMENT NEW", ...FILL]);
    expect(order.status).toBe("FILLED");
  });

  it("ends a post-only order that would take, and one whose new quantity has filled already", () => {
    const desk = createDesk({ faults: { fillShare: () => 0.5 } });
    const postOnly = desk.order({ ...LIMIT, timeInForce: "GTX" });
    modify(desk, postOnly, "1", "101");
    expect(postOnly.status).toBe("CANCELED");
    const partly = desk.order({ ...LIMIT, price: dec("101"), qty: dec("2") });
    expect(partly).toMatchObject({ status: "PARTIALLY_FILLED", executedQty: "1" });
    modify(desk, partly, "1", "101");
    expect(partly).toMatchObject({ status: "CANCELED", executedQty: "1" });
  });

  it("knows no order that has ended (-2013) and only limits (-5025)", () => {
    const desk = createDesk();
    expect(modify(desk, desk.order(), "1", "97")).toMatchObject({ error: { code: -2013 } });
    const late = createDesk({ faults: { fillShare: () => 0.5 } });
    expect(modify(late, late.order(), "1", "97")).toMatchObject({ error: { code: -5025 } });
  });
});

describe("what else stops an order", () => {
  it("is the 201st of a symbol (-2025) or the 201st conditional one (-4045)", () => {
    const desk = createDesk();
    desk.order();
    for (let placed = 0; placed < 200; placed++) {
      desk.order({ ...LIMIT, qty: dec("0.1") });
      desk.algo();
    }
    expect([desk.orderCode(LIMIT), desk.algoCode({}), desk.orderCode({ symbol: "ALTUSDT" })]).toEqual([
      -2025, -4045, 0,
    ]);
  });

  it("is a price to be taken from a book that isn't there (-5041); from one that is, it bids 99 or takes 101", () => {
    const desk = createDesk();
    desk.market.setInstrument({ ...COIN, symbol: "NEWUSDT" });
    const matched = { ...LIMIT, price: null, timeInForce: "GTC" } as const;
    expect(desk.orderCode({ ...matched, symbol: "NEWUSDT", priceMatch: "QUEUE" })).toBe(-5041);
    expect(desk.order({ ...matched, priceMatch: "QUEUE" })).toMatchObject({ price: "99", status: "NEW" });
    expect(desk.order({ ...matched, priceMatch: "OPPONENT" })).toMatchObject({ price: "101", status: "FILLED" });
  });

  it("takes the price of the 5th level too, tells what named it, and is matched anew by a modification", () => {
    const desk = createDesk();
    const order = desk.order({ ...LIMIT, price: null, priceMatch: "QUEUE_5" });
    expect(order).toMatchObject({ price: "95", priceMatch: "QUEUE_5" });
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")).toMatchObject({ pm: "QUEUE_5", p: "95.0" });
    expect(ackRow(desk.exchange.context, order)).toMatchObject({ priceMatch: "QUEUE_5" });
    expect(orderRow(desk.exchange.context, order)).toMatchObject({ priceMatch: "QUEUE_5" });
    const change = { ref: refOf(order), side: "buy", qty: dec("1"), price: null, modifyId: null } as const;
    modifyOrder(desk.exchange.context, { ...change, priceMatch: "QUEUE_10" });
    expect(order).toMatchObject({ price: "90", priceMatch: "QUEUE_10" });
    modify(desk, order, "1", "97");
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")).toMatchObject({ pm: "NONE", p: "97.0" });
  });

  it("is a modification too many (-5026) or in a symbol that doesn't trade (-5024)", () => {
    const desk = createDesk();
    const order = desk.order(LIMIT);
    order.modifyCount = 10_000;
    expect(modify(desk, order, "1", "97")).toMatchObject({ error: { code: -5026 } });
    desk.market.setInstrument({ ...COIN, status: "DELISTING" });
    expect(modify(desk, order, "1", "97")).toMatchObject({ error: { code: -5024 } });
    expect(desk.orderCode({})).toBe(-4140);
  });
});

describe("conditional orders", () => {
  it("become regular orders with an id of their own and the same name", () => {
    const desk = createDesk();
    desk.order();
    const algo = desk.algo({ clientAlgoId: "stop-1" });
    desk.story();
    desk.market.bar({ symbol: "COINUSDT", low: 90 });
    desk.market.pass(HOUR_MS);
    expect(desk.story()).toEqual([
      "ALGO_UPDATE TRIGGERING",
      "ALGO_UPDATE TRIGGERED",
      NEW,
      ...FILL,
      "ALGO_UPDATE FINISHED",
    ]);
    expect(algo).toMatchObject({ status: "FINISHED", actual: { clientOrderId: "stop-1", status: "FILLED" } });
    const finished = lastOf(desk.frames, "ALGO_UPDATE");
    expect(finished).toMatchObject({ ai: algo.actual?.orderId.toString(), aq: "1.000", ap: "95", act: "MARKET" });
    const triggering = desk.frames.find(({ o }) => (o as { X?: string } | undefined)?.X === "TRIGGERING");
    expect(triggering?.["o"]).not.toHaveProperty("ap");
  });

  it("close the whole position where they have no quantity, and expire when it is gone before", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2.5") });
    const stop = desk.algo({ qty: null, closePosition: true, reduceOnly: false });
    const take = desk.algo({
      type: "TAKE_PROFIT_MARKET",
      triggerPrice: dec("120"),
      qty: null,
      closePosition: true,
      reduceOnly: false,
    });
    desk.market.bar({ symbol: "COINUSDT", low: 90 });
    desk.market.pass(HOUR_MS);
    expect(stop.actual).toMatchObject({ origQty: "2.5", executedQty: "2.5", status: "FILLED" });
    expect(take.status).toBe("EXPIRED");
    expect(lastOf(desk.frames, "ALGO_UPDATE")).toMatchObject({ X: "EXPIRED", rm: "The position was closed." });
  });

  it("are rejected at the trigger by a script, and go down with -2021 where they would trigger at once", () => {
    const desk = createDesk({ faults: { onTrigger: () => ({ kind: "reject" }) } });
    desk.order();
    const algo = desk.algo();
    expect(desk.algoCode({ triggerPrice: dec("101") })).toBe(-2021);
    desk.story();
    desk.market.bar({ symbol: "COINUSDT", open: 94 });
    expect(desk.story()).toEqual(["ALGO_UPDATE TRIGGERING", "ALGO_UPDATE REJECTED"]);
    expect(algo).toMatchObject({ status: "REJECTED", actual: null });
    expect(lastOf(desk.frames, "ALGO_UPDATE")["rm"]).toBe("Margin is insufficient.");
  });

  it("fill 90 s late where the engine is late, at the price of then, and may be cancelled as regular orders before", () => {
    const late = (): Desk => createDesk({ faults: { onTrigger: () => ({ kind: "engine_late", marketMs: 90_000 }) } });
    const desk = late();
    desk.order();
    const algo = desk.algo();
    desk.market.bar({ symbol: "COINUSDT", open: 94 });
    expect(algo).toMatchObject({ status: "TRIGGERED", actual: { status: "NEW" } });
    expect(cancelAlgo(desk.exchange.context, { algoId: algo.algoId, clientAlgoId: null })).toMatchObject({
      error: { code: -2011 },
    });
    desk.market.pass(89_000);
    expect(algo.actual?.status).toBe("NEW");
    desk.market.pass(1_000);
    expect(algo).toMatchObject({ status: "FINISHED", actual: { status: "FILLED", cumQuote: "94" } });
    const other = late();
    other.order();
    const second = other.algo();
    other.market.bar({ symbol: "COINUSDT", open: 94 });
    cancelOrder(other.exchange.context, refOf(second.actual!));
    other.market.pass(HOUR_MS / 4);
    expect(second).toMatchObject({ status: "FINISHED", actual: { status: "CANCELED", executedQty: "0" } });
    expect(lastOf(other.frames, "ALGO_UPDATE")).toMatchObject({ X: "FINISHED", aq: "0" });
  });
});

describe("a scripted partial fill", () => {
  it("fills 40 % at once and the rest 5 s of market time later", () => {
    const desk = createDesk({ faults: { fillShare: () => 0.4 } });
    const order = desk.order({ qty: dec("2") });
    expect(order).toMatchObject({ status: "PARTIALLY_FILLED", executedQty: "0.8" });
    desk.market.pass(5_000);
    expect(order).toMatchObject({ status: "FILLED", executedQty: "2" });
  });

  it("can be cancelled in between: 0.8 stays, the rest never fills", () => {
    const desk = createDesk({ faults: { fillShare: () => 0.4 } });
    const order = desk.order({ qty: dec("2") });
    cancelOrder(desk.exchange.context, refOf(order));
    desk.market.pass(HOUR_MS / 2);
    expect(order).toMatchObject({ status: "CANCELED", executedQty: "0.8" });
    expect(desk.market.sim.report().positions).toEqual({ "main:COINUSDT": "0.8" });
  });
});
