import { describe, expect, it } from "vitest";
import { depthWithinUsd, imbalance, microprice, midPrice, spreadBps } from "../../../src/core/quant/order-book.js";

const bids = [
  { price: 99, qty: 3 },
  { price: 98, qty: 5 },
];
const asks = [
  { price: 101, qty: 1 },
  { price: 102, qty: 1 },
];

describe("order book figures", () => {
  it("a book of 99 to 101 is 200 bps wide; crossed or empty it has no spread", () => {
    expect(spreadBps(99, 101)).toBe(200);
    expect(spreadBps(101, 99)).toBeNaN();
    expect(spreadBps(undefined, 101)).toBeNaN();
  });

  it("has its mid at 100, where it isn't crossed, empty on one side or priced at NaN", () => {
    expect(midPrice({ bids, asks })).toBe(100);
    expect(midPrice({ bids: asks, asks: bids })).toBeNaN();
    expect(midPrice({ bids, asks: [] })).toBeNaN();
    expect(midPrice({ bids: [{ price: Number.NaN, qty: 1 }], asks })).toBeNaN();
  });

  it("3 bid against 1 asked at the top is an imbalance of 0.5, over two levels 0.6", () => {
    expect(imbalance(bids, asks, 1)).toBe(0.5);
    expect(imbalance(bids, asks, 2)).toBeCloseTo(0.6, 12);
    expect(imbalance([], [], 2)).toBeNaN();
  });

  it("the microprice of 3 bid at 99 and 1 asked at 101 is 100.5, nearer to the thin side", () => {
    expect(microprice(bids, asks)).toBe(100.5);
    expect(microprice([], asks)).toBeNaN();
  });

  it("within 100 bps of 100 there are 297 USD of bids, within 200 bps 787", () => {
    expect(depthWithinUsd(bids, 100, 100)).toBe(297);
    expect(depthWithinUsd(bids, 100, 200)).toBe(787);
  });
});
