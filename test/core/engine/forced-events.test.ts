import { describe, expect, it } from "vitest";
import type { EventBody, OutputEvent } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { createFeatureState, type FeatureState, updateFeatures } from "../../../src/core/screener/features.js";
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

/** Features after 60 bars with a range of 100: an ATR is known. */
function featuresWithRange(): FeatureState {
  const features = createFeatureState();
  for (let hour = 0; hour < 60; hour += 1) {
    const bar = { symbol: "BTCUSDT", open: 50_000, high: 50_050, low: 49_950, close: 50_000, volume: 1, mark: null };
    updateFeatures(features, { ...bar, openTimeMs: hour * HOUR_MS, closeTimeMs: (hour + 1) * HOUR_MS });
  }
  return features;
}

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

  it.each(["deleveraging", "settlement"] as const)(
    "names a %s as what it is, never as a liquidation",
    async (cause) => {
      const state = await holding();
      meet(state, { type: "position.liquidated", ...fill(state), cause });
      expect(state.portfolio.causes[0]?.clears).toBe(
        `an operator, after looking at: ${cause} of 0.101 BTCUSDT at 47000`,
      );
      expect(state.portfolio.recentTrades[0]).toMatchObject({ exitPurpose: cause });
    },
  );

  it("lets its direction in again only after the signal has left the zone, and the symbol only after 60 minutes", async () => {
    const state = await holding();
    meet(state, { type: "position.liquidated", ...fill(state) });
    expect(state.rearm).toEqual([{ strategy: "momentum", symbol: "BTCUSDT", zone: 1 }]);
    expect(state.risk.cooldowns).toMatchObject([{ scope: "symbol", key: "BTCUSDT", reason: "stop" }]);
  });

  it("leaves a stop unsent that the venue never got: it is not sent again for a position that is gone", async () => {
    const state = await holding();
    const stop = Object.values(state.portfolio.orders).find(({ purpose }) => purpose === "stop")!;
    const { clientOrderId } = stop.request;
    const { atMs } = state;
    meet(state, { type: "order.unknown", atMs, clientOrderId, reason: "503" });
    meet(state, { type: "position.liquidated", ...fill(state) });
    meet(state, { type: "cancel.rejected", atMs, clientOrderId, code: -2011, reason: "Unknown order sent." });
    const steps = meet(state, { type: "order.absent", atMs, clientOrderId, reason: "nobody knows it" });
    expect(steps).toMatchObject([{ type: "order.abandoned", clientOrderId, reason: "what it was to reduce is gone" }]);
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

  it("that opens a position where the range is unknown gets it closed at market after 10 s", async () => {
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

  it.each([
    ["halt", "forced_event", "disaster_stop"],
    ["adopt", undefined, "disaster_stop"],
    ["ignore", undefined, undefined],
  ] as const)("by policy %s: latch %s, first order %s", async (policy, latch, purpose) => {
    const state = await holding();
    const context = { ...setup.context, foreignPolicy: policy };
    const closed = { ...fill(state), clientOrderId: "web125", liquidity: "taker" as const, orderDone: true };
    // Sells what we hold and as much again: what is left is somebody else's short.
    state.features["BTCUSDT"] = featuresWithRange();
    apply(state, { type: "order.filled", ...closed, qty: dec("0.202") }, context);
    const steps: OutputEvent[] = [];
    for (let step = nextStep(state, context); step !== null; step = nextStep(state, context)) {
      apply(state, step, context);
      steps.push(step);
    }
    expect(state.portfolio.positions["main:BTCUSDT"]).toMatchObject({ strategy: "foreign", qty: "-0.101" });
    expect(state.portfolio.causes[0]?.code).toBe(latch);
    const intended = steps.flatMap((step) => (step.type === "order.intended" ? [step.order.purpose] : []));
    expect(intended[0]).toBe(purpose);
    apply(state, { type: "clock.advanced", atMs: state.atMs + 60_000 }, context);
    if (policy === "ignore") expect(nextStep(state, context)).toBeNull();
  });
});

describe("an operator's word", () => {
  const halted = { type: "operator.halted", state: "HALTED", strategy: null } as const;

  it.each([
    ["looks wrong", 'an operator (said "looks wrong"): hedge resume --reason …'],
    ["", "an operator: hedge resume --reason …"],
  ])("%j is in the latch that it raises", async (reason, clears) => {
    const state = await holding();
    meet(state, { ...halted, atMs: state.atMs + 1_000, reason });
    expect(state.portfolio.causes).toMatchObject([{ code: "operator_halt", state: "HALTED", clears }]);
  });

  it("to close one symbol is in its latch as well", async () => {
    const state = await holding();
    meet(state, { type: "operator.flattened", atMs: state.atMs + 1_000, symbol: "BTCUSDT", reason: "delisted" });
    expect(state.portfolio.causes).toMatchObject([
      { code: "operator_flatten:BTCUSDT", clears: 'an operator (said "delisted"): hedge resume --reason …' },
    ]);
  });

  it("against one strategy raises no latch; its timer knows since when and why", async () => {
    const state = await holding();
    const atMs = state.atMs + 1_000;
    meet(state, { ...halted, strategy: "momentum", atMs, reason: "odd signals" });
    expect(state.portfolio.causes).toEqual([]);
    expect(state.risk.cooldowns).toMatchObject([{ key: "momentum", said: { atMs, reason: "odd signals" } }]);
  });
});
