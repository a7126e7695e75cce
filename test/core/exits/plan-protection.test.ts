import { describe, expect, it } from "vitest";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { planProtection } from "../../../src/core/exits/plan-protection.js";
import { isProtected } from "../../../src/core/exits/protection.js";
import { plan, working } from "./planned.js";
import { exitPlan, exitRecord, market, OPENED_MS, POLICY, position } from "./samples.js";

describe("a new position", () => {
  it("gets its disaster stop first, then its stop for the filled 0.2", () => {
    expect(plan()).toEqual(["place disaster_stop 0.2 @47600", "place stop 0.2 @49000"]);
  });

  it("asks for nothing while both are on their way, unknown or working", () => {
    for (const status of ["intended", "submitted", "unknown", "acknowledged"] as const) {
      expect(plan({ orders: [exitRecord("disaster_stop", { status }), exitRecord("stop", { status })] })).toEqual([]);
    }
  });

  it("gets orders that reduce on the other side, the disaster stop for the whole position", () => {
    const short = position({ qty: dec("-0.2"), exits: exitPlan({ disasterStop: dec("52400"), strategyStop: null }) });
    const [action] = planProtection({
      positions: [short],
      orders: [],
      view: market(),
      policy: POLICY,
      atMs: OPENED_MS,
      flattenAll: false,
    });
    expect(action).toMatchObject({
      kind: "place",
      sized: { reduceOnly: true, closePosition: true, intent: { side: "buy", account: "main", strategy: "momentum" } },
    });
  });

  it("has ids that follow from position, purpose and attempt alone", () => {
    const idsOf = (exitAttempts: number) =>
      planProtection({
        positions: [position({ exitAttempts })],
        orders: [],
        view: market(),
        policy: POLICY,
        atMs: OPENED_MS,
        flattenAll: false,
      }).map((action) => (action.kind === "place" ? action.sized.intent.id : ""));
    expect(idsOf(0)).toEqual(idsOf(0));
    expect(new Set([...idsOf(0), ...idsOf(1)]).size).toBe(4);
  });
});

describe("a changed position", () => {
  const grown = position({ qty: dec("0.3"), cost: dec("15000") });

  it("gets a stop for 0.3 before the one for 0.2 goes", () => {
    expect(plan({ positions: [grown], orders: working })).toEqual(["place stop 0.3 @49000"]);
    const replacement = { qty: dec("0.3") };
    const sent = exitRecord("stop", { attempt: 1, status: "submitted", request: replacement });
    expect(plan({ positions: [grown], orders: [...working, sent] })).toEqual([]);
    const works = exitRecord("stop", { attempt: 1, request: replacement });
    expect(plan({ positions: [grown], orders: [...working, works] })).toEqual(["cancel stop0"]);
  });

  it("waits at most 5 s for the replacement before the old stop goes", () => {
    const sent = exitRecord("stop", { attempt: 1, status: "unknown", request: { qty: dec("0.3") } });
    const at = (afterMs: number) => plan({ positions: [grown], orders: [...working, sent], atMs: OPENED_MS + afterMs });
    expect(at(4_999)).toEqual([]);
    expect(at(5_000)).toEqual(["cancel stop0"]);
  });

  it("never has a third stop at the venue: a second growth waits until the first is gone", () => {
    const [disaster, first] = [exitRecord("disaster_stop"), exitRecord("stop")];
    const second = exitRecord("stop", { attempt: 1, status: "submitted", request: { qty: dec("0.3") } });
    const input = { positions: [position({ qty: dec("0.4"), cost: dec("20000") })], orders: [disaster, first, second] };
    expect(plan(input)).toEqual([]);
    second.status = "acknowledged";
    expect(plan(input)).toEqual(["cancel stop0"]);
    first.cancelRequested = true;
    expect(plan(input)).toEqual([]);
    first.status = "canceled";
    expect(plan(input)).toEqual(["place stop 0.4 @49000"]);
  });

  it("gets its stop moved when the plan's stop has moved", () => {
    const positions = [position({ exits: exitPlan({ strategyStop: dec("49200") }) })];
    expect(plan({ positions, orders: working })).toEqual(["place stop 0.2 @49200"]);
  });

  it("keeps a stop that has triggered and is part filled, even if the plan has moved on", () => {
    const positions = [position({ qty: dec("0.15"), exits: exitPlan({ strategyStop: dec("49200") }) })];
    const triggered = exitRecord("stop", { triggered: true, status: "partially_filled", filledQty: dec("0.05") });
    expect(plan({ positions, orders: [exitRecord("disaster_stop"), triggered] })).toEqual([]);
  });

  it("loses surplus disaster stops, and a wrong one before the right one comes", () => {
    const twice = [...working, exitRecord("disaster_stop", { attempt: 1 })];
    expect(plan({ orders: twice })).toEqual(["cancel disaster_stop1"]);
    const wrong = exitRecord("disaster_stop", { request: { triggerPrice: dec("40000") } });
    expect(plan({ orders: [wrong, exitRecord("stop")] })).toEqual(["cancel disaster_stop0"]);
    wrong.cancelRequested = true;
    expect(plan({ orders: [wrong, exitRecord("stop")] })).toEqual([]);
    wrong.status = "canceled";
    expect(plan({ orders: [wrong, exitRecord("stop")] })).toEqual(["place disaster_stop 0.2 @47600"]);
  });

  it("covers one market lot of 120 with the strategy stop and asks no more", () => {
    const positions = [position({ qty: dec("300"), cost: dec("15000000") })];
    expect(plan({ positions })).toEqual(["place disaster_stop 300 @47600", "place stop 120 @49000"]);
    const lot = exitRecord("stop", { request: { qty: dec("120") } });
    expect(plan({ positions, orders: [exitRecord("disaster_stop"), lot] })).toEqual([]);
  });
});

describe("a position that is gone", () => {
  it("leaves no exit behind: stops, ladder and a waiting maker close", () => {
    const orders = [
      ...working,
      exitRecord("take_profit", { request: { triggerPrice: dec("51000") } }),
      exitRecord("close", { style: "maker", request: { type: "limit", price: dec("50010") } }),
      exitRecord("close", { attempt: 1 }),
      exitRecord("stop", { attempt: 2, status: "filled" }),
      exitRecord("stop", { attempt: 3, cancelRequested: true }),
    ];
    expect(plan({ positions: [], orders })).toEqual([
      "cancel disaster_stop0",
      "cancel stop0",
      "cancel take_profit0",
      "cancel close0",
    ]);
  });

  it("takes exits on the wrong side with it when the position has turned", () => {
    const buy = { side: "buy" } as const;
    const orders = [...working, exitRecord("disaster_stop", { attempt: 1, request: buy })];
    expect(plan({ orders })).toEqual(["cancel disaster_stop1"]);
  });
});

describe("the ladder", () => {
  const ladder = (done: boolean) =>
    exitPlan({
      takeProfits: [
        { price: dec("51000"), fraction: 0.5, done },
        { price: dec("52000"), fraction: 0.25, done: false },
      ],
    });
  const rung = (attempt: number, triggerPrice: string, qty: string, changes: Partial<OrderRecord> = {}) =>
    exitRecord("take_profit", { ...changes, attempt, request: { triggerPrice: dec(triggerPrice), qty: dec(qty) } });

  it("rests 0.1 at 51,000 and 0.05 at 52,000 for 0.2 BTC", () => {
    const positions = [position({ exits: ladder(false) })];
    expect(plan({ positions, orders: working })).toEqual([
      "place take_profit 0.1 @51000",
      "place take_profit 0.05 @52000",
    ]);
    expect(plan({ positions, orders: [...working, rung(0, "51000", "0.1"), rung(1, "52000", "0.05")] })).toEqual([]);
  });

  it("leaves no step behind where its rungs are the whole position: 0.06 and 0.141 of 0.201 BTC", () => {
    const takeProfits = [
      { price: dec("51000"), fraction: 0.3, done: false },
      { price: dec("52000"), fraction: 0.7, done: false },
    ];
    const positions = [position({ qty: dec("0.201"), exits: exitPlan({ takeProfits }) })];
    const orders = [exitRecord("disaster_stop"), exitRecord("stop", { request: { qty: dec("0.201") } })];
    expect(plan({ positions, orders })).toEqual(["place take_profit 0.06 @51000", "place take_profit 0.141 @52000"]);
  });

  it("keeps the second rung's 0.05 once the first is done and 0.1 is left", () => {
    const positions = [position({ qty: dec("0.1"), exits: ladder(true) })];
    const orders = [
      exitRecord("disaster_stop"),
      exitRecord("stop", { request: { qty: dec("0.1") } }),
      rung(1, "52000", "0.05"),
    ];
    expect(plan({ positions, orders })).toEqual([]);
  });

  it("cancels a rung that has become too large and places it again once it is gone", () => {
    const positions = [position({ qty: dec("0.08"), exits: ladder(true) })];
    const stops = [exitRecord("disaster_stop"), exitRecord("stop", { request: { qty: dec("0.08") } })];
    const large = rung(1, "52000", "0.05");
    expect(plan({ positions, orders: [...stops, large] })).toEqual(["cancel take_profit1"]);
    large.cancelRequested = true;
    expect(plan({ positions, orders: [...stops, large] })).toEqual([]);
    large.status = "canceled";
    expect(plan({ positions, orders: [...stops, large] })).toEqual(["place take_profit 0.04 @52000"]);
  });

  it("leaves out a rung below the venue's smallest quantity and one that was just refused or filled", () => {
    const tiny = [position({ qty: dec("0.003"), exits: ladder(false) })];
    const stops = [exitRecord("disaster_stop"), exitRecord("stop", { request: { qty: dec("0.003") } })];
    expect(plan({ positions: tiny, orders: stops })).toEqual(["place take_profit 0.001 @51000"]);
    for (const status of ["rejected", "filled"] as const) {
      expect(plan({ positions: tiny, orders: [...stops, rung(0, "51000", "0.001", { status })] })).toEqual([]);
    }
  });
});

describe("protected", () => {
  it("is a position whose disaster stop works, and none of its other states", () => {
    expect(isProtected(position(), [exitRecord("disaster_stop")])).toBe(true);
    for (const status of ["intended", "submitted", "unknown", "filled", "canceled", "rejected"] as const) {
      expect(isProtected(position(), [exitRecord("disaster_stop", { status })])).toBe(false);
    }
    expect(isProtected(position(), [exitRecord("stop")])).toBe(false);
    expect(isProtected(position(), [exitRecord("disaster_stop", { cancelRequested: true })])).toBe(false);
    expect(isProtected(position({ qty: dec("-0.2") }), [exitRecord("disaster_stop")])).toBe(false);
    expect(isProtected(position(), [exitRecord("disaster_stop", { request: { symbol: "ETHUSDT" } })])).toBe(false);
  });
});
