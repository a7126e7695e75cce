import { describe, expect, it } from "vitest";
import { checkCircuits } from "../../../../src/core/ops/doctor/circuits.js";

const CLOSED = { orders: "closed", cancels: "closed", queries: "closed", account: "closed" } as const;

describe("circuit breakers", () => {
  it("that are all closed pass, by name", () => {
    expect(checkCircuits([{ venue: "binance", circuits: CLOSED }], true)).toEqual([
      { id: "state.circuits", status: "pass", detail: "binance: orders, cancels, queries, account closed", fix: null },
    ]);
  });

  it("that are open or half open are named with their class", () => {
    const circuits = { ...CLOSED, orders: "open", queries: "half_open" } as const;
    const [check, ...others] = checkCircuits([{ venue: "binance", circuits }], true);
    expect(check).toMatchObject({ status: "warn", detail: "binance: orders open, queries half open" });
    expect(others).toEqual([]);
  });

  it("of a process that is gone say nothing, nor do those of a session that sends nothing", () => {
    expect(checkCircuits([{ venue: "binance", circuits: { ...CLOSED, orders: "open" } }], false)).toMatchObject([
      { status: "skip", detail: "no executor runs: nothing is sent" },
    ]);
    expect(checkCircuits([], true)).toMatchObject([{ status: "skip" }]);
  });
});
