import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { plan, working } from "./planned.js";
import { planExits } from "../../../src/core/exits/plan-exits.js";
import { planProtection } from "../../../src/core/exits/plan-protection.js";
import { exitPlan, exitRecord, market, OPENED_MS, POLICY, position } from "./samples.js";

/** The venue's grid has become 0.5 USDT and 0.1 BTC; the sample's stops and quantity were planned before. */
const coarse = market({
  instrument: sampleInstrument({ tickSize: dec("0.5"), stepSize: dec("0.1"), minQty: dec("0.1") }),
});
const off = { exits: exitPlan({ disasterStop: dec("47600.1"), strategyStop: dec("49000.1") }), qty: dec("0.2037") };

describe("resting exits when the venue's grid has changed under them", () => {
  it("stay where they are: the level and the quantity they stand for are the plan's still", () => {
    const orders = [
      exitRecord("disaster_stop", { request: { triggerPrice: dec("47600.1") } }),
      exitRecord("stop", { request: { triggerPrice: dec("49000.1"), qty: dec("0.2037") } }),
    ];
    expect(plan({ view: coarse, positions: [position(off)], orders })).toEqual([]);
  });

  it("stay as well when they were placed on the new grid for a level between its ticks", () => {
    const orders = [
      exitRecord("disaster_stop", { stopPrice: dec("47600.1"), request: { triggerPrice: dec("47600.5") } }),
      exitRecord("stop", { stopPrice: dec("49000.1"), request: { triggerPrice: dec("49000.5") } }),
    ];
    expect(plan({ view: coarse, positions: [position(off)], orders })).toEqual([]);
    const finer = market({ instrument: sampleInstrument({ tickSize: dec("0.01") }) });
    const whole = [position({ exits: off.exits })];
    expect(plan({ view: finer, positions: whole, orders })).toEqual([]);
  });

  it("are replaced when their level moves: the strategy stop from 49,000.1 to 49,500.1", () => {
    const orders = [
      exitRecord("disaster_stop", { request: { triggerPrice: dec("47600.1") } }),
      exitRecord("stop", { request: { triggerPrice: dec("49000.1"), qty: dec("0.2037") } }),
    ];
    const moved = [position({ ...off, exits: exitPlan({ ...off.exits, strategyStop: dec("49500.1") }) })];
    expect(plan({ view: coarse, positions: moved, orders })).toEqual(["place stop 0.2 @49500.1"]);
  });

  it("take a smaller quantity on the old grid for too small: 0.1 does not cover 0.2037", () => {
    const orders = [
      exitRecord("disaster_stop", { request: { triggerPrice: dec("47600.1") } }),
      exitRecord("stop", { request: { triggerPrice: dec("49000.1"), qty: dec("0.1") } }),
    ];
    expect(plan({ view: coarse, positions: [position(off)], orders })).toEqual(["place stop 0.2 @49000.1"]);
  });

  it("need no strategy stop for less than the least order: the closePosition stop takes it", () => {
    const small = [position({ qty: dec("0.0937"), cost: dec("4685") })];
    expect(plan({ view: coarse, positions: small, orders: [exitRecord("disaster_stop")] })).toEqual([]);
  });
});

describe("an order that the venue refused", () => {
  const refused = { status: "rejected", endCode: -4014 } as const;
  const outdated = exitRecord("disaster_stop", { ...refused, request: { triggerPrice: dec("47600.1") } });

  it("for a grid that no longer holds is no failed protection: the stop is placed again, nothing is closed", () => {
    const positions = [position({ ...off, qty: dec("0.2") })];
    const strategy = exitRecord("stop", { request: { triggerPrice: dec("49000.1") } });
    expect(plan({ view: coarse, positions, orders: [outdated, strategy] })).toEqual([
      "place disaster_stop 0.2 @47600.1",
    ]);
  });

  it("although it was on the grid of now has failed: market close", () => {
    const again = exitRecord("disaster_stop", { ...refused, attempt: 1, request: { triggerPrice: dec("47600.5") } });
    const positions = [position({ ...off, qty: dec("0.2") })];
    expect(plan({ view: coarse, positions, orders: [outdated, again] })).toEqual(["place flatten 0.2 @market"]);
  });

  it("as a close on the old grid goes out again on the new one, once: refused there, too, it waits for a decision", () => {
    const positions = [position({ qty: dec("0.2037") })];
    const old = exitRecord("close", { status: "rejected", endCode: -1111, request: { qty: dec("0.2037") } });
    expect(plan({ view: coarse, positions, orders: [...working, old] })).toEqual(["place close 0.2 @market"]);
    const both = [...working, old, exitRecord("close", { attempt: 1, status: "rejected", endCode: -2022 })];
    expect(plan({ view: coarse, positions, orders: both })).toEqual([]);
    const inFlight = [...working, old, exitRecord("close", { attempt: 1, status: "submitted" })];
    expect(plan({ view: coarse, positions, orders: inFlight })).toEqual([]);
  });

  it("as a close of an earlier position says nothing of this one", () => {
    const old = exitRecord("close", {
      status: "rejected",
      intendedAtMs: OPENED_MS - 1,
      request: { qty: dec("0.2037") },
    });
    expect(plan({ view: coarse, orders: [...working, old] })).toEqual([]);
  });
});

describe("less than the venue's least order", () => {
  const rest = [position({ qty: dec("0.0037"), cost: dec("185"), exits: exitPlan({ strategyStop: null }) })];

  it("that a close has left goes out next, as that order on its way (venue-grid.ts)", () => {
    const close = exitRecord("close", { status: "filled", filledQty: dec("0.2") });
    const orders = [exitRecord("disaster_stop"), close];
    expect(plan({ view: coarse, positions: rest, orders })).toEqual(["place close 0.0037 @market"]);
  });

  it("that a close by age has left in the same bar goes out under an id of its own", () => {
    const aged = position({ ...rest[0]!, barsHeld: 10, exits: exitPlan({ strategyStop: null, maxBars: 10 }) });
    const state = { positions: { "main:BTCUSDT": aged }, orders: {} };
    const [first] = planExits({ state, view: coarse });
    const close = exitRecord("close", { status: "filled", filledQty: dec("0.2") });
    const input = { positions: [aged], orders: [exitRecord("disaster_stop"), close], view: coarse, policy: POLICY };
    const [again] = planProtection({ ...input, atMs: OPENED_MS + 100, flattenAll: false });
    expect(again).toMatchObject({ kind: "place", sized: { intent: { purpose: "close" } } });
    expect(again!.kind === "place" && again!.sized.intent.id).not.toBe(first!.intent.id);
  });

  it("that no close has left stays a position with its closePosition stop", () => {
    expect(plan({ view: coarse, positions: rest, orders: [exitRecord("disaster_stop")] })).toEqual([]);
  });
});

describe("a close that the venue keeps refusing", () => {
  it("waits for the time it was given, a forced one as well", () => {
    const mayCloseAtMs = () => OPENED_MS + 8_000;
    const wait = { flattenAll: true, orders: working, mayCloseAtMs };
    expect(plan({ ...wait, atMs: OPENED_MS + 7_999 })).toEqual([]);
    expect(plan({ ...wait, atMs: OPENED_MS + 8_000 })).toEqual(["place flatten 0.2 @market"]);
  });
});
