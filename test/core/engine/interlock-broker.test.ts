import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { LEASE, NOW_MS, openDesk, requestOf, stateWith } from "../../support/interlock-desk.js";
import { sampleRecord } from "../../support/samples/orders.js";

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
