import { describe, expect, it } from "vitest";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { plan, working } from "./planned.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { exitRecord, market, OPENED_MS, position } from "./samples.js";

describe("failed protection", () => {
  const flatten = ["place flatten 0.2 @market"];

  it("closes at market when a stop was rejected and nothing stands in", () => {
    expect(
      plan({ orders: [exitRecord("disaster_stop"), exitRecord("stop", { status: "rejected", endCode: -2021 })] }),
    ).toEqual(flatten);
    expect(plan({ orders: [exitRecord("disaster_stop", { status: "rejected" })] })).toEqual(flatten);
    expect(plan({ orders: [...working, exitRecord("stop", { attempt: 1, status: "rejected" })] })).toEqual([]);
  });

  it("forgives a rejection that belongs to an earlier position", () => {
    const old = exitRecord("stop", { status: "rejected", intendedAtMs: OPENED_MS - 1 });
    expect(plan({ orders: [exitRecord("disaster_stop"), old] })).toEqual(["place stop 0.2 @49000"]);
  });

  it("places a canceled or expired stop again", () => {
    for (const status of ["canceled", "expired", "abandoned"] as const) {
      expect(plan({ orders: [exitRecord("disaster_stop"), exitRecord("stop", { status })] })).toEqual([
        "place stop 0.2 @49000",
      ]);
    }
  });

  it("closes when the missing stop is already through the market at 49,000, not at 49,000.1", () => {
    const orders = [exitRecord("disaster_stop")];
    expect(plan({ orders, view: market({ last: 49_000 }) })).toEqual(flatten);
    expect(plan({ orders, view: market({ last: 49_000.1 }) })).toEqual(["place stop 0.2 @49000"]);
    expect(plan({ view: market({ mark: 47_000, last: 50_000 }) })).toEqual(flatten);
  });

  it("trusts the entry price where it is newer than the last bar", () => {
    const view = market({ last: 48_000, mark: 48_000, markAtMs: OPENED_MS - 1 });
    expect(plan({ view })).toEqual(["place disaster_stop 0.2 @47600", "place stop 0.2 @49000"]);
  });

  it("closes once a position has been unprotected for 10,000 ms, not at 9,999, and not if the stop works by now", () => {
    const positions = [position({ unprotectedSinceMs: OPENED_MS, unprotectedKnownMs: OPENED_MS })];
    const orders = [exitRecord("disaster_stop", { status: "submitted" }), exitRecord("stop")];
    expect(plan({ positions, orders, atMs: OPENED_MS + 9_999 })).toEqual([]);
    expect(plan({ positions, orders, atMs: OPENED_MS + 10_000 })).toEqual(flatten);
    expect(plan({ positions, orders: working, atMs: OPENED_MS + 10_000 })).toEqual([]);
    expect(plan({ positions, orders, atMs: Number.NaN })).toEqual(flatten);
  });

  it("closes a position without a plan at the deadline", () => {
    const positions = [position({ exits: null, unprotectedSinceMs: OPENED_MS, unprotectedKnownMs: OPENED_MS })];
    expect(plan({ positions })).toEqual([]);
    expect(plan({ positions, atMs: OPENED_MS + 10_000 })).toEqual(flatten);
  });

  it("sends one forced close at a time and waits 1,000 ms after one that failed", () => {
    const rejected = exitRecord("stop", { status: "rejected" });
    const orders = (state: Partial<OrderRecord>) => [
      exitRecord("disaster_stop"),
      rejected,
      exitRecord("flatten", state),
    ];
    expect(plan({ orders: orders({ status: "submitted" }) })).toEqual([]);
    const failed = orders({ status: "rejected", finishedAtMs: OPENED_MS });
    expect(plan({ orders: failed, atMs: OPENED_MS + 999 })).toEqual([]);
    expect(plan({ orders: failed, atMs: OPENED_MS + 1_000 })).toEqual(flatten);
  });

  it("lets a close in flight do the work and cancels one that waits as maker", () => {
    const rejected = exitRecord("stop", { status: "rejected" });
    expect(plan({ orders: [exitRecord("disaster_stop"), rejected, exitRecord("close")] })).toEqual([]);
    const waiting = exitRecord("close", { style: "maker" });
    expect(plan({ orders: [exitRecord("disaster_stop"), rejected, waiting] })).toEqual(["cancel close0"]);
  });

  it("closes lot by lot above the venue's market maximum of 120", () => {
    const positions = [position({ qty: dec("300"), cost: dec("15000000") })];
    expect(plan({ positions, flattenAll: true })).toEqual(["place flatten 120 @market"]);
  });
});

describe("a hard limit", () => {
  it("closes every position and withdraws resting entries", () => {
    const entry = exitRecord("open", { style: "maker", request: { symbol: "ETHUSDT", side: "buy" } });
    expect(plan({ orders: [...working, entry], flattenAll: true })).toEqual([
      "place flatten 0.2 @market",
      "cancel open0",
    ]);
  });
});

it("closes 0.2 of 0.2037 where the grid has become 0.1, then the 0.0037 that is left", () => {
  const view = market({ instrument: sampleInstrument({ stepSize: dec("0.1") }) });
  const finer = [position({ qty: dec("0.2037"), cost: dec("10185") })];
  expect(plan({ view, positions: finer, flattenAll: true })).toEqual(["place flatten 0.2 @market"]);
  const rest = [position({ qty: dec("0.0037"), cost: dec("185") })];
  expect(plan({ view, positions: rest, orders: [exitRecord("disaster_stop")], flattenAll: true })).toEqual([
    "place flatten 0.0037 @market",
  ]);
});

it("uses the instrument's own grid for a lot", () => {
  const view = market({ instrument: sampleInstrument({ marketMaxQty: dec("0.0505"), stepSize: dec("0.01") }) });
  expect(plan({ view, flattenAll: true })).toEqual(["place flatten 0.05 @market"]);
});
