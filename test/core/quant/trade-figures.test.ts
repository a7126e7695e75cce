import { describe, expect, it } from "vitest";
import { tradeFigures } from "../../../src/core/quant/trade-figures.js";

describe("figures of round trips", () => {
  it("three wins of 2 and two losses of 1: won 60 %, payoff 2, profit factor 3, Kelly share 40 %", () => {
    const { trades, winRate, payoff, profitFactor, kelly } = tradeFigures(Float64Array.of(2, -1, 2, 2, -1));
    expect({ trades, winRate, payoff, profitFactor }).toEqual({ trades: 5, winRate: 0.6, payoff: 2, profitFactor: 3 });
    expect(kelly).toBeCloseTo(0.4, 12);
  });

  it("one that made exactly nothing was not won", () => {
    expect(tradeFigures(Float64Array.of(1, 0)).winRate).toBe(0.5);
  });

  it("without losses payoff is not a number and the profit factor is infinite; without trades nothing is known", () => {
    const won = tradeFigures(Float64Array.of(1, 2));
    expect([won.winRate, won.payoff, won.profitFactor]).toEqual([1, Number.NaN, Infinity]);
    expect(tradeFigures(new Float64Array(0))).toEqual({
      ...{ trades: 0, winRate: Number.NaN, payoff: Number.NaN, profitFactor: Number.NaN, kelly: Number.NaN },
    });
  });
});
