import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { shortfall } from "../../../src/core/routing/shortfall.js";
import { record } from "./samples.js";

const arrival = { bid: 50_015, ask: 50_025, mid: 50_020 };

describe("implementation shortfall", () => {
  it("splits a buy decided at 50,000, arrived at 50,020, filled at 50,030 for 2.5 USD a 0.1 BTC", () => {
    const order = record({ style: "taker", filledQty: dec("0.1"), filledQuote: dec("5003"), fees: dec("2.5") });
    const cost = shortfall([order], arrival);
    expect(cost?.delayBps).toBeCloseTo(4, 9);
    expect(cost?.spreadBps).toBeCloseTo(1, 9);
    expect(cost?.impactBps).toBeCloseTo(1, 9);
    expect(cost?.feeBps).toBeCloseTo(5, 9);
    expect(cost?.priceBps).toBeCloseTo(6, 9);
    expect(cost?.totalBps).toBeCloseTo(11, 9);
    expect(cost).toMatchObject({ filledQty: 0.1, filledShare: 0.5, notionalUsd: 5_000 });
  });

  it("counts a falling price as gain for a buy and as cost for a sell", () => {
    const filled = { filledQty: dec("0.2"), filledQuote: dec("9990") };
    expect(shortfall([record(filled)], null)?.priceBps).toBeCloseTo(-10, 9);
    expect(shortfall([record({ ...filled, request: { side: "sell" } })], null)?.priceBps).toBeCloseTo(10, 9);
  });

  it("adds a maker part and its taker fallback: spread is earned on 0.05 and paid on 0.15", () => {
    const maker = record({
      filledQty: dec("0.05"),
      makerQty: dec("0.05"),
      filledQuote: dec("2500.75"),
      fees: dec("0.5"),
    });
    const taker = record({ style: "taker", filledQty: dec("0.15"), filledQuote: dec("7503.75"), fees: dec("3.75") });
    const cost = shortfall([maker, taker], arrival);
    // Average 50,022.5 against 50,000; half spread 1 bp × (0.15 − 0.05) / 0.2.
    expect(cost?.priceBps).toBeCloseTo(4.5, 9);
    expect(cost?.delayBps).toBeCloseTo(4, 9);
    expect(cost?.spreadBps).toBeCloseTo(0.5, 9);
    expect(cost?.impactBps).toBeCloseTo(0, 9);
    expect(cost?.feeBps).toBeCloseTo(4.25, 9);
    expect(cost?.filledShare).toBe(1);
  });

  it("knows only price and fee without an arrival book", () => {
    const order = record({ filledQty: dec("0.1"), filledQuote: dec("5000"), fees: dec("1") });
    expect(shortfall([order], null)).toMatchObject({ delayBps: null, spreadBps: null, impactBps: null, totalBps: 2 });
    expect(shortfall([order], { bid: Number.NaN, ask: 1, mid: 1 })?.delayBps).toBeNull();
  });

  it("is null before the first fill", () => {
    expect(shortfall([record()], arrival)).toBeNull();
    expect(shortfall([], arrival)).toBeNull();
  });
});
