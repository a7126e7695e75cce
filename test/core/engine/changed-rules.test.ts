import { describe, expect, it } from "vitest";
import type { EventBody, OutputEvent } from "../../../src/core/domain/event.js";
import { type VenueRules, venueRulesOf } from "../../../src/core/domain/venue-rules.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextDeadlineMs } from "../../../src/core/engine/deadlines.js";
import { instrumentOf } from "../../../src/core/engine/instrument-of.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { tradingState } from "../../../src/core/domain/trading-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";

const BTC = "BTCUSDT";
const KEY = `main:${BTC}`;
const setup = barSetup({
  markets: [{ symbol: BTC, bars: [50_000, 50_600, 50_600, 50_600] }],
  strategies: [bandStrategy()],
});
const ctx = setup.context;

/** A session paused with a long position of 0.101 BTC and both its stops at work. */
async function holding(): Promise<EngineState> {
  const { state } = await runSession(setup, { maxCycles: 3 });
  expect(state.portfolio.positions[KEY]!.qty).toBe("0.101");
  return state;
}

/** Folds an input and every decision that follows from it. */
function meet(state: EngineState, input: EventBody): OutputEvent[] {
  apply(state, input, ctx);
  const steps: OutputEvent[] = [];
  for (let step = nextStep(state, ctx); step !== null; step = nextStep(state, ctx)) {
    apply(state, step, ctx);
    steps.push(step);
  }
  return steps;
}

function change(state: EngineState, changes: Partial<VenueRules>, what: "rules" | "instrument" = "rules"): EventBody {
  const rules = { ...venueRulesOf(instrumentOf(state, BTC, ctx)!), ...changes };
  const detail = Object.keys(changes).join(", ");
  return { type: "account.changed", atMs: state.atMs, account: "main", symbol: BTC, what, detail, rules };
}

const isMultiple = (value: number, unit: number): boolean => Math.abs(value / unit - Math.round(value / unit)) < 1e-6;
const types = (steps: readonly OutputEvent[]): string[] => steps.map(({ type }) => type);
const placed = (steps: readonly OutputEvent[]) =>
  steps.flatMap((step) => (step.type === "order.intended" ? [step.order] : []));

/** What the venue reports when it agrees with the books. */
function report({ atMs, portfolio }: EngineState): EventBody {
  const open = Object.values(portfolio.orders).filter(({ status }) => status === "acknowledged");
  return {
    type: "venue.reported",
    atMs,
    wallets: Object.fromEntries(Object.values(portfolio.accounts).map(({ account, wallet }) => [account, wallet])),
    positions: Object.fromEntries(Object.entries(portfolio.positions).map(([key, { qty }]) => [key, qty])),
    openOrders: open.map(({ request }) => request.clientOrderId),
  };
}

function fillOf(state: EngineState, clientOrderId: string, qty: string): EventBody {
  return {
    type: "order.filled",
    atMs: state.atMs,
    account: "main",
    symbol: BTC,
    clientOrderId,
    tradeId: `t${clientOrderId}`,
    ...{ side: "sell", qty: dec(qty), price: dec("50600"), fee: dec("0"), liquidity: "taker", orderDone: true },
  };
}

describe("rules of a symbol that the venue changes while a session runs", () => {
  it("hold at once and raise the gate rules_changed, not a latch; the stops stay, and a reconcile clears it", async () => {
    const state = await holding();
    const steps = meet(state, change(state, { stepSize: dec("0.01"), tickSize: dec("0.5") }));
    expect(types(steps)).toEqual(["cause.raised"]);
    expect(state.portfolio.causes).toMatchObject([{ code: "rules_changed", kind: "gate", state: "REDUCING" }]);
    expect(instrumentOf(state, BTC, ctx)).toMatchObject({ stepSize: "0.01", tickSize: "0.5", minNotional: "50" });
    expect(meet(state, report(state))).toEqual([{ type: "cause.cleared", atMs: state.atMs, code: "rules_changed" }]);
    expect(tradingState(state.portfolio.causes)).toBe("ACTIVE");
  });

  it("stay behind their gate while books and venue differ", async () => {
    const state = await holding();
    meet(state, change(state, { tickSize: dec("0.5") }));
    meet(state, { ...report(state), positions: {} } as EventBody);
    expect(state.portfolio.causes.map(({ code }) => code)).toEqual(["rules_changed", "reconcile_difference"]);
  });

  it("latch account_changed where the listing itself has changed, and hold as well", async () => {
    const state = await holding();
    meet(state, change(state, { status: "DELISTING" }, "instrument"));
    expect(state.portfolio.causes).toMatchObject([{ code: "account_changed", kind: "latch", state: "REDUCING" }]);
    expect(instrumentOf(state, BTC, ctx)!.status).toBe("DELISTING");
    meet(state, report(state));
    expect(state.portfolio.causes).toHaveLength(1);
  });

  it("are those of the configuration again once the session is configured anew", async () => {
    const state = await holding();
    meet(state, change(state, { stepSize: dec("0.01") }));
    const configured = { configHash: "1".repeat(64), config: {}, symbols: [BTC], reason: "restart" };
    apply(state, { type: "session.configured", atMs: state.atMs, ...configured } as unknown as EventBody, ctx);
    expect(instrumentOf(state, BTC, ctx)).toEqual(ctx.instruments.get(BTC));
  });
});

describe("a position of 0.101 when steps become 0.01", () => {
  it("is flattened by 0.1 and then by one step for the 0.001 that is left: the venue cuts it, and the book is flat", async () => {
    const state = await holding();
    meet(state, change(state, { stepSize: dec("0.01"), minQty: dec("0.01") }));
    const { atMs } = state;
    const first = placed(meet(state, { type: "operator.flattened", atMs, symbol: null, reason: "enough" }));
    expect(first.map(({ purpose, request }) => [purpose, request.qty, request.reduceOnly])).toEqual([
      ["flatten", "0.1", true],
    ]);
    const rest = placed(meet(state, fillOf(state, first[0]!.request.clientOrderId, "0.1")));
    expect(rest.map(({ purpose, request }) => [purpose, request.qty])).toEqual([["flatten", "0.01"]]);
    meet(state, fillOf(state, rest[0]!.request.clientOrderId, "0.001"));
    expect(state.portfolio.positions).toEqual({});
  });

  it("tells by close_refused that 0.001 can't be closed, waits 1, 2, 4, 8, 15, 15 s between tries, and stops telling once it fills", async () => {
    const state = await holding();
    meet(state, change(state, { stepSize: dec("0.01"), minQty: dec("0.01") }));
    meet(state, report(state));
    const asked = meet(state, { type: "operator.flattened", atMs: state.atMs, symbol: null, reason: "enough" });
    let tries = placed(meet(state, fillOf(state, placed(asked)[0]!.request.clientOrderId, "0.1")));
    const waits: number[] = [];
    for (let refusals = 0; refusals < 6; refusals += 1) {
      const { clientOrderId } = tries[0]!.request;
      const { atMs } = state;
      const code = -4023;
      expect(placed(meet(state, { type: "order.rejected", atMs, clientOrderId, code, reason: "step" }))).toEqual([]);
      const told = state.portfolio.causes.some((cause) => cause.code === `close_refused:${KEY}`);
      expect(told).toBe(refusals >= 2);
      while (tries.length === 0 || tries[0]!.request.clientOrderId === clientOrderId) {
        tries = placed(meet(state, { type: "clock.advanced", atMs: nextDeadlineMs(state, ctx)! }));
      }
      waits.push(state.atMs - atMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    const cause = state.portfolio.causes.find(({ code }) => code === `close_refused:${KEY}`)!;
    expect(cause.clears).toBe(`the venue takes a close of 0.001 ${KEY}; it refused the last ones: step`);
    meet(state, fillOf(state, tries[0]!.request.clientOrderId, "0.001"));
    expect(state.portfolio.positions).toEqual({});
    expect(state.portfolio.causes.map(({ code }) => code)).toEqual(["operator_flatten"]);
  });

  it("tries a refused close again after 1 s of the new rules, however often it was refused under the old ones", async () => {
    const state = await holding();
    let tries = placed(meet(state, { type: "operator.flattened", atMs: state.atMs, symbol: null, reason: "enough" }));
    for (let refusals = 0; refusals < 5; refusals += 1) {
      const { clientOrderId } = tries[0]!.request;
      meet(state, { type: "order.rejected", atMs: state.atMs, clientOrderId, code: -1111, reason: "precision" });
      if (refusals === 4) break;
      do tries = placed(meet(state, { type: "clock.advanced", atMs: nextDeadlineMs(state, ctx)! }));
      while (tries.length === 0);
    }
    const { atMs } = state;
    expect(placed(meet(state, { type: "clock.advanced", atMs: atMs + 1_000 }))).toEqual([]);
    const again = placed(meet(state, change(state, { stepSize: dec("0.01") })));
    expect(again.map(({ request }) => request.qty)).toEqual(["0.1"]);
  });
});

describe("a stop when ticks become 0.9", () => {
  it("that was cancelled by hand is placed on the new grid, up to a tick nearer to the market, and once", async () => {
    const state = await holding();
    meet(state, change(state, { tickSize: dec("0.9") }));
    const stop = Object.values(state.portfolio.orders).find(({ purpose }) => purpose === "disaster_stop")!;
    const { clientOrderId, triggerPrice } = stop.request;
    const level = Number(state.portfolio.positions[KEY]!.exits!.disasterStop);
    expect(Number(triggerPrice)).toBe(level);
    const steps = placed(meet(state, { type: "order.canceled", atMs: state.atMs, clientOrderId, reason: "by hand" }));
    expect(steps.map(({ purpose }) => purpose)).toEqual(["disaster_stop"]);
    const moved = Number(steps[0]!.request.triggerPrice);
    expect(isMultiple(moved, 0.9)).toBe(true);
    expect(moved - level).toBeGreaterThan(0);
    expect(moved - level).toBeLessThan(0.9);
    expect(steps[0]!.stopPrice).toBe(triggerPrice);
  });

  it("that never reached the venue is put aside and placed anew, not sent as it was", async () => {
    const state = await holding();
    const stop = Object.values(state.portfolio.orders).find(({ purpose }) => purpose === "disaster_stop")!;
    const { clientOrderId } = stop.request;
    meet(state, { type: "order.unknown", atMs: state.atMs, clientOrderId, reason: "503" });
    meet(state, change(state, { tickSize: dec("0.9") }));
    const steps = meet(state, { type: "order.absent", atMs: state.atMs, clientOrderId, reason: "nobody knows it" });
    expect(types(steps)).toEqual(["order.abandoned", "order.intended", "order.submitted"]);
    expect(steps[0]).toMatchObject({ clientOrderId, reason: "the venue's grid has changed" });
    expect(isMultiple(Number(placed(steps)[0]!.request.triggerPrice), 0.9)).toBe(true);
  });
});
