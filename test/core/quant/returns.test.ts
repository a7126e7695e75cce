import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregateReturns } from "../../../src/core/quant/aggregate-returns.js";
import { annualVolatility, cagr, calmar } from "../../../src/core/quant/annualised.js";
import { calendarPeriod } from "../../../src/core/quant/calendar.js";
import { equityCurve, totalReturn } from "../../../src/core/quant/equity-curve.js";
import { realisedVolatility } from "../../../src/core/quant/realised-volatility.js";
import { roc } from "../../../src/core/quant/roc.js";
import { DAY_MS } from "../../../src/core/lib/time.js";
import { randomReturns, seeds } from "./random-series.js";

const counts = fc.integer({ min: 2, max: 120 });
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`);

describe("equity curve", () => {
  it("of 10 % and −50 % from 100 is 100, 110, 55, and the total −45 %", () => {
    const returns = Float64Array.of(0.1, -0.5);
    expect([...equityCurve(returns, 100)].map((value) => Number(value.toFixed(9)))).toEqual([100, 110, 55]);
    expect(totalReturn(returns)).toBeCloseTo(-0.45, 15);
    expect([...equityCurve(new Float64Array(0), 7)]).toEqual([7]);
  });

  it("gives its returns back by roc within 1e-15, and ends at the total", () => {
    fc.assert(
      fc.property(seeds, counts, (seed, count) => {
        const returns = randomReturns(seed, count);
        const curve = equityCurve(returns);
        roc(curve, 1)
          .slice(1)
          .forEach((value, i) => expect(Math.abs(value - returns[i]!)).toBeLessThan(1e-15));
        expect(totalReturn(returns)).toBe(curve.at(-1)! - 1);
      }),
    );
  });
});

describe("annualised figures", () => {
  it("of 1 % a day for 73 of 365 days: a CAGR of 1.01^365 − 1, and no volatility at all", () => {
    const returns = new Float64Array(73).fill(0.01);
    expect(cagr(returns, 365) / (1.01 ** 365 - 1)).toBeCloseTo(1, 12);
    expect(annualVolatility(returns, 365)).toBe(0);
  });

  it("of a whole year are the total return and the realised volatility over all bars", () => {
    fc.assert(
      fc.property(seeds, counts, (seed, count) => {
        const returns = randomReturns(seed, count);
        expect(cagr(returns, count)).toBeCloseTo(totalReturn(returns), 12);
        const rolling = realisedVolatility(returns, count, 365).at(-1)!;
        expect(annualVolatility(returns, 365) / rolling).toBeCloseTo(1, 12);
      }),
    );
  });

  it("have a Calmar ratio of −0.45 / 0.5 after 10 % and −50 % in a year of 2 bars, and NaN without a fall", () => {
    expect(calmar(Float64Array.of(0.1, -0.5), 2)).toBeCloseTo(-0.9, 14);
    expect(calmar(Float64Array.of(0.1, 0.2), 2)).toBeNaN();
  });

  it("are NaN of nothing", () => {
    const none = new Float64Array(0);
    expect([cagr(none, 365), annualVolatility(none, 365), calmar(none, 365)]).toEqual([NaN, NaN, NaN]);
  });
});

describe("calendar periods", () => {
  it("are those of the platform's calendar on any day from 1900 to 2100", () => {
    fc.assert(
      fc.property(fc.integer({ min: dayOf("1900-01-01") / DAY_MS, max: dayOf("2100-12-31") / DAY_MS }), (day) => {
        const date = new Date(day * DAY_MS);
        const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(calendarPeriod(day * DAY_MS, "month")).toBe(month);
        expect(calendarPeriod(day * DAY_MS + DAY_MS - 1, "month")).toBe(month);
        expect(calendarPeriod(day * DAY_MS, "year")).toBe(date.getUTCFullYear());
        expect(calendarPeriod(day * DAY_MS, "quarter")).toBe(Math.floor(month / 3));
        const monday = day - ((date.getUTCDay() + 6) % 7);
        expect(calendarPeriod(day * DAY_MS, "week")).toBe(calendarPeriod(monday * DAY_MS, "week"));
        expect(calendarPeriod((monday - 1) * DAY_MS, "week")).toBe(calendarPeriod(day * DAY_MS, "week") - 1);
      }),
      { numRuns: 500 },
    );
  });

  it("have 29 February 2024 in February and 1 March 2100 a day after the 28th", () => {
    expect(calendarPeriod(dayOf("2024-02-29"), "month")).toBe(2024 * 12 + 1);
    expect(calendarPeriod(dayOf("2100-02-28") + DAY_MS, "month")).toBe(2100 * 12 + 2);
  });
});

describe("aggregated returns", () => {
  it("of 1 % on 30 January and 2 %, 3 % on 1 and 2 February are 1 % and 5.06 %", () => {
    const times = Float64Array.of(dayOf("2024-01-30"), dayOf("2024-02-01"), dayOf("2024-02-02"));
    const { periods, returns } = aggregateReturns(Float64Array.of(0.01, 0.02, 0.03), times, "month");
    expect([...periods]).toEqual([2024 * 12, 2024 * 12 + 1]);
    expect(returns[0]).toBeCloseTo(0.01, 15);
    expect(returns[1]).toBeCloseTo(0.0506, 15);
  });

  it("compound to the same total, whatever the period", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.nat({ max: 400 }),
        fc.constantFrom("week", "month", "quarter", "year" as const),
        (seed, count, period) => {
          const returns = randomReturns(seed, count);
          const times = returns.map((_, i) => dayOf("2023-11-20") + i * DAY_MS);
          const aggregated = aggregateReturns(returns, times, period);
          expect(totalReturn(aggregated.returns)).toBeCloseTo(totalReturn(returns), 12);
          expect(aggregated.periods).toHaveLength(aggregated.returns.length);
          expect([...aggregated.periods]).toEqual([...new Set(aggregated.periods)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuse times that fall, and a time too few", () => {
    const back = Float64Array.of(dayOf("2024-02-01"), dayOf("2024-01-01"));
    expect(() => aggregateReturns(Float64Array.of(0, 0), back, "month")).toThrow("never fall");
    expect(() => aggregateReturns(Float64Array.of(0, 0), back.slice(1), "month")).toThrow("as many times");
  });
});
