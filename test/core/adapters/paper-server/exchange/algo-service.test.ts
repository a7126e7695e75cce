import { describe, expect, it } from "vitest";
import { algoAckRow, algoRow, orderRow } from "../../../../../src/core/adapters/paper-server/exchange/order-rows.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../../../src/core/lib/time.js";
import { createDesk, lastOf, LIMIT } from "./desk.js";
import type { Desk } from "./desk.js";

const FILL = ["TRADE_LITE", "ORDER_TRADE_UPDATE TRADE FILLED", "ACCOUNT_UPDATE ORDER"];
const NEW = "ORDER_TRADE_UPDATE NEW NEW";
const TRIGGERED = ["ALGO_UPDATE TRIGGERING", "ALGO_UPDATE TRIGGERED", NEW];
const STOP = { type: "STOP", price: dec("94") } as const;

/** Long 1 at 100, nothing told yet. */
function long(): Desk {
  const desk = createDesk();
  desk.order();
  desk.story();
  return desk;
}

function fallTo(desk: Desk, low: number): readonly string[] {
  desk.market.bar({ symbol: "COINUSDT", low });
  desk.market.pass(HOUR_MS);
  return desk.story();
}

describe("STOP and TAKE_PROFIT", () => {
  it("become a regular LIMIT order of their own time in force, told with its price", () => {
    const desk = long();
    const algo = desk.algo({ ...STOP, timeInForce: "IOC", clientAlgoId: "s" });
    expect(algoAckRow(desk.exchange.context, algo)).toMatchObject({
      ...{ orderType: "STOP", price: "94.0", triggerPrice: "95.0", timeInForce: "IOC", activatePrice: "" },
    });
    desk.story();
    expect(fallTo(desk, 90)).toEqual([...TRIGGERED, ...FILL, "ALGO_UPDATE FINISHED"]);
    expect(algo.actual).toMatchObject({ type: "LIMIT", price: "94", clientOrderId: "s", timeInForce: "IOC" });
    expect(lastOf(desk.frames, "ALGO_UPDATE")).toMatchObject({ o: "STOP", act: "LIMIT", p: "94.0", aq: "1.000" });
    expect(algoRow(desk.exchange.context, algo)).toMatchObject({ actualType: "LIMIT", actualQty: "1.000" });
  });

  it.each([
    ["IOC", "96", "er=2"],
    ["FOK", "96", "er=10"],
    ["GTX", "94", "er=11"],
  ] as const)("%s that can't be carried out at its trigger is EXPIRED with %s, %s", (timeInForce, price, reason) => {
    const desk = long();
    desk.algo({ ...STOP, price: dec(price), timeInForce });
    desk.story();
    const end = [`ORDER_TRADE_UPDATE EXPIRED EXPIRED ${reason}`, "ALGO_UPDATE FINISHED"];
    expect(fallTo(desk, 90)).toEqual([...TRIGGERED, ...end]);
  });

  it("take the price of the book when they trigger, and tell it", () => {
    const desk = long();
    const algo = desk.algo({ ...STOP, price: null, priceMatch: "OPPONENT_5" });
    fallTo(desk, 90);
    expect(algo.actual).toMatchObject({ type: "LIMIT", price: "90", priceMatch: "OPPONENT_5", status: "FILLED" });
  });

  it("are good till their date: EXPIRED without ever having triggered", () => {
    const desk = long();
    const goodTillMs = desk.market.nowMs + HOUR_MS;
    const algo = desk.algo({ ...STOP, timeInForce: "GTD", goodTillMs });
    expect(algoRow(desk.exchange.context, algo)).toMatchObject({ goodTillDate: goodTillMs });
    desk.story();
    desk.market.pass(HOUR_MS);
    expect(desk.story()).toEqual(["ALGO_UPDATE EXPIRED"]);
    expect(desk.algoCode({ ...STOP, timeInForce: "GTD", goodTillMs: desk.market.nowMs + 1 })).toBe(-5040);
  });
});

describe("TRAILING_STOP_MARKET", () => {
  const TRAIL = { type: "TRAILING_STOP_MARKET", triggerPrice: null, callbackRate: dec("2") } as const;

  it("tells itself twice as NEW where it is active at once: the second time with ia", () => {
    const desk = long();
    const algo = desk.algo(TRAIL);
    expect(desk.story()).toEqual(["ALGO_UPDATE NEW", "ALGO_UPDATE NEW"]);
    expect(desk.frames.slice(-2).map(({ o }) => (o as { ia: boolean }).ia)).toEqual([false, true]);
    expect(algoAckRow(desk.exchange.context, algo)).toMatchObject({ callbackRate: "2", activatePrice: "" });
    expect(fallTo(desk, 90)).toEqual([...TRIGGERED, ...FILL, "ALGO_UPDATE FINISHED"]);
    expect(algo.actual).toMatchObject({ type: "MARKET", cumQuote: "98" });
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")).toMatchObject({ AP: "0", cr: "2" });
  });

  it("waits for its activation price, and is refused with -2021 where that has passed", () => {
    const desk = long();
    expect(desk.algoCode({ ...TRAIL, activatePrice: dec("99") })).toBe(-2021);
    desk.algo({ ...TRAIL, activatePrice: dec("105") });
    expect(desk.story()).toEqual(["ALGO_UPDATE NEW"]);
    desk.market.bar({ symbol: "COINUSDT", high: 106, close: 105 });
    desk.market.pass(HOUR_MS);
    expect(desk.story()).toEqual(["ALGO_UPDATE NEW"]);
    desk.market.bar({ symbol: "COINUSDT", open: 105, low: 103 });
    desk.market.pass(HOUR_MS);
    expect(desk.story()).toEqual([...TRIGGERED, ...FILL, "ALGO_UPDATE FINISHED"]);
  });
});

describe("priceProtect", () => {
  it("keeps a stop waiting while last and mark price are more than 5 % apart", () => {
    const desk = long();
    const algo = desk.algo({ triggerPrice: dec("92"), priceProtect: true });
    desk.market.bar({ symbol: "COINUSDT", low: 80, mark: { open: 100, high: 100, low: 99, close: 100 } });
    desk.market.pass(HOUR_MS);
    expect(algo.status).toBe("NEW");
    desk.market.bar({ symbol: "COINUSDT", low: 80, mark: { open: 100, high: 100, low: 90, close: 100 } });
    desk.market.pass(HOUR_MS);
    expect(algo.status).toBe("FINISHED");
  });
});

describe("orders of one account that would trade with each other", () => {
  const OFFER = { ...LIMIT, side: "sell", price: dec("100.1") } as const;
  // The hand-driven market slips by nothing: a bid at 100.1 takes 1 at 100 and is over before it meets the offer.
  const meet = (stpMode: "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH", timeInForce: "GTC" | "IOC" = "GTC") => {
    const desk = createDesk({ faults: { fillShare: () => 0.5 } });
    const maker = desk.order(OFFER);
    desk.story();
    const taker = desk.order({ ...LIMIT, price: dec("100.1"), qty: dec("2"), timeInForce, stpMode });
    return { desk, maker, taker };
  };

  it("EXPIRE_MAKER ends the resting one as EXPIRED_IN_MATCH with er=1", () => {
    const { desk, maker, taker } = meet("EXPIRE_MAKER");
    expect(maker).toMatchObject({ status: "EXPIRED_IN_MATCH", executedQty: "0" });
    expect(taker).toMatchObject({ status: "PARTIALLY_FILLED", executedQty: "1" });
    expect(desk.story()).toContain("ORDER_TRADE_UPDATE EXPIRED EXPIRED_IN_MATCH er=1");
    expect(orderRow(desk.exchange.context, maker)).toMatchObject({ status: "EXPIRED_IN_MATCH" });
  });

  it("EXPIRE_TAKER ends the rest of the new one: er=3 where it is IOC", () => {
    const { desk, maker, taker } = meet("EXPIRE_TAKER", "IOC");
    expect(maker.status).toBe("NEW");
    expect(taker).toMatchObject({ status: "EXPIRED_IN_MATCH", executedQty: "1" });
    expect(desk.story().at(-1)).toBe("ORDER_TRADE_UPDATE EXPIRED EXPIRED_IN_MATCH er=3");
  });

  it("EXPIRE_BOTH ends both", () => {
    const { maker, taker } = meet("EXPIRE_BOTH");
    expect([maker.status, taker.status]).toEqual(["EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"]);
  });
});

describe("resting reduce-only orders", () => {
  it("are knocked out with er=4 when the position shrinks below those before them", () => {
    const desk = createDesk();
    desk.order({ qty: dec("3") });
    const exit = { ...LIMIT, side: "sell", reduceOnly: true } as const;
    desk.order({ ...exit, price: dec("101"), qty: dec("2") });
    const far = desk.order({ ...exit, price: dec("102") });
    desk.story();
    desk.exchange.applyAccountFault({ kind: "manual_trade", symbol: "COINUSDT", side: "sell", qty: "1" });
    expect(desk.story()).toEqual([NEW, ...FILL, "ORDER_TRADE_UPDATE EXPIRED EXPIRED er=4"]);
    expect(far.status).toBe("EXPIRED");
    expect(desk.orderCode({ ...exit, price: dec("103") })).toBe(-2022);
  });
});
