import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDec, dec, toNumber, ZERO } from "../../../src/core/lib/decimal.js";
import { fillParts, slippageBps, takerPrice } from "../../../src/core/sim/slippage.js";
import { simPolicy } from "./harness.js";

describe("slippage", () => {
  it("moves a buy at 100 by 10 bps to 100.1 and a sell to 99.9", () => {
    expect(takerPrice(100, "buy", 10, dec("0.1"))).toBe("100.1");
    expect(takerPrice(100, "sell", 10, dec("0.1"))).toBe("99.9");
  });

  it("rounds against the taker: 1 bp on 100 with a tick of 0.1 costs a whole tick", () => {
    expect(takerPrice(100, "buy", 1, dec("0.1"))).toBe("100.1");
    expect(takerPrice(100, "sell", 1, dec("0.1"))).toBe("99.9");
  });

  it("does not charge a tick for floating point: 100 × 1.0001 on a tick of 0.01 is 100.01", () => {
    expect(takerPrice(100, "buy", 1, dec("0.01"))).toBe("100.01");
    expect(takerPrice(0.0721, "buy", 0, dec("0.0001"))).toBe("0.0721");
  });

  it("never sells below one tick", () => {
    expect(takerPrice(0.1, "sell", 5_000, dec("0.1"))).toBe("0.1");
  });

  it("adds impact with the square root of the share of volume: 4 % at 50 bps full impact is 10 bps", () => {
    const policy = simPolicy({ slippage_bps: 2, impact_at_full_volume_bps: 50 });
    expect(slippageBps(40, 1_000, policy)).toBeCloseTo(12, 12);
    expect(slippageBps(5_000, 1_000, policy)).toBe(52);
    expect(slippageBps(1, 0, policy)).toBe(52);
  });

  it("cuts 25 into parts of 1 % of a volume of 1,000, each dearer: 10, 10, 5", () => {
    const policy = simPolicy({ max_fill_volume_share: 0.01, impact_at_full_volume_bps: 100 });
    const parts = fillParts({ qty: dec("25"), stepSize: dec("0.001"), volume: 1_000, takenQty: 0 }, policy);
    expect(parts.map(({ qty }) => qty)).toEqual(["10", "10", "5"]);
    expect(parts.map((part) => part.slippageBps)).toEqual([10, 100 * Math.sqrt(0.02), 100 * Math.sqrt(0.025)]);
  });

  it("goes on from what was taken out of the bar before", () => {
    const policy = simPolicy({ impact_at_full_volume_bps: 100 });
    const [part] = fillParts({ qty: dec("3"), stepSize: dec("0.001"), volume: 100, takenQty: 1 }, policy);
    expect(part!.slippageBps).toBe(20);
  });

  it("never makes more than 4 parts of at most 4; the last carries the rest", () => {
    const policy = simPolicy({ max_fill_volume_share: 0.01, max_partial_fills: 4 });
    const parts = fillParts({ qty: dec("100"), stepSize: dec("0.001"), volume: 1_000, takenQty: 0 }, policy);
    expect(parts.map(({ qty }) => qty)).toEqual(["10", "10", "10", "70"]);
  });

  it("always fills exactly what was asked, in parts that get no cheaper", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.0001, max: 1, noNaN: true }),
        (steps, volume, share) => {
          const policy = simPolicy({ max_fill_volume_share: share, impact_at_full_volume_bps: 80 });
          const qty = dec((steps / 1_000).toFixed(3).replace(/\.?0+$/, ""));
          const parts = fillParts({ qty, stepSize: dec("0.001"), volume, takenQty: 0 }, policy);
          expect(parts.reduce((sum, part) => addDec(sum, part.qty), ZERO)).toBe(qty);
          expect(parts.length).toBeLessThanOrEqual(policy.max_partial_fills);
          for (const [at, part] of parts.entries()) {
            expect(toNumber(part.qty)).toBeGreaterThan(0);
            if (at > 0) expect(part.slippageBps).toBeGreaterThanOrEqual(parts[at - 1]!.slippageBps);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
