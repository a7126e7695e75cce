import { describe, expect, it } from "vitest";
import { toNumber } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import {
  bookStep,
  closingBar,
  openBookMarket,
  RESTING_BOOKS,
  type Tape,
  warmupTape,
} from "../../support/engine-book.js";
import { FROM_MS } from "../../support/engine-market.js";
import { recordedTape } from "../../support/engine-recording.js";
import { engineConfig, engineContext, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { intendedOf, ofType } from "../../support/engine-story.js";

const BTC = "BTCUSDT";
const DECIDED_MS = FROM_MS + 3 * HOUR_MS;

/**
 * Two taker orders at hours 1 and 2, so that the router knows the venue, then an entry over the recording at hour 3.
 * Most of the first book's quantity is bid: a short passes the screener only without its imbalance filter.
 */
function session(side: "long" | "short", maker: Readonly<Record<string, unknown>> = {}) {
  const band =
    side === "long"
      ? { upper: 61_790, middle: 61_500, lower: 61_000 }
      : { upper: 62_500, middle: 62_000, lower: 61_810 };
  const [there, out] = side === "long" ? [61_800, 61_400] : [61_800, 62_100];
  const tape: Tape = [
    ...warmupTape(BTC, out),
    bookStep(BTC, FROM_MS + 1_000, [there, there + 0.1]),
    closingBar(BTC, 1, there),
    bookStep(BTC, FROM_MS + HOUR_MS + 1_000, [out, out + 0.1]),
    closingBar(BTC, 2, out),
    recordedTape(BTC, DECIDED_MS - 1)[0]!,
    closingBar(BTC, 3, there),
    ...recordedTape(BTC, DECIDED_MS + 1),
    closingBar(BTC, 4, there),
  ];
  const config = engineConfig({
    ...RESTING_BOOKS,
    "router_policy.quality.min_orders": 2,
    "router_policy.maker.fill_prior": 0.8,
    "router_policy.maker_timeout_seconds": 5,
    "strategy_config.screener.order_book.max_adverse_imbalance": side === "short" ? null : 0.6,
    ...maker,
  });
  return runSession({
    config,
    context: engineContext(config, [bandStrategy(band)]),
    symbols: [BTC],
    openMarket: async () => openBookMarket(config, tape),
    warmupBars: 520,
    hours: 4,
  });
}

describe("the screener", () => {
  it("drops a short against a book whose best 10 levels lean to the bid by more than 0.6", async () => {
    const { events } = await session("short", { "strategy_config.screener.order_book.max_adverse_imbalance": 0.6 });
    const cycle = ofType(events, "cycle.decided").find(({ atMs }) => atMs === DECIDED_MS)!;
    expect(cycle.drops).toMatchObject([{ reason: "book_filter", detail: { limit: 0.6 } }]);
    expect(cycle.drops[0]!.detail!.measured).toBeGreaterThan(0.6);
    expect(cycle.orders).toEqual([]);
  });
});

describe("nine recorded seconds of BTCUSDT, 2024-08-08", () => {
  it("fill a short that rests 0.5 bps above the ask of 61,800.3, because the market trades up to 61,809.5", async () => {
    const { events, state } = await session("short");
    const entry = intendedOf(events).filter(({ order }) => order.purpose === "open")[1]!;
    expect(entry.order).toMatchObject({ style: "maker", decisionPrice: "61800.25" });
    expect(entry.order.request).toMatchObject({ side: "sell", price: "61803.4", postOnly: true });
    const fills = ofType(events, "order.filled").slice(2);
    expect(fills.length).toBeGreaterThan(0);
    expect(fills.every(({ liquidity, price }) => liquidity === "maker" && price === "61803.4")).toBe(true);
    expect(fills[0]!.atMs - DECIDED_MS).toBeGreaterThan(1_000);
    expect(fills[0]!.atMs - DECIDED_MS).toBeLessThan(5_000);
    expect(toNumber(state.portfolio.positions[`main:${BTC}`]!.qty)).toBe(-toNumber(entry.order.request.qty!));
    expect(ofType(events, "intent.given_up")).toEqual([]);
  });

  it("leave a long behind that rests at 61,797.1: withdrawn after 5 s, it takes at the ask of then, 1 to 2 bps dearer", async () => {
    const { events } = await session("long");
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens[1]!.order.request).toMatchObject({ side: "buy", price: "61797.1", postOnly: true });
    const cancel = ofType(events, "cancel.requested").find(({ reason }) => reason === "maker_timeout")!;
    expect(cancel.atMs - DECIDED_MS).toBe(5_000);
    expect(opens[2]!.order).toMatchObject({ style: "taker", attempt: 1, routeReason: "maker_unfilled" });
    const fills = ofType(events, "order.filled").slice(2);
    const bps = fills.map(({ price }) => (toNumber(price) / 61_800.25 - 1) * 10_000);
    expect(fills.every(({ liquidity }) => liquidity === "taker")).toBe(true);
    expect(Math.min(...bps)).toBeGreaterThan(0.5);
    expect(Math.max(...bps)).toBeLessThan(2.5);
  });

  it("make it give up when it may pay no more than 0.5 bps: the reason is in the journal, the book stays flat", async () => {
    const { events, state } = await session("long", { "router_policy.max_slippage_bps.entry": 0.5 });
    expect(ofType(events, "intent.given_up").at(-1)).toMatchObject({ reason: "slippage_limit" });
    expect(state.portfolio.positions).toEqual({});
  });

  it("are told alike in a second session: the same last hash", async () => {
    const [first, second] = [await session("short"), await session("short")];
    expect(second.journal.lastHash).toBe(first.journal.lastHash);
    expect(ofType(first.events, "market.book").length).toBeGreaterThan(150);
  });
});
