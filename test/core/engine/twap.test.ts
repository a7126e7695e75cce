import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputEvent, JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { currentBook } from "../../../src/core/engine/cycle.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { endsAtMs } from "../../../src/core/engine/schedules.js";
import { createEngineState } from "../../../src/core/engine/state.js";
import { exact, dec, toNumber } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import {
  bookStep,
  closingBar,
  openBookMarket,
  RESTING_BOOKS,
  type Tape,
  warmupTape,
} from "../../support/engine-book.js";
import { FROM_MS } from "../../support/engine-market.js";
import {
  engineConfig,
  engineContext,
  type RunOptions,
  runSession,
  type SessionSetup,
} from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { intendedOf, ofType } from "../../support/engine-story.js";
import { retold, type Told } from "../../support/retold.js";

const BTC = "BTCUSDT";
const at = (seconds: number): number => FROM_MS + HOUR_MS + seconds * SECOND_MS;
const book = (seconds: number, best: readonly [number, number] = [50_600, 50_600.1]) =>
  bookStep(BTC, at(seconds), best);

/** A long of some 0.1 BTC is decided at hour 1 in slices of at most 1,000 USD, one a minute. */
function session(steps: Tape = [], told: Told = (input) => [input], options: RunOptions = {}) {
  const config = engineConfig({ ...RESTING_BOOKS, "router_policy.twap.min_notional_usd": 1_000 });
  const tape = [...warmupTape(BTC, 50_000), book(-1_800), closingBar(BTC, 1, 50_600), ...steps];
  const setup: SessionSetup = {
    config,
    context: engineContext(config, [bandStrategy()]),
    symbols: [BTC],
    openMarket: async () => retold(openBookMarket(config, [...tape, closingBar(BTC, 2, 50_600)]), told),
    warmupBars: 520,
    hours: 2,
  };
  return { setup, run: runSession(setup, options) };
}

const slicesOf = (events: readonly JournalEvent[]) =>
  intendedOf(events).filter(({ order }) => order.purpose === "open" && order.attempt === 0);
const sumOf = (qtys: readonly (string | null)[]): string =>
  qtys.reduce((sum, qty) => sum.plus(exact(dec(qty ?? "0"))), exact(dec("0"))).toFixed();
const instants = (events: readonly JournalEvent[]) =>
  slicesOf(events).map(({ event }) => (event.atMs - at(0)) / SECOND_MS);

describe("an entry in slices", () => {
  it("sends one a minute, all under one intent, and ends with the whole quantity under one closePosition stop", async () => {
    const { events, state } = await session().run;
    const slices = slicesOf(events);
    const [first] = slices;
    const plan = first!.order.twap!;
    expect(plan.slices).toBeGreaterThan(4);
    expect(slices.length).toBe(plan.slices);
    expect(instants(events)).toEqual(slices.map((_, slice) => slice * 60));
    expect(new Set(slices.map(({ order }) => order.intentId)).size).toBe(1);
    expect(new Set(slices.map(({ order }) => order.request.clientOrderId)).size).toBe(plan.slices);
    expect(sumOf(slices.map(({ order }) => order.request.qty))).toBe(plan.qty);
    expect(state.portfolio.positions[`main:${BTC}`]!.qty).toBe(plan.qty);
    expect(state.schedules).toEqual({});
    const stops = intendedOf(events).filter(({ order }) => order.purpose === "disaster_stop");
    expect(stops[0]!.order.request).toMatchObject({ closePosition: true, qty: null });
    expect(state.portfolio.positions[`main:${BTC}`]!.unprotectedSinceMs).toBeNull();
    expect(slices.reduce((sum, { order }) => sum + order.notionalUsd, 0)).toBeCloseTo(toNumber(plan.qty) * 50_600, 2);
  });

  it("counts what is still to come as exposure: position and pending are the whole entry after each slice", async () => {
    const { setup, run } = session();
    const { events } = await run;
    const plan = slicesOf(events)[0]!.order.twap!;
    const state = createEngineState("paper");
    let looked = 0;
    for (const event of events) {
      apply(state, bodyOf(event), setup.context);
      if (event.type !== "order.filled") continue;
      looked += 1;
      const { positions, pending } = currentBook(state, setup.context, "main");
      const opening = pending.filter(({ purpose }) => purpose === "open");
      const allQty = positions[0]!.qty + opening.reduce((sum, { leavesQty }) => sum + leavesQty, 0);
      expect(allQty).toBeCloseTo(toNumber(plan.qty), 9);
    }
    expect(looked).toBe(plan.slices);
  });

  it("goes on to the same books after a cut at every line since its first slice: none twice, none lost", async () => {
    const steps = [book(90, [50_605, 50_605.1]), book(200)];
    const whole = await session(steps).run;
    const first = slicesOf(whole.events)[0]!.event.seq;
    for (let cut = first - 1; cut <= whole.events.length; cut++) {
      const resumed = await session(steps, undefined, { lines: whole.journal.lines.slice(0, cut) }).run;
      expect(resumed.state, `cut after line ${String(cut)}`).toEqual(whole.state);
      expect(instants(resumed.events), `cut after line ${String(cut)}`).toEqual(instants(whole.events));
    }
  }, 60_000);

  it("waits while its price is beyond 15 bps of the decision and goes on when it is back, a minute apart", async () => {
    const { events } = await session([book(90, [50_700, 50_700.1]), book(250)]).run;
    expect(instants(events).slice(0, 4)).toEqual([0, 60, 250, 310]);
    const limit = 50_600.05 * 1.0015;
    for (const { order } of slicesOf(events)) expect(toNumber(order.request.price!)).toBeLessThanOrEqual(limit);
  });

  it("is given up with slippage_limit when the price does not come back in time, and journals the slice", async () => {
    const { events, state } = await session([book(90, [50_700, 50_700.1])]).run;
    const [ended] = ofType(events, "intent.given_up");
    expect(ended).toMatchObject({ reason: "slippage_limit" });
    expect(ended!.clientOrderId.slice(17, 19)).toBe("02");
    expect([slicesOf(events).length, state.schedules]).toEqual([2, {}]);
  });

  it("pauses while a gate is closed and does not bunch what became late", async () => {
    const gate = (up: boolean, atMs: number): InputEvent => {
      return { type: "connection.changed", atMs, channel: "rest", symbol: null, up, reason: "test" };
    };
    const { events } = await session([book(90), book(260)], (input) => {
      if (input.type !== "market.book" || input.atMs < at(90)) return [input];
      return [input, gate(input.atMs > at(90), input.atMs)];
    }).run;
    expect(instants(events).slice(0, 4)).toEqual([0, 60, 260, 320]);
    expect(ofType(events, "intent.given_up")).toEqual([]);
  });

  it("ends with a latch: nothing more is sent, though the latch is lifted later", async () => {
    const { events, state } = await session([book(90), book(260)], (input) => {
      const { atMs } = input;
      if (input.type !== "market.book" || atMs < at(90)) return [input];
      if (atMs > at(90)) return [input, { type: "operator.resumed", atMs, codes: ["operator_halt"], reason: "test" }];
      return [input, { type: "operator.halted", atMs, state: "REDUCING", strategy: null, reason: "test" }];
    }).run;
    expect(ofType(events, "intent.given_up")).toMatchObject([{ reason: "trading is not active", atMs: at(90) }]);
    expect([slicesOf(events).length, state.schedules]).toEqual([2, {}]);
  });

  it("ends when the stop closes what it has built: no slice opens the position again", async () => {
    const atMs = at(91);
    const trade = { symbol: BTC, atMs, price: 49_000, qty: 1, takerSide: "sell" } as const;
    const steps: Tape = [book(90, [49_000, 49_000.1]), { kind: "trade", atMs, trade }, book(200)];
    const { events, state } = await session(steps).run;
    expect(ofType(events, "order.triggered").length).toBeGreaterThan(0);
    expect(ofType(events, "intent.given_up")[0]!.reason).toMatch(/^the position is (gone|being closed)$/);
    expect(slicesOf(events).length).toBe(2);
    expect(state.portfolio.positions).toEqual({});
  });

  it("is paused by a graceful stop and goes on after the start", async () => {
    const stop = new AbortController();
    const observer = {
      onEvent: (event: JournalEvent) => event.type === "market.book" && event.atMs === at(90) && stop.abort(),
    };
    const paused = await session([book(90)], undefined, { stop: stop.signal, observer }).run;
    expect([slicesOf(paused.events).length, Object.keys(paused.state.schedules).length]).toEqual([2, 1]);
    const resumed = await session([book(90)], undefined, { lines: paused.journal.lines }).run;
    const plan = slicesOf(resumed.events)[0]!.order.twap!;
    expect(instants(resumed.events)).toEqual(Array.from({ length: plan.slices }, (_, slice) => slice * 60));
  });

  it("never sends a slice twice, early, late, beyond the limit or beyond the plan, whatever the market does", async () => {
    const move = fc.record({ seconds: fc.integer({ min: 5, max: 200 }), bps: fc.integer({ min: -25, max: 25 }) });
    let waited = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 10 }), async (moves) => {
        let seconds = 0;
        const steps = moves.map(({ seconds: later, bps }) => {
          const bid = Math.round(50_600 * (1 + bps / 10_000) * 10) / 10;
          return book((seconds += later), [bid, bid + 0.1]);
        });
        const { setup, run } = session(steps);
        const { events } = await run;
        const slices = slicesOf(events);
        const plan = slices[0]!.order.twap!;
        const numbers = slices.map(({ order }) => order.request.clientOrderId.slice(17, 19));
        expect(numbers).toEqual(slices.map((_, slice) => slice.toString(36).padStart(2, "0")));
        const times = slices.map(({ event }) => event.atMs);
        times.slice(1).forEach((atMs, index) => expect(atMs - times[index]!).toBeGreaterThanOrEqual(60_000));
        const ends = endsAtMs(
          { plan, first: slices[0]!.order, startMs: at(0), next: 0, lastMs: 0, filled: false },
          setup.context,
        );
        expect(times.at(-1)!).toBeLessThanOrEqual(ends);
        const limit = 50_600.05 * 1.0015;
        for (const { order } of slices) expect(toNumber(order.request.price!)).toBeLessThanOrEqual(limit);
        expect(toNumber(dec(sumOf(slices.map(({ order }) => order.request.qty))))).toBeLessThanOrEqual(
          toNumber(plan.qty),
        );
        if (times.some((atMs, slice) => atMs > at(slice * 60))) waited += 1;
      }),
      { numRuns: 40, seed: 5 },
    );
    expect(waited).toBeGreaterThan(5);
  }, 60_000);
});
