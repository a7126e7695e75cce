import { describe, expect, it } from "vitest";
import type { EventBody, OutputEvent } from "../../../src/core/domain/event.js";
import type { BarRow } from "../../../src/core/domain/market-event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import type { EngineState } from "../../../src/core/engine/state.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";

type Cycle = Extract<OutputEvent, { type: "cycle.decided" }>;

const SYMBOL = "BTCUSDT";
const setup = barSetup({
  markets: [{ symbol: SYMBOL, bars: [50_000, 50_000, 50_600, 50_600] }],
  strategies: [bandStrategy()],
  changes: { "risk_limits.global.max_nav_drawdown_pct": 0.001 },
});
const POLL_MS = 300_000;

/** Folds inputs and every decision that follows from them. */
function meet(state: EngineState, ...inputs: readonly EventBody[]): OutputEvent[] {
  const steps: OutputEvent[] = [];
  for (const input of inputs) {
    apply(state, input, setup.context);
    for (let step = nextStep(state, setup.context); step !== null; step = nextStep(state, setup.context)) {
      apply(state, step, setup.context);
      steps.push(step);
    }
  }
  return steps;
}

const book = (state: EngineState, ask: number, afterMs: number): EventBody => ({
  ...{ type: "market.book", atMs: state.atMs + afterMs, symbol: SYMBOL, bids: [[50_600, 500]], asks: [[ask, 500]] },
});
const poll = (state: EngineState, missing: readonly string[] = []): EventBody => ({
  ...{ type: "poll.elapsed", atMs: state.atMs + POLL_MS, missing },
});
const marks = (state: EngineState, mark: number): EventBody => ({
  ...{ type: "market.marks", atMs: state.atMs + POLL_MS, rows: [[SYMBOL, mark, null, null]] },
});
const cyclesOf = (steps: readonly OutputEvent[]): Cycle[] =>
  steps.filter((step): step is Cycle => step.type === "cycle.decided");

/** A session that stands after the bar that says "buy", at which the spread of 400 bps let nothing in. */
async function keptOut(): Promise<EngineState> {
  const { state } = await runSession(setup, { maxCycles: 1 });
  const row: BarRow = [SYMBOL, 50_000, 50_700, 49_900, 50_600, 1_000, null, null, null, null];
  meet(state, book(state, 52_600, HOUR_MS));
  const bars: EventBody = {
    type: "market.bars",
    atMs: state.atMs,
    barMs: HOUR_MS,
    warmup: false,
    rows: [row],
    missing: [],
  };
  const [cycle] = cyclesOf(meet(state, bars));
  expect(cycle).toMatchObject({ trigger: "bar", cycle: 2, orders: [], drops: [{ reason: "spread_filter" }] });
  return state;
}

describe("a poll 300 s after the last cycle", () => {
  it("takes the signal of the last bar once the spread has come down from 400 to 2 bps", async () => {
    const state = await keptOut();
    const steps = meet(state, book(state, 50_610, POLL_MS), marks(state, 50_605), poll(state));
    const [cycle] = cyclesOf(steps);
    expect(cycle).toMatchObject({ trigger: "poll", cycle: 3, drops: [], vetoes: [] });
    expect(cycle!.orders).toMatchObject([{ purpose: "open", request: { symbol: SYMBOL, side: "buy" } }]);
    expect(state.portfolio.totals.cycles).toBe(3);
  });

  const late = (atMs: number): EventBody => ({
    ...{ type: "market.bars", atMs, barMs: HOUR_MS, warmup: false, missing: [] },
    rows: [[SYMBOL, 50_600, 50_700, 50_500, 50_600, 1_000, null, null, null, null]],
  });

  it("before a bar that comes late shares no instant with the cycle of that bar", async () => {
    const state = await keptOut();
    const [polled] = cyclesOf(meet(state, poll(state)));
    const [barred] = cyclesOf(meet(state, late(polled!.atMs - 1_000)));
    expect([polled!.trigger, barred!.trigger]).toEqual(["poll", "bar"]);
    expect(barred!.atMs).toBe(polled!.atMs + 1);
  });

  it("and two bars that come late one behind the other have three instants", async () => {
    const state = await keptOut();
    const [polled] = cyclesOf(meet(state, poll(state)));
    const barred = cyclesOf(meet(state, late(polled!.atMs - 2_000), late(polled!.atMs - 1_000)));
    expect(barred.map(({ atMs }) => atMs - polled!.atMs)).toEqual([1, 2]);
  });

  it("and the flip that its close asked for 500 ms later share no instant with the cycle of a bar that comes late", async () => {
    const state = await keptOut();
    const [polled] = cyclesOf(meet(state, poll(state)));
    const flipMs = polled!.atMs + 500;
    meet(state, { ...polled!, trigger: "flip", atMs: flipMs });
    const [barred] = cyclesOf(meet(state, late(polled!.atMs - 1_000)));
    expect(barred!.atMs).toBe(flipMs + 1);
  });

  it("opens nothing on a bar that is late: the symbol is stale from the poll that names it to its next bar", async () => {
    const state = await keptOut();
    const steps = meet(state, book(state, 50_610, POLL_MS), marks(state, 50_605), poll(state, [SYMBOL]));
    expect(cyclesOf(steps)).toMatchObject([{ trigger: "poll", orders: [], drops: [{ reason: "stale_bars" }] }]);
    const row: BarRow = [SYMBOL, 50_600, 50_700, 50_500, 50_600, 1_000, null, null, null, null];
    const atMs = state.atMs + HOUR_MS;
    meet(state, { type: "market.bars", atMs, barMs: HOUR_MS, warmup: true, rows: [row], missing: [] });
    expect(state.market[SYMBOL]!.stale).toBe(false);
  });

  it("looks at the drawdown: a mark 3 % lower between two bars latches drawdown_limit at the poll, not an hour later", async () => {
    const { state } = await runSession(setup, { maxCycles: 4 });
    expect(state.portfolio.positions["main:BTCUSDT"]!.qty).toBe("0.103");
    const fallen = meet(state, marks(state, 49_080));
    expect(fallen).toEqual([]);
    const [raised] = meet(state, poll(state));
    expect(raised).toMatchObject({ type: "cause.raised", cause: { code: "drawdown_limit", state: "REDUCING" } });
  });

  it("is none at the instant of the last cycle, or before it: the ids of two entries would be one", async () => {
    const state = await keptOut();
    const { atMs } = state;
    meet(state, book(state, 50_610, 0), marks(state, 50_605));
    const lastMs = state.portfolio.nav!.atMs;
    expect(lastMs).toBe(atMs);
    expect(meet(state, { type: "poll.elapsed", atMs: lastMs, missing: [] })).toEqual([]);
    expect(meet(state, { type: "poll.elapsed", atMs: lastMs - 1, missing: [] })).toEqual([]);
    expect(cyclesOf(meet(state, { type: "poll.elapsed", atMs: lastMs + 1, missing: [] }))).toHaveLength(1);
  });
});
