import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody, JournalEvent, OutputEvent } from "../../../src/core/domain/event.js";
import { dec, decFromNumber, toNumber } from "../../../src/core/lib/decimal.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import { replay } from "../../../src/core/engine/replay.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { barSetup, fold, runSession } from "../../support/engine-session.js";
import { pairStrategy } from "../../support/pair-strategy.js";

const ETH = "ETHUSDT";
const BTC = "BTCUSDT";
const setup = barSetup({
  markets: [
    { symbol: ETH, bars: [50_000, 50_600, 50_600] },
    { symbol: BTC, bars: [50_000, 50_000, 50_000] },
  ],
  strategies: [],
  pairs: [pairStrategy()],
  changes: {
    "risk_limits.global.risk_per_trade_pct": 0.05,
    "router_policy.unknown_size_factor": 1,
    "strategy_config.sizing.vol_target": 0.3,
  },
});
let opened: readonly JournalEvent[] = [];

/** An open pair with its stops at work: long ETH, short BTC. */
async function openPair(): Promise<EngineState> {
  if (opened.length === 0) opened = (await runSession(setup, { maxCycles: 3 })).events;
  const state = fold(opened, setup.context);
  expect(Object.values(state.groups)).toMatchObject([{ phase: "open" }]);
  return state;
}

const heldQty = (state: EngineState, symbol: string): number =>
  toNumber(state.portfolio.positions[`main:${symbol}`]?.qty ?? dec("0"));

/** Folds an input, then every decision that follows from it, each order filled as soon as it is sent. */
function meet(state: EngineState, input: EventBody, answer: (id: string) => EventBody | null): OutputEvent[] {
  const steps: OutputEvent[] = [];
  const take = (event: EventBody): void => {
    apply(state, event, setup.context);
  };
  take(input);
  for (let count = 0; count < 100; count += 1) {
    const step = nextStep(state, setup.context);
    if (step === null) return steps;
    steps.push(step);
    take(step);
    const said = step.type === "order.submitted" ? answer(step.clientOrderId) : null;
    if (said !== null) take(said);
  }
  throw new Error("it never comes to rest");
}

/** A market order fills whole; an exit that rests is acknowledged. */
const filling =
  (state: EngineState) =>
  (clientOrderId: string): EventBody => {
    const { request } = state.portfolio.orders[clientOrderId]!;
    const { account, symbol, side, qty, triggerPrice } = request;
    const at = { atMs: state.atMs + 10, clientOrderId };
    if (qty === null || triggerPrice !== null) return { type: "order.acknowledged", venueOrderId: "1", ...at };
    const booked = { account, symbol, side, qty, price: dec("50000"), fee: dec("1"), tradeId: clientOrderId };
    return { type: "order.filled", ...booked, liquidity: "taker", orderDone: true, ...at };
  };

/** What the venue takes from a leg by itself. */
function forced(state: EngineState, symbol: string, qty: number, cause?: "deleveraging"): EventBody {
  const side = heldQty(state, symbol) > 0 ? "sell" : "buy";
  return {
    type: "position.liquidated",
    ...{ atMs: state.atMs + 1_000, account: "main", symbol, tradeId: "forced", side },
    ...{ qty: decFromNumber(qty), price: dec("50000"), fee: dec("1"), ...(cause === undefined ? {} : { cause }) },
  };
}

/** The same by hand: a fill of an order that the books don't know. */
function byHand(state: EngineState, symbol: string, qty: number): EventBody {
  const { type: _type, ...execution } = forced(state, symbol, qty) as Extract<
    EventBody,
    { type: "position.liquidated" }
  >;
  return { type: "order.filled", ...execution, clientOrderId: "web_1", liquidity: "taker", orderDone: true };
}

const cuts = (steps: readonly OutputEvent[]) =>
  steps.flatMap((step) =>
    step.type === "order.intended" && step.order.purpose === "flatten"
      ? [{ ...step.order.request, because: step.because }]
      : [],
  );

describe("a pair of which the venue takes a part of one leg", () => {
  it("is cut on the other leg to the same share, reduce-only, with both figures in the reason, and keeps its exits", async () => {
    const state = await openPair();
    const [eth, btc] = [heldQty(state, ETH), heldQty(state, BTC)];
    expect([eth, btc]).toEqual([0.05, -0.025]);
    const steps = meet(state, forced(state, ETH, 0.03), filling(state));
    expect(cuts(steps)).toMatchObject([
      {
        ...{ symbol: BTC, side: "buy", qty: "0.015", reduceOnly: true, type: "market" },
        because: "balancing ETHUSDT/BTCUSDT: ETHUSDT 40 %, BTCUSDT 100 % of what it was opened with",
      },
    ]);
    expect([heldQty(state, ETH), heldQty(state, BTC)]).toEqual([0.02, -0.01]);
    expect(Object.values(state.groups)).toMatchObject([{ phase: "open", because: null }]);
    expect(state.portfolio.causes).toMatchObject([{ code: "forced_event", state: "REDUCING" }]);
    const stops = Object.values(state.portfolio.orders).filter(
      ({ purpose, status }) => purpose === "disaster_stop" && status === "acknowledged",
    );
    expect(stops.map(({ request }) => request.symbol).sort()).toEqual([BTC, ETH]);
    expect(Object.values(state.portfolio.positions).map(({ unprotectedSinceMs }) => unprotectedSinceMs)).toEqual([
      null,
      null,
    ]);
  });

  it.each([
    ["deleveraging", (state: EngineState) => forced(state, BTC, 0.01, "deleveraging")],
    ["a trade by hand", (state: EngineState) => byHand(state, BTC, 0.01)],
  ])("is balanced after %s of the second leg as well: 60 % of both are left", async (_what, event) => {
    const state = await openPair();
    const steps = meet(state, event(state), filling(state));
    expect(cuts(steps)).toMatchObject([{ symbol: ETH, side: "sell", qty: "0.02", reduceOnly: true }]);
    expect([heldQty(state, ETH), heldQty(state, BTC)]).toEqual([0.03, -0.015]);
  });

  it("has what was added to a leg by hand taken off that leg again", async () => {
    const state = await openPair();
    const bought = { ...byHand(state, ETH, 0.01), side: "buy" } as EventBody;
    expect(cuts(meet(state, bought, filling(state)))).toMatchObject([{ symbol: ETH, side: "sell", qty: "0.01" }]);
    expect([heldQty(state, ETH), heldQty(state, BTC)]).toEqual([0.05, -0.025]);
  });

  it("is left alone within 5 %, and unwound where a leg is gone", async () => {
    const near = await openPair();
    expect(cuts(meet(near, forced(near, ETH, 0.002), filling(near)))).toEqual([]);
    const gone = await openPair();
    const steps = meet(gone, forced(gone, ETH, 0.05), filling(gone));
    expect(cuts(steps)).toMatchObject([
      { symbol: BTC, qty: "0.025", because: "unwinding: ETHUSDT of ETHUSDT/BTCUSDT is closed" },
    ]);
    expect(gone.portfolio.positions).toEqual({});
    expect(gone.groups).toEqual({});
  });

  it("is tried again 1 s after a cut that the venue refused, and asks for nothing more while one is on its way", async () => {
    const state = await openPair();
    const refused = (clientOrderId: string): EventBody | null =>
      state.portfolio.orders[clientOrderId]?.purpose === "flatten"
        ? { type: "order.rejected", atMs: state.atMs + 10, clientOrderId, code: -2019, reason: "made by hand" }
        : filling(state)(clientOrderId);
    expect(cuts(meet(state, forced(state, ETH, 0.03), refused))).toHaveLength(1);
    expect(heldQty(state, BTC)).toBe(-0.025);
    const early: EventBody = { type: "clock.advanced", atMs: state.atMs + 900 };
    expect(cuts(meet(state, early, filling(state)))).toEqual([]);
    const silent = (): null => null;
    expect(cuts(meet(state, { type: "clock.advanced", atMs: state.atMs + 200 }, silent))).toHaveLength(1);
    expect(cuts(meet(state, { type: "clock.advanced", atMs: state.atMs + 60_000 }, silent))).toEqual([]);
  });

  it("replays to the same decisions from the journal", async () => {
    const state = await openPair();
    const told = forced(state, ETH, 0.03);
    const steps = meet(state, told, () => null);
    const { seq, at, v, mode, correlationId, hash } = opened.at(-1)!;
    const lines = [told, ...steps].map((body, index) => {
      return { ...body, seq: seq + 1 + index, at, v, mode, correlationId, hash };
    });
    const result = replay([...opened, ...(lines as JournalEvent[])], setup.context, { fromMs: 0, toMs: Infinity });
    expect(cuts(steps)).toHaveLength(1);
    expect(result).toMatchObject({ equal: true, firstDifference: null });
  });
});

describe("any row of forced trades", () => {
  it("leaves a pair within 5 % and half a step of its ratio, or flat, and never turns or enlarges a leg", async () => {
    await openPair();
    const trades = fc.array(fc.record({ leg: fc.constantFrom(ETH, BTC), share: fc.integer({ min: 1, max: 100 }) }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(trades, (row) => {
        const state = fold(opened, setup.context);
        let before = [heldQty(state, ETH), heldQty(state, BTC)] as const;
        for (const { leg, share } of row) {
          const held = Math.abs(heldQty(state, leg));
          const taken = Math.ceil((held * share) / 100 / 0.001) * 0.001;
          const qty = Math.min(held, Number(taken.toFixed(3)));
          if (qty === 0) continue;
          meet(state, forced(state, leg, qty), filling(state));
          const [eth, btc] = [heldQty(state, ETH), heldQty(state, BTC)] as const;
          expect(eth).toBeGreaterThanOrEqual(0);
          expect(eth).toBeLessThanOrEqual(before[0]);
          expect(btc).toBeLessThanOrEqual(0);
          expect(btc).toBeGreaterThanOrEqual(before[1]);
          expect(eth === 0).toBe(btc === 0);
          const [one, two] = [eth / 0.05, -btc / 0.025];
          const [larger, stepShare] = one >= two ? [one, 0.001 / 0.05] : [two, 0.001 / 0.025];
          expect(Math.abs(one - two)).toBeLessThanOrEqual(Math.max(0.05 * larger, stepShare / 2) + 1e-9);
          before = [eth, btc];
        }
      }),
      { numRuns: 60 },
    );
  });
});
