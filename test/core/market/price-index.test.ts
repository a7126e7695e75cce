import { describe, expect, it } from "vitest";
import { priceIndex, type VenuePrice } from "../../../src/core/market/price-index.js";

const NOW = 1_700_000_000_000;
const LIMITS = { maxAgeMs: 10_000, maxDeviation: 0.01, minVenues: 2 };
const at = (venue: string, price: number, ageMs = 0): VenuePrice => ({ venue, price, atMs: NOW - ageMs });

describe("price index over venues", () => {
  it("is the median: 100 of 99.9, 100 and 100.3, each with its distance from it", () => {
    const index = priceIndex([at("a", 99.9), at("b", 100), at("c", 100.3, 4_000)], NOW, LIMITS);
    expect(index.price).toBe(100);
    expect(index.used[2]).toEqual({ venue: "c", deviation: expect.closeTo(0.003, 12) as number, ageMs: 4_000 });
  });

  it("leaves out 120, which is 20 % off, a price of 10,001 ms and one that is none, and says why", () => {
    const prices = [at("a", 100), at("b", 100.2), at("far", 120), at("old", 100, 10_001), at("nan", Number.NaN)];
    const { price, left } = priceIndex(prices, NOW, LIMITS);
    expect(price).toBeCloseTo(100.1, 12);
    expect(left).toEqual([
      { venue: "old", reason: "stale" },
      { venue: "nan", reason: "not_a_price" },
      { venue: "far", reason: "deviates" },
    ]);
  });

  it("is null with one venue where two are wanted, with none, and where two disagree by 3 %", () => {
    expect(priceIndex([at("a", 100)], NOW, LIMITS).price).toBeNull();
    expect(priceIndex([], NOW, { ...LIMITS, minVenues: 0 }).price).toBeNull();
    expect(priceIndex([at("a", 100), at("b", 103)], NOW, LIMITS)).toMatchObject({ price: null, used: [] });
  });

  it("takes no price of the future", () => {
    expect(priceIndex([at("a", 100, -1), at("b", 100)], NOW, LIMITS).left).toEqual([{ venue: "a", reason: "stale" }]);
  });
});
