import { describe, expect, it } from "vitest";
import type { Mode } from "../../../src/core/domain/mode.js";
import type { StateCause } from "../../../src/core/domain/trading-state.js";
import { createInterlock } from "../../../src/core/engine/interlock.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { LEASE, NOW_MS, openDesk, requestOf, stateWith } from "../../support/interlock-desk.js";
import { sampleRecord } from "../../support/samples/orders.js";

const HALT: StateCause = { code: "operator_halt", kind: "latch", state: "HALTED", sinceMs: 0, clears: "hedge resume" };
const GATE: StateCause = { ...HALT, code: "user_stream_stale", kind: "gate", state: "REDUCING" };

describe("right before each send, first or repeated", () => {
  const situations: readonly (readonly [string, Mode, (state: EngineState) => void, RegExp | null])[] = [
    ["nothing has happened", "testnet", () => undefined, null],
    [
      "an operator has halted",
      "testnet",
      (state) => state.portfolio.causes.push(HALT),
      /trading is HALTED \(operator_halt\)/,
    ],
    ["a gate has closed", "testnet", (state) => state.portfolio.causes.push(GATE), /REDUCING \(user_stream_stale\)/],
    ["the session stops", "testnet", (state) => void (state.stopRequested = true), /the session is stopping/],
    ["the lease holds", "prod", () => undefined, null],
    ["it was disarmed", "prod", (state) => void (state.lease = null), /interlock: no lease is armed/],
    [
      "the ceiling was lowered",
      "prod",
      (state) => void (state.lease = { ...LEASE, maxNotionalUsd: dec("999") }),
      /allows 999/,
    ],
  ];

  it.each(situations)("since the decision %s (%s): an entry and its change", (_what, mode, happen, refusal) => {
    const state = stateWith(mode, LEASE);
    const record = sampleRecord({ request: { side: "buy", clientOrderId: "r1", price: dec("2000"), qty: dec("0.3") } });
    Reflect.deleteProperty(state.portfolio.orders, "unknown");
    state.portfolio.orders["r1"] = { ...record, purpose: "open", status: "acknowledged", notionalUsd: 600 };
    const { interlock } = openDesk(state);
    const base = { clientOrderId: "r1", symbol: "ETHUSDT", side: "buy", reduceOnly: false } as const;
    const nearer = { ...base, price: dec("2000.1"), qty: dec("0.2999") };
    const away = { ...base, price: dec("1990"), qty: dec("0.3") };
    const asked = (): (string | null)[] => [
      interlock.leaving.order(requestOf("entry")),
      interlock.leaving.change(nearer),
    ];
    expect(asked()).toEqual([null, null]);
    happen(state);
    for (const said of asked()) {
      if (refusal === null) expect(said).toBeNull();
      else expect(said).toMatch(refusal);
    }
    // What reduces is never held back, nor what moves away from the market.
    for (const kind of ["reduce-only", "close-position"] as const)
      expect(interlock.leaving.order(requestOf(kind)), kind).toBeNull();
    expect(interlock.leaving.change(away)).toBeNull();
  });

  it("the lease has run out by the venue's time while the books heard nothing for 2 ms", () => {
    const state = stateWith("prod", LEASE);
    let nowMs = NOW_MS;
    const interlock = createInterlock({ state, preflight: () => null, nowMs: () => nowMs });
    expect(interlock.leaving.order(requestOf("entry"))).toBeNull();
    nowMs += 2;
    expect(interlock.leaving.order(requestOf("entry"))).toMatch(/no lease is armed/);
  });

  it("doctor's preflight has turned red", () => {
    let problem: string | null = null;
    const interlock = createInterlock({
      state: stateWith("prod", LEASE),
      preflight: () => problem,
      nowMs: () => NOW_MS,
    });
    expect(interlock.leaving.order(requestOf("entry"))).toBeNull();
    problem = "the disk is full";
    expect(interlock.leaving.order(requestOf("entry"))).toBe("interlock: the preflight is not green: the disk is full");
  });
});

// All combinations of environment, mode, lease, preflight and kind: test/core/app/interlock.test.ts.
describe("the production interlock", () => {
  it("names gross exposure and ceiling: 400 held, 600 on its way, 999 allowed", () => {
    const { broker, told } = openDesk(stateWith("prod", { ...LEASE, maxNotionalUsd: dec("999") }));
    broker.place(requestOf("entry"), NOW_MS);
    expect(told).toMatchObject([
      { code: 0, reason: "interlock: 1000 USDT with what is on its way, the lease allows 999" },
    ]);
  });

  it("lets 600 through after it has turned back 5,000 in the same instant: what never left takes nothing of 2,000", () => {
    const state = stateWith("prod", { ...LEASE, maxNotionalUsd: dec("2000") });
    const { broker, sent } = openDesk(state);
    for (const [id, notionalUsd] of [
      ["large", 5_000],
      ["small", 600],
    ] as const) {
      const record = sampleRecord({ request: { ...requestOf("entry"), clientOrderId: id } });
      state.portfolio.orders[id] = { ...record, purpose: "open", status: "submitted", notionalUsd };
      broker.place(record.request, NOW_MS);
    }
    expect(sent).toEqual(["place small"]);
  });

  it("refuses when a mark is missing: what can't be known is not below a ceiling", () => {
    const state = stateWith("prod", LEASE);
    const market = state.market["ETHUSDT"];
    if (market !== undefined) market.mark = null;
    const { broker, sent, told } = openDesk(state);
    broker.place(requestOf("entry"), NOW_MS);
    expect([sent, told.map(({ type }) => type)]).toEqual([[], ["order.rejected"]]);
  });

  const changes = [
    { what: "a price further away", price: "1990", qty: "0.3", passes: "always" },
    { what: "a smaller quantity", price: "2000", qty: "0.1", passes: "always" },
    { what: "a price nearer to the market", price: "2001", qty: "0.3", passes: "with a lease" },
    { what: "a larger quantity", price: "2000", qty: "0.301", passes: "with a lease" },
    { what: "a quantity beyond the ceiling", price: "2000", qty: "0.6", passes: "never" },
  ] as const;

  it.each(changes)("a change of an entry of 0.3 at 2,000 to $what passes $passes", ({ price, qty, passes }) => {
    const holds = { ...LEASE, maxNotionalUsd: dec("1005") };
    for (const [name, lease] of Object.entries({ holds, none: null })) {
      const state = stateWith("prod", lease);
      const record = sampleRecord({
        request: { side: "buy", clientOrderId: "r1", price: dec("2000"), qty: dec("0.3"), reduceOnly: false },
      });
      Reflect.deleteProperty(state.portfolio.orders, "unknown");
      state.portfolio.orders["r1"] = { ...record, purpose: "open", status: "acknowledged", notionalUsd: 600 };
      const { broker, sent, told } = openDesk(state);
      const terms = { price: dec(price), qty: dec(qty) };
      broker.modify({ clientOrderId: "r1", symbol: "ETHUSDT", side: "buy", reduceOnly: false, ...terms }, NOW_MS);
      const isSent = passes === "always" || (passes === "with a lease" && name === "holds");
      expect(sent, name).toEqual(isSent ? ["modify r1"] : []);
      const types = told.map(({ type }) => type);
      expect(types, name).toEqual(isSent ? [] : ["modify.rejected"]);
    }
  });

  it("turns back a change of an order that the books don't know, whatever the caller says of it", () => {
    const { broker, sent, told } = openDesk(stateWith("prod", LEASE));
    const terms = { price: dec("1"), qty: dec("1") };
    broker.modify({ clientOrderId: "stranger", symbol: "ETHUSDT", side: "buy", reduceOnly: true, ...terms }, NOW_MS);
    expect(sent).toEqual([]);
    expect(told).toMatchObject([
      { type: "modify.rejected", code: 0, reason: expect.stringContaining("books know no") as string },
    ]);
  });
});
