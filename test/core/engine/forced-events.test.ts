import { describe, expect, it } from "vitest";
import type { EventBody, OutputEvent } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";

const setup = barSetup({
  markets: [{ symbol: "BTCUSDT", bars: [50_000, 50_600, 50_600, 50_600] }],
  strategies: [bandStrategy()],
});

/** A session paused with a long position of 0.101 BTC and both its stops at work. */
async function holding(): Promise<EngineState> {
  const { state } = await runSession(setup, { maxCycles: 3 });
  expect(state.portfolio.positions["main:BTCUSDT"]!.qty).toBe("0.101");
  return state;
}

/** Folds an input and every decision that follows from it. */
function meet(state: EngineState, input: EventBody): OutputEvent[] {
  apply(state, input, setup.context);
  const steps: OutputEvent[] = [];
  for (let step = nextStep(state, setup.context); step !== null; step = nextStep(state, setup.context)) {
    apply(state, step, setup.context);
    steps.push(step);
  }
  return steps;
}

const fill = (state: EngineState) => ({
  atMs: state.atMs + 1_000,
  account: "main",
  symbol: "BTCUSDT",
  tradeId: "L1",
  side: "sell" as const,
  qty: dec("0.101"),
  price: dec("47000"),
  fee: dec("59.33"),
});

describe("a liquidation by the venue", () => {
  it("is booked, latches REDUCING with its figures, and both stops of the lost position are withdrawn", async () => {
    const state = await holding();
    const steps = meet(state, { type: "position.liquidated", ...fill(state) });
    expect(steps.map(({ type }) => type)).toEqual(["cause.raised", "cancel.requested", "cancel.requested"]);
    expect(state.portfolio.causes).toMatchObject([
      {
        code: "forced_event",
        kind: "latch",
        state: "REDUCING",
        clears: "an operator, after looking at: liquidation of 0.101 BTCUSDT at 47000",
      },
    ]);
    expect(state.portfolio.positions).toEqual({});
    expect(state.portfolio.recentTrades[0]).toMatchObject({ exitPurpose: "liquidation" });
  });

  it("lets its direction in again only after the signal has left the zone, and the symbol only after 60 minutes", async () => {
    const state = await holding();
    meet(state, { type: "position.liquidated", ...fill(state) });
    expect(state.rearm).toEqual([{ strategy: "momentum", symbol: "BTCUSDT", zone: 1 }]);
    expect(state.risk.cooldowns).toMatchObject([{ scope: "symbol", key: "BTCUSDT", reason: "stop" }]);
  });

  it("raises its latch once, and again for a second one after an operator has cleared the first", async () => {
    const state = await holding();
    meet(state, { type: "position.liquidated", ...fill(state) });
    expect(meet(state, { type: "clock.advanced", atMs: state.atMs + 1 })).toEqual([]);
    state.portfolio.causes = [];
    expect(meet(state, { type: "clock.advanced", atMs: state.atMs + 1 })).toEqual([]);
    const [raised] = meet(state, { type: "position.liquidated", ...fill(state), tradeId: "L2" });
    expect(raised).toMatchObject({ type: "cause.raised", cause: { code: "forced_event" } });
  });
});

describe("a fill of an order that nobody here sent", () => {
  it("is booked on the position, latches REDUCING and names the order", async () => {
    const state = await holding();
    const foreign = { ...fill(state), qty: dec("0.001"), clientOrderId: "web123", liquidity: "taker" as const };
    const steps = meet(state, { type: "order.filled", ...foreign, orderDone: true });
    expect(steps[0]).toMatchObject({ type: "cause.raised", cause: { code: "forced_event" } });
    expect(state.portfolio.causes[0]!.clears).toContain("fill of the unknown order web123");
    expect(state.portfolio.positions["main:BTCUSDT"]!.qty).toBe("0.1");
    const resized = steps.find((step) => step.type === "order.intended");
    expect(resized!.order).toMatchObject({ purpose: "stop", request: { qty: "0.1" } });
  });

  it("that opens a position gets it closed at market after 10 s without a plan", async () => {
    const state = await holding();
    const foreign = { ...fill(state), symbol: "ETHUSDT", clientOrderId: "web124", liquidity: "taker" as const };
    state.market["ETHUSDT"] = { ...state.market["BTCUSDT"]! };
    meet(state, { type: "order.filled", ...foreign, orderDone: true });
    const steps = meet(state, { type: "clock.advanced", atMs: foreign.atMs + 10_000 });
    expect(steps.find((step) => step.type === "order.intended")!.order).toMatchObject({
      purpose: "flatten",
      request: { symbol: "ETHUSDT", side: "buy", qty: "0.101", type: "market" },
    });
  });
});
