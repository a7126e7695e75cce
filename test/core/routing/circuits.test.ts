import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { admitsNewRisk } from "../../../src/core/routing/admission.js";
import { applyCircuits } from "../../../src/core/routing/circuits.js";
import { routerHealth } from "../../../src/core/routing/health.js";
import { planRoute } from "../../../src/core/routing/plan-route.js";
import type { RouterState } from "../../../src/core/routing/state.js";
import { approved, NOW_MS, outcome, policyWith, repeated, stateWith, symbolView } from "./samples.js";

type Told = Pick<Extract<EventBody, { type: "circuit.changed" }>, "endpoints" | "state">;

const policy = policyWith();
const GOOD = repeated(30, { atMs: NOW_MS - 1_000 });
const changed = ({ endpoints, state }: Told, account = "main"): EventBody => ({
  type: "circuit.changed",
  ...{ atMs: NOW_MS, account, endpoints, state, reason: "503 Service Unavailable" },
});

/** Thirty good orders of BTCUSDT, then what is told of circuits. */
function after(...told: readonly (EventBody | Told)[]): RouterState {
  const state = stateWith(GOOD);
  for (const one of told) applyCircuits(state, "type" in one ? one : changed(one), "testnet");
  return state;
}

const admission = (router: RouterState, symbol = "BTCUSDT") =>
  admitsNewRisk({ router, account: "main", symbol, policy, atMs: NOW_MS });

function healthOf(router: RouterState) {
  const [row] = routerHealth({ router, policy, atMs: NOW_MS, viewOf: () => symbolView() });
  return row!;
}

describe("an open circuit breaker", () => {
  it.each(["orders", "cancels", "queries", "account"] as const)(
    "of %s breaks every route of the account, however good its 30 orders were, and the reason says which",
    (endpoints) => {
      const router = after({ endpoints, state: "open" });
      const reason = `the circuit of ${endpoints} is open: 503 Service Unavailable`;
      expect(healthOf(router)).toMatchObject({
        quality: "broken",
        reason,
        newRisk: { allowed: false, probe: false, reason },
        policy: { entry: { style: "taker", reason: "quality_broken" } },
      });
      expect(admission(router, "ETHUSDT").allowed).toBe(false);
    },
  );

  it("leaves the routes of another account alone", () => {
    expect(healthOf(after(changed({ endpoints: "orders", state: "open" }, "other"))).quality).toBe("good");
  });

  it("is half open after its pause: one probe of the smallest legal quantity, 0.002 of 0.2 BTC", () => {
    const router = after({ endpoints: "orders", state: "open" }, { endpoints: "orders", state: "half_open" });
    expect(admission(router)).toEqual({
      ...{ allowed: true, probe: true },
      reason: "the circuit of orders is half open: 503 Service Unavailable",
    });
    expect(healthOf(router)).toMatchObject({ quality: "broken", newRisk: { allowed: true, probe: true } });
    const route = (of: RouterState) =>
      planRoute({ order: approved(), view: symbolView(), router: of, policy, urgency: "entry", atMs: NOW_MS });
    expect(route(after()).qty).toBe(approved().qty);
    expect(route(router).qty).toBe("0.002");
  });

  it("lets a symbol that is broken by its own figures rest, half open or not", () => {
    const router = after({ endpoints: "orders", state: "half_open" });
    router.outcomes["main:BTCUSDT"] = repeated(30, { atMs: NOW_MS - 1_000, rejected: true });
    expect(admission(router)).toMatchObject({ allowed: false, probe: false });
  });

  it("does not break a route while it is half open for cancels: no entry can try it", () => {
    expect(healthOf(after({ endpoints: "cancels", state: "half_open" }))).toMatchObject({ quality: "good" });
  });

  it("is over once it has closed, and with the process that had it", () => {
    const open = { endpoints: "orders", state: "open" } as const;
    expect(healthOf(after(open, { endpoints: "orders", state: "closed" })).quality).toBe("good");
    const resumed: EventBody = { type: "session.resumed", atMs: NOW_MS, cutBytes: 0 };
    expect(healthOf(after(open, resumed)).quality).toBe("good");
    expect(
      healthOf(after(open, { endpoints: "queries", state: "open" }, { endpoints: "orders", state: "closed" })),
    ).toMatchObject({ quality: "broken", reason: "the circuit of queries is open: 503 Service Unavailable" });
  });

  it("says broken where the figures say unknown: 1 of 20 orders", () => {
    const router = after({ endpoints: "orders", state: "open" });
    router.outcomes["main:BTCUSDT"] = [outcome()];
    expect(healthOf(router).quality).toBe("broken");
  });
});
