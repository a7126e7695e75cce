import { describe, expect, it } from "vitest";
import type { BookSnapshot } from "../../../../src/core/domain/book.js";
import type { SymbolView } from "../../../../src/core/domain/market-view.js";
import type { StateCause } from "../../../../src/core/domain/trading-state.js";
import { buildContext } from "../../../../src/core/risk/context.js";
import { reviewedOrder } from "../../../../src/core/risk/reviewed-order.js";
import { verdictsOf } from "../../../../src/core/risk/verdicts.js";
import {
  book,
  closing,
  entry,
  held,
  judge,
  judgeBy,
  limits,
  marketView,
  NOW,
  policy,
  symbolView,
} from "../fixtures.js";

const order = entry("BTCUSDT", "10");

function viewWith(over: Partial<SymbolView>) {
  return marketView(symbolView("BTCUSDT", over));
}

/** 99.95 to 100.05 by default: a spread of 10 bps; 20 base units on each side. */
function sides(bid = 99.95, ask = 100.05, over: Partial<BookSnapshot> = {}): BookSnapshot {
  return {
    symbol: "BTCUSDT",
    atMs: NOW,
    bids: [{ price: bid, qty: 20 }],
    asks: [{ price: ask, qty: 20 }],
    ...over,
  };
}

describe("R16 market quality", () => {
  it("passes a mark of 60 s ago, refuses one of 60.001 s ago, of the future, and of no known instant", () => {
    expect(judge(order, { view: viewWith({ markAtMs: NOW - 60_000 }) })).toEqual([]);
    const at = (markAtMs: number) => judgeBy("R16", order, { view: viewWith({ markAtMs }) });
    const stale = { rule: "R16", code: "price_stale", limit: 60, unit: "seconds" };
    expect(at(NOW - 60_001)).toMatchObject([{ ...stale, measured: 60.001 }]);
    expect(at(NOW + 1)).toMatchObject([{ ...stale, measured: -0.001 }]);
    expect(at(Number.NaN)).toMatchObject([{ ...stale, measured: null }]);
  });

  it("passes a book of 10 s ago, refuses one of 10.001 s ago, of the future, and without an instant, by its age alone", () => {
    const at = (atMs: number) => judgeBy("R16", order, { view: viewWith({ book: sides(99.95, 100.05, { atMs }) }) });
    const setting = "risk_limits.global.market_quality.max_book_age_seconds";
    const old = { rule: "R16", code: "price_stale", limit: 10, unit: "seconds", setting };
    expect(at(NOW - 10_000)).toEqual([]);
    expect(at(NOW - 10_001)).toEqual([{ ...old, measured: 10.001 }]);
    expect(at(NOW + 1)).toEqual([{ ...old, measured: -0.001 }]);
    expect(at(Number.NaN)).toEqual([{ ...old, measured: null }]);
    // Neither its spread of 952 bps nor its mid is of now.
    const hourOld = viewWith({ book: sides(90, 99, { atMs: NOW - 3_600_000 }) });
    expect(judgeBy("R16", order, { view: hourOld })).toEqual([{ ...old, measured: 3_600 }]);
    const patient = policy({
      global: { market_quality: { ...limits().global.market_quality, max_book_age_seconds: 20 } },
    });
    const quarter = viewWith({ book: sides(99.95, 100.05, { atMs: NOW - 15_000 }) });
    expect(judgeBy("R16", order, { view: quarter, policy: patient })).toEqual([]);
  });

  it("lets a reducing order pass whatever the age of the book", () => {
    const view = viewWith({ book: sides(99.95, 100.05, { atMs: Number.NaN }) });
    expect(judge(closing("BTCUSDT", "10"), { book: book({ positions: [held("BTCUSDT", 10)] }), view })).toEqual([]);
  });

  it("passes a spread of 20 bps and refuses 20.1 bps, both figures named", () => {
    const spread = (bps: number) => viewWith({ book: sides(100 - bps / 200, 100 + bps / 200) });
    expect(judge(order, { view: spread(20) })).toEqual([]);
    const [found] = judgeBy("R16", order, { view: spread(20.1) });
    expect(found).toMatchObject({ code: "spread_too_wide", limit: 20, unit: "bps" });
    expect(found?.measured).toBeCloseTo(20.1, 6);
  });

  it("refuses an order that would sweep 31 bps deep; one larger than the known levels counts at least the last of them", () => {
    const asks = [
      { price: 100.05, qty: 5 },
      { price: 100.57, qty: 5.2 },
    ];
    const view = viewWith({ book: sides(99.95, 100.05, { asks }) });
    const [found] = judgeBy("R16", order, { view });
    expect(found).toMatchObject({ code: "slippage_too_high", limit: 30, unit: "bps" });
    expect(found?.measured).toBeCloseTo(30.9, 1);
    const [beyond] = judgeBy("R16", entry("BTCUSDT", "500"), { view });
    expect(beyond?.measured).toBeGreaterThan(56);
    expect(beyond?.measured).toBeLessThan(57);
    // 20 BTC at 5 bps are all that is known: of 3,000 USD nothing says that the rest would cost no more than 30 bps.
    const shallow = viewWith({ book: sides(99.95, 100.05) });
    expect(judge(entry("BTCUSDT", "20"), { view: shallow })).toEqual([]);
    expect(judgeBy("R16", entry("BTCUSDT", "30"), { view: shallow })).toMatchObject([
      { code: "slippage_too_high", measured: null, limit: 30, unit: "bps" },
    ]);
    const empty = viewWith({ book: sides(99.95, 100.05, { asks: [] }) });
    expect(judgeBy("R16", order, { view: empty })).toMatchObject([
      { code: "spread_too_wide", measured: null },
      { code: "slippage_too_high", measured: null },
      { code: "price_divergence", measured: null },
    ]);
  });

  it("refuses a mark 2.01 % off the index or the mid, and takes no hour-old last price for one of now", () => {
    expect(judge(order, { view: viewWith({ indexPrice: 98.05 }) })).toEqual([]);
    expect(judgeBy("R16", order, { view: viewWith({ indexPrice: 98 }) })).toMatchObject([
      { code: "price_divergence", limit: 200, unit: "bps" },
    ]);
    expect(judgeBy("R16", order, { view: viewWith({ book: sides(97.95, 98.05) }) })).toMatchObject([
      { code: "price_divergence" },
    ]);
    const bar = { symbol: "BTCUSDT", open: 90, high: 90, low: 90, close: 90, volume: 1, mark: null };
    const closed = (closeTimeMs: number) => ({ ...bar, openTimeMs: closeTimeMs - 3_600_000, closeTimeMs });
    expect(judge(order, { view: viewWith({ last: 90, lastBar: closed(NOW - 60_001) }) })).toEqual([]);
    expect(judgeBy("R16", order, { view: viewWith({ last: 90, lastBar: closed(NOW) }) })).toMatchObject([
      { code: "price_divergence" },
    ]);
  });

  it("counts the funding that the side pays until its horizon: 6 times 0.34 % is too much for a long, fine for a short", () => {
    const view = viewWith({ fundingRate: 0.0034 });
    const horizon = { intent: { horizonBars: 48 } };
    const [found] = judgeBy("R16", entry("BTCUSDT", "10", horizon), { view });
    expect(found).toMatchObject({ code: "funding_too_high", limit: 0.02, unit: "fraction" });
    expect(found?.measured).toBeCloseTo(0.0204, 9);
    const short = entry("BTCUSDT", "10", { intent: { horizonBars: 48, side: "sell" } });
    expect(judge(short, { view })).toEqual([]);
    expect(judge(entry("BTCUSDT", "10", horizon), { view: viewWith({ fundingRate: 0.0033 }) })).toEqual([]);
    const daily = policy({ strategy: { barMs: 86_400_000 } });
    expect(
      judgeBy("R16", entry("BTCUSDT", "10", { intent: { horizonBars: 48 } }), {
        view: viewWith({ fundingRate: 0.0002 }),
        policy: daily,
      }),
    ).toHaveLength(1);
  });

  it("refuses where a book was lost, and says not evaluated where there never was one", () => {
    expect(judgeBy("R16", order, { view: viewWith({ bookLost: true }) })).toMatchObject([
      { code: "spread_too_wide", measured: null },
      { code: "slippage_too_high", measured: null },
    ]);
    const ctx = buildContext({ book: book(), view: marketView(), policy: policy() });
    const verdicts = verdictsOf(reviewedOrder(order, ctx), ctx);
    const quiet = verdicts.filter(({ verdict }) => verdict === "not_evaluated");
    expect(quiet.map(({ rule, code, why }) => [rule, code, why])).toEqual([
      ["R14", "trade_rate_limit", "the venue has told no limit of orders"],
      ["R16", "spread_too_wide", "no order book in the data"],
      ["R16", "slippage_too_high", "no order book in the data"],
      ["R16", "price_divergence", "no other price of now beside the mark"],
      ["R16", "funding_too_high", "no funding rate in the data"],
      ["R17", "restricted_symbol", "no oracle for the quote asset"],
    ]);
    expect(verdicts.filter(({ verdict }) => verdict === "veto")).toEqual([]);
    expect(new Set(verdicts.map(({ rule }) => rule)).size).toBe(21);
  });
});

describe("R18 venue health", () => {
  const down = (code: string): StateCause => ({
    code,
    kind: "gate",
    state: "REDUCING",
    sinceMs: NOW - 90_000,
    clears: "by itself",
  });

  it("refuses for as long as the venue does not answer or the account's events are silent", () => {
    for (const code of ["venue_circuit_open", "user_stream_stale"]) {
      expect(judgeBy("R18", order, { book: book({ causes: [down(code)] }) })).toEqual([
        { rule: "R18", code, measured: 90, limit: 0, unit: "seconds", setting: null },
      ]);
    }
    expect(judgeBy("R18", order, { book: book({ causes: [down("stale_data")] }) })).toEqual([]);
  });

  it("lets what only reduces pass, with a mark of yesterday as well", () => {
    const books = book({ causes: [down("venue_circuit_open")], positions: [held("BTCUSDT", 10)] });
    const view = viewWith({ markAtMs: NOW - 86_400_000, bookLost: true });
    expect(judge(closing("BTCUSDT", "10"), { book: books, view })).toEqual([]);
  });
});
