import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortfallOf } from "../../../src/core/routing/shortfall.js";

const price = fc.double({ min: 0.0001, max: 100_000, noNaN: true });
const near = fc.double({ min: -200, max: 200, noNaN: true });

describe("implementation shortfall of any intent", () => {
  it("is delay + spread + impact + fee to the last bit, and what was paid beyond the decision price in money", () => {
    const world = fc.record({
      decision: price,
      arrivalBps: near,
      halfSpreadBps: fc.double({ min: 0, max: 50, noNaN: true }),
      fills: fc.array(
        fc.record({ qty: fc.double({ min: 0.001, max: 50, noNaN: true }), bps: near, maker: fc.boolean() }),
        {
          minLength: 1,
          maxLength: 8,
        },
      ),
      feeBps: fc.double({ min: -2, max: 10, noNaN: true }),
      side: fc.constantFrom("buy" as const, "sell" as const),
    });
    fc.assert(
      fc.property(world, ({ decision, arrivalBps, halfSpreadBps, fills, feeBps, side }) => {
        const at = (bps: number): number => decision * (1 + bps / 10_000);
        const sum = (of: (fill: (typeof fills)[number]) => number) =>
          fills.reduce((total, fill) => total + of(fill), 0);
        const qty = sum((fill) => fill.qty);
        const quote = sum((fill) => fill.qty * at(fill.bps));
        const fees = (quote * feeBps) / 10_000;
        const makerQty = sum((fill) => (fill.maker ? fill.qty : 0));
        const mid = at(arrivalBps);
        const arrival = {
          mid,
          bid: mid - (decision * halfSpreadBps) / 10_000,
          ask: mid + (decision * halfSpreadBps) / 10_000,
        };
        const cost = shortfallOf({ side, decision, askedQty: qty, qty, quote, makerQty, fees }, arrival);
        if (cost === null || cost.delayBps === null) throw new Error("nothing was measured");
        expect(cost.delayBps + cost.spreadBps! + cost.impactBps! + cost.feeBps).toBe(cost.totalBps);
        const paid = (side === "buy" ? quote - qty * decision : qty * decision - quote) + fees;
        expect((cost.totalBps / 10_000) * cost.notionalUsd).toBeCloseTo(paid, 6 - Math.ceil(Math.log10(quote + 1)));
        expect(Math.abs(cost.spreadBps!)).toBeLessThanOrEqual(halfSpreadBps + 1e-9);
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
