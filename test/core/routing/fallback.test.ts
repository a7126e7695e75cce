import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { fallback } from "../../../src/core/routing/fallback.js";
import { NOW_MS, policyWith, record, symbolView } from "./samples.js";

const after = (order: OrderRecord, view: SymbolView = symbolView(), atMs = NOW_MS + 30_000) =>
  fallback({ record: order, view, policy: policyWith(), atMs, offsetBps: () => 0.5 });

describe("an open maker order", () => {
  it("waits until its timeout and is cancelled at it", () => {
    expect(after(record(), symbolView(), NOW_MS + 29_999)).toEqual({ kind: "wait", untilMs: NOW_MS + 30_000 });
    expect(after(record())).toEqual({ kind: "cancel", reason: "maker_timeout" });
  });

  it("is left alone while a cancel is on its way or its outcome is unknown", () => {
    expect(after(record({ cancelRequested: true })).kind).toBe("none");
    expect(after(record({ status: "unknown" })).kind).toBe("none");
  });

  it("asks nothing of taker or resting orders", () => {
    expect(after(record({ style: "taker", status: "canceled" })).kind).toBe("none");
    expect(after(record({ style: "resting" })).kind).toBe("none");
  });
});

describe("a maker order that the market leaves behind", () => {
  const later = (order: OrderRecord, view: SymbolView, atMs = NOW_MS + 10_000) => after(order, view, atMs);

  it("follows once its quote would be 2 bps better: at a bid of 50,003, not at 50,002, with its whole quantity", () => {
    const partly = record({ status: "partially_filled", filledQty: dec("0.05") });
    for (const order of [record(), partly])
      expect(later(order, symbolView({ mark: 50_013 }))).toEqual({ kind: "change", price: "50000.4", qty: "0.2" });
    expect(later(record(), symbolView({ mark: 50_012 })).kind).toBe("wait");
  });

  it("stays where the market comes towards it, before it is acknowledged, and after 3 changes", () => {
    const view = symbolView({ mark: 50_040 });
    expect(later(record(), symbolView({ mark: 49_900 })).kind).toBe("wait");
    expect(later(record({ status: "submitted" }), view).kind).toBe("wait");
    expect(later(record({ changes: 2 }), view).kind).toBe("change");
    expect(later(record({ changes: 3 }), view).kind).toBe("wait");
  });

  it("stays while a change is on its way, and after one that the venue refused", () => {
    const view = symbolView({ mark: 50_040 });
    const change = { clientOrderId: "o1", symbol: "BTCUSDT", side: "buy", reduceOnly: false } as const;
    const terms = { price: dec("50010"), qty: dec("0.2") };
    const changing = { change: { ...change, ...terms }, notionalUsd: 10_000 };
    expect(later(record({ changing }), view).kind).toBe("wait");
    expect(later(record({ changeRefused: true }), view).kind).toBe("wait");
  });

  it("stays for a policy without requotes, without a book, and where a new quote would pass 15 bps", () => {
    const policy = policyWith({ requote: { max_requotes: 0 } });
    const view = symbolView({ mark: 50_040 });
    expect(fallback({ record: record(), view, policy, atMs: NOW_MS, offsetBps: () => 0.5 }).kind).toBe("wait");
    expect(later(record(), symbolView({ book: false })).kind).toBe("wait");
    expect(later(record(), symbolView({ mark: 50_100 })).kind).toBe("wait");
  });

  it("takes the rest when its change would have taken: the venue ended it before its time", () => {
    expect(later(record({ status: "canceled", changes: 1 }), symbolView({ mark: 50_040 })).kind).toBe("take");
  });
});

describe("a maker entry that ended early", () => {
  const canceled = record({ status: "canceled", filledQty: dec("0.05") });

  it("takes the rest of 0.15 BTC as IOC at the limit of the first decision, with the next attempt's id", () => {
    expect(after(canceled)).toMatchObject({
      kind: "take",
      attempt: 1,
      maxSlippageBps: 15,
      reason: "maker_unfilled",
      request: {
        clientOrderId: "A1b2C3d4E5f6G7h8o00001",
        type: "limit",
        qty: "0.15",
        price: "50075",
        timeInForce: "IOC",
        postOnly: false,
        expireAtMs: null,
      },
    });
  });

  it("takes all of it after a post-only reject (−5022) and gives up after any other reject", () => {
    const rejected = record({ status: "rejected", endCode: -5022 });
    expect(after(rejected)).toMatchObject({ kind: "take", reason: "post_only_rejected", request: { qty: "0.2" } });
    expect(after(record({ status: "rejected", endCode: -2019 }))).toEqual({
      kind: "give_up",
      reason: "rejected_-2019",
    });
  });

  it("gives up once the ask is at 50,080, beyond 15 bps of 50,000, and still takes at 50,075", () => {
    const askAt = (ask: number) => symbolView({ mark: ask - 10 });
    expect(after(canceled, askAt(50_080))).toEqual({ kind: "give_up", reason: "slippage_limit" });
    expect(after(canceled, askAt(50_075)).kind).toBe("take");
  });

  it("uses the mark where there is no book, and gives up on a stale or missing one", () => {
    expect(after(canceled, symbolView({ book: false, mark: 50_076 }))).toEqual({
      kind: "give_up",
      reason: "slippage_limit",
    });
    expect(after(canceled, symbolView({ book: false, mark: Number.NaN }))).toEqual({
      kind: "give_up",
      reason: "price_stale",
    });
    expect(after(canceled, symbolView({ stale: true }))).toEqual({ kind: "give_up", reason: "price_stale" });
  });

  it("leaves a rest of 0.001 BTC, 50 USD, below the venue's minimum of 100", () => {
    const nearlyDone = record({ status: "canceled", filledQty: dec("0.199") });
    expect(after(nearlyDone)).toEqual({ kind: "give_up", reason: "rest_below_minimum" });
  });

  it("has nothing to do when filled and gives up when it was never sent", () => {
    expect(after(record({ status: "filled", filledQty: dec("0.2") })).kind).toBe("none");
    expect(after(record({ status: "canceled", filledQty: dec("0.2") })).kind).toBe("none");
    expect(after(record({ status: "abandoned" }))).toEqual({ kind: "give_up", reason: "abandoned" });
  });
});

describe("a maker exit that ended early", () => {
  it("takes the rest at market, however far the price, and less than a step of 0.001 as one step that the venue cuts", () => {
    const exit = record({
      purpose: "close",
      status: "canceled",
      filledQty: dec("0.1995"),
      request: { side: "sell", reduceOnly: true, clientOrderId: "A1b2C3d4E5f6G7h8c00000" },
    });
    expect(after(exit, symbolView({ mark: 40_000 }))).toMatchObject({
      kind: "take",
      maxSlippageBps: 50,
      request: {
        type: "market",
        qty: "0.001",
        price: null,
        reduceOnly: true,
        clientOrderId: "A1b2C3d4E5f6G7h8c00001",
      },
    });
  });
});

describe("the rest of an entry under random prices", () => {
  it("never pays more than its slippage limit and never asks for more than the rest", () => {
    let taken = 0;
    const world = fc.record({
      mark: fc.double({ min: 49_800, max: 50_200, noNaN: true }),
      filledSteps: fc.integer({ min: 0, max: 200 }),
      side: fc.constantFrom("buy" as const, "sell" as const),
      maxSlippageBps: fc.double({ min: 0, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(world, ({ mark, filledSteps, side, maxSlippageBps }) => {
        const filledQty = dec((filledSteps / 1_000).toFixed(3));
        const order = record({ status: "canceled", filledQty, maxSlippageBps, request: { side } });
        const step = after(order, symbolView({ mark }));
        if (step.kind !== "take") return;
        taken += 1;
        const price = toNumber(step.request.price ?? dec("0"));
        const worse = ((side === "buy" ? price - 50_000 : 50_000 - price) / 50_000) * 10_000;
        expect(worse).toBeLessThanOrEqual(maxSlippageBps + 1e-9);
        expect(
          exact(step.request.qty ?? dec("99"))
            .plus(exact(filledQty))
            .toString(),
        ).toBe("0.2");
      }),
      { numRuns: 300, seed: 6 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});
