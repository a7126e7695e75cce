import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../src/core/domain/event.js";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { intendedOf, ofType } from "../../support/engine-story.js";
import { at, book, BTC, entryStory, session, trade } from "../../support/maker-session.js";

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
