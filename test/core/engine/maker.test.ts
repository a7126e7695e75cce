import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { intentShortfall } from "../../../src/core/routing/intent-cost.js";
import { HOUR_MS, SECOND_MS } from "../../../src/core/lib/time.js";
import {
  bookStep,
  closingBar,
  openBookMarket,
  type Tape,
  type TapeStep,
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
import { intendedOf, ofType, storyOf } from "../../support/engine-story.js";
import { retold, type Told } from "../../support/retold.js";
import { expectWithinApproval } from "../../support/within-approval.js";

const BTC = "BTCUSDT";
const at = (hour: number, seconds: number): number => FROM_MS + hour * HOUR_MS + seconds * SECOND_MS;
const book = (hour: number, seconds: number, best: readonly [number, number], qty?: number): TapeStep =>
  bookStep(BTC, at(hour, seconds), best, qty);
const trade = (hour: number, seconds: number, price: number, qty: number): TapeStep => {
  const atMs = at(hour, seconds);
  return { kind: "trade", atMs, trade: { symbol: BTC, atMs, price, qty, takerSide: "sell" } };
};

/** Two taker orders first, at hours 1 and 2, so that the router knows the venue; then a long entry at hour 3. */
const KNOWN: Tape = [
  ...warmupTape(BTC, 50_000),
  book(0, 1_800, [50_600, 50_600.1]),
  closingBar(BTC, 1, 50_600),
  book(1, 1_800, [49_900, 49_900.1]),
  closingBar(BTC, 2, 49_900),
  book(2, 1_800, [50_600, 50_600.1]),
  closingBar(BTC, 3, 50_600),
];
/** With an even chance of a fill, 56 % of volatility make the wait dearer than taking. */
const MAKER = { "router_policy.quality.min_orders": 2, "router_policy.maker.fill_prior": 0.8 };
/** Lets the clock of a session run on after its last order. */
const END = closingBar(BTC, 4, 50_600);

function session(
  steps: Tape,
  changes: Readonly<Record<string, unknown>> = {},
  told: Told = (input) => [input],
  options: RunOptions = {},
) {
  const config = engineConfig({ ...MAKER, ...changes });
  const setup: SessionSetup = {
    config,
    context: engineContext(config, [bandStrategy()]),
    symbols: [BTC],
    openMarket: async () => retold(openBookMarket(config, [...KNOWN, ...steps, END]), told),
    warmupBars: 520,
    hours: 4,
  };
  return runSession(setup, options);
}

/** What happened from the entry at hour 3 on, up to the bar of hour 4, without what protects the position. */
function entryStory(events: Parameters<typeof storyOf>[0]): string[] {
  const story = storyOf(events, 2.999);
  return story.slice(0, story.lastIndexOf("bars")).filter((words) => /open 2|open 3|advanced|given_up/.test(words));
}

describe("maker-first entry", () => {
  it("takes while fewer than 2 orders are known, then rests post-only 0.5 bps behind its own best bid", async () => {
    const { events } = await session([]);
    const [first, second] = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(first!.order).toMatchObject({ style: "taker", routeReason: "quality_unknown" });
    expect(second!.order).toMatchObject({ style: "maker", routeReason: "maker_cheaper", decisionPrice: "50600.05" });
    expect(second!.order.request).toMatchObject({
      type: "limit",
      timeInForce: "GTX",
      postOnly: true,
      price: "50597.4",
    });
    expect(second!.order.request.expireAtMs).toBe(at(3, 30));
    expect(second!.order.expectedCostBps).toBeLessThan(first!.order.expectedCostBps);
  });

  it("fills as maker when a trade goes through its price, pays 2 bps of fee and protects the position", async () => {
    const { events, state } = await session([trade(3, 10, 50_597.3, 1)]);
    expect(entryStory(events)).toEqual(["cycle open 2", "submitted open 2", "acknowledged open 2", "filled open 2"]);
    const fill = ofType(events, "order.filled").at(-1)!;
    expect(fill).toMatchObject({ price: "50597.4", liquidity: "maker", orderDone: true });
    expect(toNumber(fill.fee) / (toNumber(fill.qty) * toNumber(fill.price))).toBeCloseTo(0.0002, 12);
    expect(state.portfolio.positions[`main:${BTC}`]!.unprotectedSinceMs).toBeNull();
  });

  it("is withdrawn at 30 s without a fill and takes the rest at once, under attempt 1 of the same intent", async () => {
    const { events } = await session([]);
    expect(entryStory(events)).toEqual([
      ...["cycle open 2", "submitted open 2", "acknowledged open 2", "advanced", "cancel open 2", "canceled open 2"],
      ...["intended open 3", "submitted open 3", "acknowledged open 3", "filled open 3"],
    ]);
    const [, maker, taker] = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(ofType(events, "cancel.requested").at(-1)!.atMs).toBe(at(3, 30));
    expect(taker!.order).toMatchObject({ style: "taker", attempt: 1, intentId: maker!.order.intentId });
    expect(taker!.order.routeReason).toBe("maker_unfilled");
    expect(taker!.order.request).toMatchObject({ qty: maker!.order.request.qty, timeInForce: "IOC", price: "50675.9" });
    expect(taker!.event).toMatchObject({ because: `rest of ${maker!.order.request.clientOrderId}` });
  });

  it("takes only what the queue has left: 0.04 of 0.1 filled as maker, the rest as taker", async () => {
    // 5 BTC are shown at our price only if the book has a level there; at 50,597.4 it has none, so we are first.
    const { events, state } = await session([trade(3, 10, 50_597.4, 0.04)]);
    const fills = ofType(events, "order.filled").slice(2);
    expect(fills.map(({ liquidity, qty }) => [liquidity, qty])).toEqual([
      ["maker", "0.04"],
      ["taker", fills[1]!.qty],
    ]);
    const [, maker] = intendedOf(events).filter(({ order }) => order.purpose === "open");
    const filled = fills.reduce((sum, { qty }) => sum.plus(exact(qty)), exact(dec("0")));
    expect(filled.toFixed()).toBe(maker!.order.request.qty);
    expect(state.portfolio.positions[`main:${BTC}`]!.qty).toBe(maker!.order.request.qty);
  });

  it("takes the whole when the post-only order would have crossed: −5022, reason post_only_rejected", async () => {
    const { events } = await session([{ ...book(3, 0, [50_590, 50_590.1]), atMs: at(3, 0.02) }]);
    expect(ofType(events, "order.rejected")).toMatchObject([{ code: -5022 }]);
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens[2]!.order).toMatchObject({ attempt: 1, style: "taker", routeReason: "post_only_rejected" });
    expect(ofType(events, "order.filled").at(-1)).toMatchObject({ price: "50590.1", liquidity: "taker" });
  });

  it("gives up with slippage_limit when the ask has run 16 bps away from the decision by the time-out", async () => {
    const { events, state } = await session([book(3, 20, [50_681, 50_681.1])]);
    expect(entryStory(events).at(-1)).toBe("given_up open 2");
    expect(ofType(events, "intent.given_up")).toMatchObject([{ reason: "slippage_limit" }]);
    expect(state.portfolio.positions).toEqual({});
    expect(state.fallbacks).toEqual([]);
  });

  it("takes at 14 bps, inside the limit of 15 bps of the first decision", async () => {
    const { events } = await session([book(3, 20, [50_670.8, 50_670.9])]);
    expect(ofType(events, "order.filled").at(-1)).toMatchObject({ price: "50670.9", liquidity: "taker" });
  });

  it("gives up with trading is not active when a latch was raised while it waited", async () => {
    const { events } = await session([book(3, 20, [50_600, 50_600.1])], {}, (input) => {
      const { atMs } = input;
      if (input.type !== "market.book" || atMs !== at(3, 20)) return [input];
      return [input, { type: "venue.reported", atMs, wallets: { main: dec("1") }, positions: {}, openOrders: [] }];
    });
    expect(ofType(events, "cause.raised")[0]!.cause.code).toBe("reconcile_difference");
    expect(ofType(events, "intent.given_up")).toMatchObject([{ reason: "trading is not active" }]);
  });

  it("gives up when the end of the order is heard 331 s after its time-out: the signal is too old", async () => {
    let held: InputEvent | null = null;
    const { events } = await session([book(3, 361, [50_600, 50_600.1])], {}, (input) => {
      if (input.type === "order.canceled" && input.atMs < at(3, 60)) {
        held = input;
        return [];
      }
      return held !== null && input.type === "market.book" ? [input, { ...held, atMs: input.atMs }] : [input];
    });
    expect(ofType(events, "intent.given_up")).toMatchObject([{ reason: "the signal is too old", atMs: at(3, 361) }]);
  });

  it("is withdrawn by a graceful stop, which waits for the venue's word and gives up the rest", async () => {
    const stop = new AbortController();
    const steps = [book(3, 10, [50_600, 50_600.1])];
    const paused = await session(steps, {}, undefined, {
      stop: stop.signal,
      observer: { onEvent: (event) => event.type === "market.book" && event.atMs === at(3, 10) && stop.abort() },
    });
    expect(paused.outcome).toBe("stopped");
    expect(paused.events.slice(-4)).toMatchObject([
      { type: "stop.requested", atMs: at(3, 10) },
      { type: "cancel.requested", reason: "graceful stop" },
      { type: "order.canceled" },
      { type: "intent.given_up", reason: "trading is not active" },
    ]);
    const resumed = await session(steps, {}, undefined, { lines: paused.journal.lines });
    const taken = resumed.events.filter(({ type, atMs }) => type === "order.intended" && atMs > at(3, 10));
    expect(taken.filter((event) => event.type === "order.intended" && event.order.purpose === "open")).toEqual([]);
  });
});

describe("a maker entry that the market leaves behind", () => {
  it("is withdrawn at 10 s, quoted again 2.4 bps higher within the same 30 s, and fills there", async () => {
    const steps = [book(3, 10, [50_612, 50_612.1]), trade(3, 15, 50_609, 1)];
    const { events, state } = await session(steps);
    expect(entryStory(events)).toEqual([
      ...["cycle open 2", "submitted open 2", "acknowledged open 2", "cancel open 2", "canceled open 2"],
      ...["intended open 3", "submitted open 3", "acknowledged open 3", "filled open 3"],
    ]);
    const [, first, second] = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(ofType(events, "cancel.requested").at(-1)).toMatchObject({ reason: "maker_requote", atMs: at(3, 10) });
    expect(second!.order).toMatchObject({ style: "maker", attempt: 1, routeReason: "maker_requote" });
    expect(second!.order.request).toMatchObject({ price: "50609.4", qty: first!.order.request.qty, postOnly: true });
    expect(second!.order.request.expireAtMs).toBe(at(3, 30));
    expect(ofType(events, "order.filled").at(-1)).toMatchObject({ price: "50609.4", liquidity: "maker" });
    expect([state.requotes, state.fallbacks]).toEqual([[], []]);
  });

  it("counts once in the router's figures, as filled, and its cost splits into parts that sum to the total", async () => {
    const { state } = await session([book(3, 10, [50_612, 50_612.1]), trade(3, 15, 50_609, 1)]);
    const outcomes = state.router.outcomes[`main:${BTC}`]!;
    expect(outcomes.map(({ style, filledShare }) => [style, filledShare])).toEqual([
      ["taker", 1],
      ["taker", 1],
      ["maker", 1],
    ]);
    const cost = intentShortfall(state.router.costs[`main:${BTC}`]!.at(-1)!)!;
    expect(cost.delayBps! + cost.spreadBps! + cost.impactBps! + cost.feeBps).toBe(cost.totalBps);
    expect(cost.priceBps).toBeCloseTo((50_609.4 / 50_600.05 - 1) * 10_000, 9);
    expect(cost.filledShare).toBe(1);
  });

  it("measures what the market did within a minute of the fill: 50,599.4 at 61 s is 0.4 bps for us, at 200 s nothing", async () => {
    const filled = trade(3, 10, 50_597.3, 1);
    const known = await session([filled, book(3, 71, [50_599.35, 50_599.45])]);
    expect(known.state.router.markouts[`main:${BTC}`]![0]!.bps).toBeCloseTo((50_599.4 / 50_597.4 - 1) * 10_000, 1);
    const late = await session([filled, book(3, 210, [50_599.3, 50_599.5])]);
    expect([late.state.router.markouts, late.state.router.makerFills]).toEqual([{}, []]);
  });

  it("never has more open or filled than was approved, nor a price beyond 15 bps, whatever the market does", async () => {
    let requoted = 0;
    const move = fc.record({
      seconds: fc.integer({ min: 1, max: 8 }),
      bps: fc.integer({ min: -3, max: 8 }),
      qty: fc.integer({ min: 0, max: 60 }),
    });
    const worlds = fc.array(move, { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(worlds, async (moves) => {
        let seconds = 0;
        let bid = 50_600;
        const steps = moves.flatMap(({ seconds: later, bps, qty }): TapeStep[] => {
          seconds += later;
          bid = Math.round(bid * (1 + bps / 10_000) * 10) / 10;
          const trades = qty === 0 ? [] : [trade(3, seconds + 0.5, bid - 3, qty / 1_000)];
          return [book(3, seconds, [bid, bid + 0.1]), ...trades];
        });
        const { events } = await session(steps);
        const approved = intendedOf(events).filter(({ order }) => order.purpose === "open")[1]!.order;
        requoted += ofType(events, "cancel.requested").filter(({ reason }) => reason === "maker_requote").length;
        expectWithinApproval(events, approved);
      }),
      { numRuns: 40, seed: 11 },
    );
    expect(requoted).toBeGreaterThan(20);
  }, 60_000);
});

describe("a session with maker orders", () => {
  it("goes on to the same books after a cut at every line since its first maker order", async () => {
    const steps = [trade(3, 10, 50_597.4, 0.04), book(3, 12, [50_612, 50_612.1]), book(3, 20, [50_600, 50_600.1])];
    const whole = await session(steps);
    const first = ofType(whole.events, "cycle.decided").find(({ orders }) => orders[0]?.style === "maker")!.seq;
    expect(whole.events.length - first).toBeGreaterThan(20);
    for (let cut = first - 1; cut <= whole.events.length; cut++) {
      const resumed = await session(steps, {}, undefined, { lines: whole.journal.lines.slice(0, cut) });
      expect(resumed.state, `cut after line ${String(cut)}`).toEqual(whole.state);
    }
  });
});

describe("costs of an intent", () => {
  it("add up over its maker and taker orders: notional, fees and price against one decision price", async () => {
    const { events, state } = await session([trade(3, 10, 50_597.4, 0.04)]);
    const decision = 50_600.05;
    const fills = ofType(events, "order.filled").slice(2);
    const costUsd = fills.reduce(
      (sum, { qty, price, fee }) => sum + toNumber(qty) * (toNumber(price) - decision) + toNumber(fee),
      0,
    );
    const notionalUsd = fills.reduce((sum, { qty }) => sum + toNumber(qty) * decision, 0);
    const { totals } = state.portfolio;
    const earlier = await session([]).then((run) => ofType(run.events, "order.filled").slice(0, 2));
    const before = earlier.map(({ qty, price, fee, side }) => {
      const decided = side === "buy" ? 50_600.05 : 49_900.05;
      const sign = side === "buy" ? 1 : -1;
      return { usd: toNumber(qty) * sign * (toNumber(price) - decided) + toNumber(fee), base: toNumber(qty) * decided };
    });
    const wantedUsd = costUsd + before[0]!.usd + before[1]!.usd;
    expect(totals.shortfallBpsSum / 10_000).toBeCloseTo(wantedUsd, 6);
    expect(totals.shortfallNotionalUsd).toBeCloseTo(notionalUsd + before[0]!.base + before[1]!.base, 6);
  });
});
