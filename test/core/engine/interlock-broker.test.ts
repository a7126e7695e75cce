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
});
