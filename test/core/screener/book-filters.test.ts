import { describe, expect, it } from "vitest";
import type { BookSnapshot } from "../../../src/core/domain/book.js";
import { screenerPolicySchema } from "../../../src/core/screener/policy.js";
import { AT_MS, targetOf } from "./fixtures.js";
import { screenOne } from "./screen-one.js";

describe("order book filters", () => {
  const bookOf = (bid: number, ask: number, bidQty: number, askQty: number): BookSnapshot => ({
    symbol: "AUSDT",
    atMs: AT_MS,
    bids: [{ price: bid, qty: bidQty }],
    asks: [{ price: ask, qty: askQty }],
  });
  const inBook = (book: BookSnapshot, direction: "long" | "short" = "long", order_book: object = {}) =>
    screenOne({ signal: targetOf(direction), view: { book }, policy: screenerPolicySchema.parse({ order_book }) });

  it("let 9.999 bps pass and drop 10.01 bps against 10", () => {
    const tight = inBook(bookOf(99.95, 100.0499, 1, 1));
    expect(tight.drops).toEqual([]);
    expect(tight.protoIntents[0]?.features["spreadBps"]).toBeCloseTo(9.99, 2);
    const wide = inBook(bookOf(99.95, 100.0501, 1, 1)).drops[0];
    expect(wide).toMatchObject({ reason: "spread_filter", detail: { limit: 10 } });
    expect(wide?.detail?.setting).toBe("strategy_config.screener.order_book.max_spread_bps");
  });

  it("tell what 10,000 USD would cost on each side: half the spread", () => {
    const { protoIntents } = inBook(bookOf(99.95, 100.0499, 1_000, 1_000));
    expect(protoIntents[0]?.features["buySlippage10kUsdBps"]).toBeCloseTo(4.995, 3);
    expect(protoIntents[0]?.features["sellSlippage10kUsdBps"]).toBeCloseTo(4.995, 3);
    expect(screenOne({ signal: targetOf("long") }).protoIntents[0]?.features).not.toHaveProperty(
      "buySlippage10kUsdBps",
    );
  });

  it("drop a long into 4 asked per bid (0.6 allowed: 0.6 passes, 0.667 not), a short there passes", () => {
    expect(inBook(bookOf(100, 100.01, 1, 4)).drops).toEqual([]);
    expect(inBook(bookOf(100, 100.01, 1, 5)).drops[0]).toMatchObject({ reason: "book_filter", detail: { limit: 0.6 } });
    expect(inBook(bookOf(100, 100.01, 1, 5), "short").drops).toEqual([]);
    expect(inBook(bookOf(100, 100.01, 5, 1), "short").drops[0]?.reason).toBe("book_filter");
  });

  it("drop by the pressure of all levels what the best level alone lets pass: 1 bid and 1 asked, then 9 asked 3 bps on", () => {
    const far = (price: number, qty: number) => ({ price, qty });
    const { bids, asks, ...rest } = bookOf(99.999, 100.001, 1, 1);
    const leaning = { ...rest, bids: [...bids, far(99.97, 0.001)], asks: [...asks, far(100.03, 9)] };
    const topOnly = { imbalance_levels: 1 };
    const [drop] = inBook(leaning, "long", topOnly).drops;
    expect(drop).toMatchObject({ reason: "book_pressure", detail: { limit: 0.6 } });
    // Weights halve every 5 bps: 0.1 bps away 0.986, 3 bps away 0.660.
    expect(drop?.detail?.measured).toBeCloseTo((9 * 0.6598 - 0.001 * 0.6598) / (2 * 0.9862 + 9.001 * 0.6598), 3);
    expect(drop?.detail?.setting).toBe("strategy_config.screener.order_book.max_adverse_imbalance");
    expect(inBook(leaning, "short", topOnly).drops).toEqual([]);
    expect(inBook(leaning, "long", { ...topOnly, max_adverse_pressure: null }).drops).toEqual([]);
    expect(inBook(leaning, "long", { ...topOnly, max_adverse_pressure: 0.8 }).drops).toEqual([]);
    const own = inBook(leaning, "long", { max_adverse_imbalance: null, max_adverse_pressure: 0.5 }).drops[0];
    expect(own?.detail?.setting).toBe("strategy_config.screener.order_book.max_adverse_pressure");
    expect(inBook(leaning, "short", topOnly).protoIntents[0]?.features["pressure"]).toBeCloseTo(-0.7505, 4);
  });

  it("count depth on the side that is taken from: 100 of 150 USD asked for a long", () => {
    const { bids, asks, ...rest } = bookOf(99.99, 100, 2, 1);
    const thin = { ...rest, bids, asks: [...asks, { price: 101, qty: 1 }] };
    expect(inBook(thin, "long", { min_depth_usd: 150 }).drops[0]).toMatchObject({
      reason: "book_filter",
      detail: { measured: 100, limit: 150 },
    });
    expect(inBook(thin, "short", { min_depth_usd: 150 }).drops).toEqual([]);
  });

  it("drop as shallow_book where the levels end 0.5 bps into a band of 25 with too little; enough by then passes", () => {
    const shallow = bookOf(99.99, 100, 2, 1);
    const [drop] = inBook(shallow, "long", { min_depth_usd: 150 }).drops;
    expect(drop).toMatchObject({ reason: "shallow_book", detail: { limit: 25 } });
    expect(drop?.detail?.measured).toBeCloseTo(0.5, 3);
    expect(drop?.detail?.setting).toBe("strategy_config.screener.order_book.depth_bps");
    expect(inBook(shallow, "long", { min_depth_usd: 100 }).drops).toEqual([]);
  });

  it("tell the depth of a band and the price of 10,000 USD only where the levels known go that far", () => {
    const { bids, asks, ...rest } = bookOf(99.99, 100.01, 50, 50);
    const known = { ...rest, bids: [...bids, { price: 99.7, qty: 100 }], asks: [...asks, { price: 100.12, qty: 60 }] };
    const [proto] = inBook(known).protoIntents;
    const told = Object.keys(proto!.features).filter((name) => /Depth|Slippage/.test(name));
    expect(told).toEqual([
      ...["bidDepth10BpsUsd", "askDepth10BpsUsd", "bidDepth25BpsUsd"],
      ...["buySlippage10kUsdBps", "sellSlippage10kUsdBps"],
    ]);
    const small = inBook(bookOf(99.99, 100.01, 50, 50)).protoIntents[0]!.features;
    expect(small).not.toHaveProperty("buySlippage10kUsdBps");
  });

  it("drop an entry by a book of 10.001 s ago as stale_book, whatever it says, and tell none of its figures", () => {
    const aged = (seconds: number, direction: "long" | "flat" = "long") =>
      screenOne({
        signal: targetOf(direction),
        held: direction === "flat" ? "long" : "flat",
        view: { book: bookOf(100, 100.01, 1, 1), bookAge: { seconds, limitSeconds: 10 } },
      });
    expect(aged(10).drops).toEqual([]);
    expect(aged(10).protoIntents[0]?.features).toHaveProperty("spreadBps");
    const setting = "risk_limits.global.market_quality.max_book_age_seconds";
    expect(aged(10.001).drops).toMatchObject([
      { reason: "stale_book", detail: { measured: 10.001, limit: 10, setting } },
    ]);
    expect(aged(-0.001).drops).toMatchObject([{ reason: "stale_book", detail: { measured: -0.001 } }]);
    expect(aged(Number.NaN).drops).toMatchObject([{ reason: "stale_book", detail: null }]);
    const exit = aged(3_600, "flat");
    expect(exit.drops).toEqual([]);
    expect(exit.protoIntents[0]?.features).not.toHaveProperty("spreadBps");
  });

  it("refuse an empty or crossed book", () => {
    const empty = { symbol: "AUSDT", atMs: AT_MS, bids: [], asks: [] };
    expect(inBook(empty).drops[0]).toMatchObject({ reason: "spread_filter", detail: null });
    expect(inBook(bookOf(101, 100, 1, 1)).drops[0]?.reason).toBe("spread_filter");
  });
});
