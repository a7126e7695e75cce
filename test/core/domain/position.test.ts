import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/core/domain/intent.js";
import { applyFill, entryPrice, FLAT, type Holding, isLong, unrealizedPnl } from "../../../src/core/domain/position.js";
import { type Dec, dec, signDec } from "../../../src/core/lib/decimal.js";
import { productUnits, unitsOf } from "./exact-units.js";

interface Fill {
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
}

const decimal = (max: number, places: number): fc.Arbitrary<Dec> =>
  fc.integer({ min: 1, max }).map((count) => dec((count / 10 ** places).toFixed(places)));
const anyFill: fc.Arbitrary<Fill> = fc.record({
  side: fc.constantFrom<Side>("buy", "sell"),
  qty: decimal(5_000, 3),
  price: decimal(9_000_000, 2),
});

function held(...fills: readonly (readonly [Side, string, string])[]): { holding: Holding; realized: Dec[] } {
  const realized: Dec[] = [];
  let holding = FLAT;
  for (const [side, qty, price] of fills) {
    const booked = applyFill(holding, side, dec(qty), dec(price));
    holding = booked.holding;
    realized.push(booked.realizedPnl);
  }
  return { holding, realized };
}

describe("booking a fill", () => {
  it("opens a long of 2 at 100 with cost 200 and a short of 2 at 100 with cost -200", () => {
    expect(held(["buy", "2", "100"]).holding).toEqual({ qty: "2", cost: "200" });
    expect(held(["sell", "2", "100"]).holding).toEqual({ qty: "-2", cost: "-200" });
  });

  it("adds at another price and keeps the volume-weighted entry", () => {
    const { holding, realized } = held(["buy", "1", "100"], ["buy", "3", "120"]);
    expect(holding).toEqual({ qty: "4", cost: "460" });
    expect(entryPrice(holding)).toBe("115");
    expect(realized).toEqual(["0", "0"]);
  });

  it("realises 10 on half of a long bought at 100 and sold at 110, and -10 on the short the other way round", () => {
    expect(held(["buy", "2", "100"], ["sell", "1", "110"])).toEqual({
      holding: { qty: "1", cost: "100" },
      realized: ["0", "10"],
    });
    expect(held(["sell", "2", "100"], ["buy", "1", "110"])).toEqual({
      holding: { qty: "-1", cost: "-100" },
      realized: ["0", "-10"],
    });
  });

  it("is flat with nothing left over when all is closed", () => {
    expect(held(["sell", "3", "7"], ["buy", "3", "5"])).toEqual({ holding: FLAT, realized: ["0", "6"] });
    expect([entryPrice(FLAT), isLong(FLAT), unrealizedPnl(FLAT, dec("5"))]).toEqual([null, false, "0"]);
  });

  it("closes and opens in one fill that is larger than an opposite holding", () => {
    expect(held(["buy", "1", "100"], ["sell", "3", "90"])).toEqual({
      holding: { qty: "-2", cost: "-180" },
      realized: ["0", "-10"],
    });
    expect(held(["sell", "1", "100"], ["buy", "3", "90"])).toEqual({
      holding: { qty: "2", cost: "180" },
      realized: ["0", "10"],
    });
  });

  it("loses no digit where a third can't be written: 1 of 3 bought for 10 leaves what it did not take", () => {
    const { holding, realized } = held(["buy", "3", "3.3333333333"], ["sell", "1", "4"]);
    expect(holding).toEqual({ qty: "2", cost: "6.6666666699" });
    expect(realized[1]).toBe("0.66666667");
  });

  it("values a long and a short at the mark", () => {
    expect(unrealizedPnl(held(["buy", "2", "100"]).holding, dec("99.5"))).toBe("-1");
    expect(unrealizedPnl(held(["sell", "2", "100"]).holding, dec("99.5"))).toBe("1");
  });
});

describe("over random fills", () => {
  it("quantity is the sum of the fills, and cash + cost = realised profit, to the last digit after each fill", () => {
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 40 }), (fills) => {
        let holding = FLAT;
        let [qty, cash, realized] = [0n, 0n, 0n];
        for (const fill of fills) {
          const booked = applyFill(holding, fill.side, fill.qty, fill.price);
          holding = booked.holding;
          const sign = fill.side === "buy" ? 1n : -1n;
          qty += sign * unitsOf(fill.qty);
          cash -= sign * productUnits(fill.qty, fill.price);
          realized += unitsOf(booked.realizedPnl);
          expect(unitsOf(holding.qty)).toBe(qty);
          expect(cash + unitsOf(holding.cost)).toBe(realized);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("cost has the sign of the quantity, the entry lies between the lowest and the highest price", () => {
    fc.assert(
      fc.property(fc.array(anyFill, { minLength: 1, maxLength: 40 }), (fills) => {
        let holding = FLAT;
        for (const { side, qty, price } of fills) holding = applyFill(holding, side, qty, price).holding;
        expect(signDec(holding.cost)).toBe(signDec(holding.qty));
        const prices = fills.map(({ price }) => Number(price));
        const entry = entryPrice(holding);
        if (entry === null) return;
        // Rounding of closed parts moves the rest by at most 5e-9 a fill, on a quantity of at least 0.001.
        const slackUsd = fills.length * 5e-6 + 1e-8;
        expect(Number(entry)).toBeGreaterThanOrEqual(Math.min(...prices) - slackUsd);
        expect(Number(entry)).toBeLessThanOrEqual(Math.max(...prices) + slackUsd);
      }),
    );
  });

  it("a mirrored market gives the mirrored books", () => {
    const mirror = (side: Side): Side => (side === "buy" ? "sell" : "buy");
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 20 }), (fills) => {
        let [one, two] = [FLAT, FLAT];
        for (const { side, qty, price } of fills) {
          const booked = applyFill(one, side, qty, price);
          const mirrored = applyFill(two, mirror(side), qty, price);
          expect(unitsOf(mirrored.realizedPnl)).toBe(-unitsOf(booked.realizedPnl));
          [one, two] = [booked.holding, mirrored.holding];
          expect([unitsOf(two.qty), unitsOf(two.cost)]).toEqual([-unitsOf(one.qty), -unitsOf(one.cost)]);
        }
      }),
    );
  });
});
