import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../../../src/core/lib/rng.js";
import { dailyEquity } from "../../../../src/core/research/report/daily.js";
import { factorExposure, pairDays, type PairedDay } from "../../../../src/core/research/report/factors.js";
import { marketDays } from "../../../../src/core/research/report/market-days.js";
import { trendRegimes, volatilityRegimes } from "../../../../src/core/research/report/regimes.js";
import { niceTicks } from "../../../../src/core/page/axes.js";
import { commonBars } from "../../../../src/core/research/report/shared-bars.js";
import { barSeries } from "../../../support/memory-bar-store.js";
import { DAY_MS, HOUR_MS, sampleRun, START_MS } from "./sample-run.js";

/** Days of a market of two symbols that walk at random. */
function market(days: number, seed: string) {
  const rng = createRng(seed);
  const symbol = (name: string) => {
    let close = 100;
    const rows = Array.from({ length: days }, (_, day) => {
      close *= 1 + (rng.next() - 0.5) * 0.06;
      return [START_MS + day * DAY_MS, close, close, close, close, 1];
    });
    return barSeries(name, DAY_MS, rows);
  };
  return [symbol("AUSDT"), symbol("BUSDT")];
}

function paired(days: number, value: (day: ReturnType<typeof marketDays>[number]) => number): readonly PairedDay[] {
  return marketDays(market(days, "walk")).map((one) => ({ day: one.day, value: value(one), exposure: 1, market: one }));
}

describe("the factor exposure", () => {
  it("finds what was planted: 0.5 of the market, −0.2 of the trend, 0.3 of the surprise, 0.1 % a day beside them", () => {
    const found = factorExposure(paired(400, (of) => 0.001 + 0.5 * of.market - 0.2 * of.trend + 0.3 * of.surprise));
    const coefficients = found.loadings.map(({ coefficient }) => coefficient);
    [0.5, -0.2, 0.3].forEach((planted, at) => expect(coefficients[at]).toBeCloseTo(planted, 9));
    expect(found.alpha).toBeCloseTo(0.365, 9);
    expect(found.rSquared).toBeCloseTo(1, 12);
  });

  it("explains nothing of noise: every |t| under 4, R² under 5 %", () => {
    const rng = createRng("noise");
    const found = factorExposure(paired(600, () => rng.next() - 0.5));
    expect(found.loadings.every(({ tStatistic }) => Math.abs(tStatistic ?? 9) < 4)).toBe(true);
    expect(found.rSquared).toBeLessThan(0.05);
  });

  it("is unknown of 59 days and of an account that never moves", () => {
    const few = factorExposure(paired(31 + 59, ({ market: of }) => of));
    expect([few.days, few.beta, few.rSquared, few.loadings[0]?.coefficient]).toEqual([59, null, null, null]);
    expect(factorExposure(paired(200, () => 0)).beta).toBe(null);
  });
});

describe("the market of a day", () => {
  it("is the mean of the symbols, with what was known the day before: a later close changes no earlier day", () => {
    const series = market(120, "causal");
    const days = marketDays(series);
    const [a, b] = series.map(({ close }) => close[50]! / close[49]! - 1);
    const at = days.find(({ day }) => day === START_MS / DAY_MS + 50);
    expect(at?.market).toBeCloseTo((a! + b!) / 2, 14);
    const cut = series.map((of) => ({ ...of, openTimeMs: of.openTimeMs.slice(0, 80), close: of.close.slice(0, 80) }));
    expect(marketDays(cut)).toEqual(days.slice(0, marketDays(cut).length));
    const changed = series.map((of) => ({
      ...of,
      close: of.close.map((close, row) => (row === 50 ? close * 2 : close)),
    }));
    const known = ({ past, pastVolatility }: (typeof days)[number]) => [past, pastVolatility];
    const same = (of: typeof days) => of.filter(({ day }) => day <= START_MS / DAY_MS + 50).map(known);
    expect(same(marketDays(changed))).toEqual(same(days));
  });
});

describe("regimes", () => {
  it("part the days: each is in one trend and in one third of volatility", () => {
    const days = paired(300, ({ market: of }) => of);
    for (const regimes of [trendRegimes(days), volatilityRegimes(days)]) {
      expect(regimes.reduce((sum, { days: count }) => sum + count, 0)).toBe(days.length);
      const growth = regimes.reduce((all, { totalReturn }) => all * (1 + (totalReturn ?? 0)), 1);
      const whole = days.reduce((all, { value }) => all * (1 + value), 1);
      expect(growth).toBeCloseTo(whole, 9);
    }
    expect(volatilityRegimes(days).every(({ share }) => Math.abs(share - 1 / 3) < 0.01)).toBe(true);
  });
});

describe("days of an account", () => {
  it("end at UTC midnight, compound to the run, and leave out of the pairs those the run has only a part of", () => {
    const { run, equity } = sampleRun(Array.from({ length: 100 }, (_, row) => (row % 7) * 0.001 - 0.002));
    const daily = dailyEquity(equity, { navStart: 100_000, fromMs: START_MS, toMs: START_MS + 100 * HOUR_MS });
    expect([daily.days.length, daily.whole]).toEqual([5, [true, true, true, true, false]]);
    expect(daily.nav[0]).toBe(equity.nav[23]);
    expect(daily.returns.reduce((all, value) => all * (1 + value), 1) - 1).toBeCloseTo(run.metrics.totalReturn!, 12);
    const flat = daily.days.map((day) => ({ day, market: 0, trend: 0, surprise: 0, past: 0, pastVolatility: 0 }));
    expect(pairDays(daily, flat)).toHaveLength(4);
  });
});

describe("ticks of an axis", () => {
  it("are two to nine round values that hold the whole range, whatever it is", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (from, span) => {
        const ticks = niceTicks({ from, to: from + span });
        const slack = 1e-6 * span + 1e-11 * Math.abs(from);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(ticks[0]!).toBeLessThanOrEqual(from + slack);
        expect(ticks.at(-1)!).toBeGreaterThanOrEqual(from + span - slack);
      }),
      { numRuns: 200 },
    );
  });
});

describe("bars that several runs have", () => {
  it("are those at the same instants; a run of every second hour makes the same between them", () => {
    const { equity } = sampleRun(Array.from({ length: 10 }, (_, row) => (row - 4) / 1_000));
    const every = (column: Float64Array): Float64Array => column.filter((_, row) => row % 2 === 1);
    const { atMs, returns } = commonBars([equity, { atMs: every(equity.atMs), nav: every(equity.nav) }]);
    expect([atMs.length, returns[0]]).toEqual([5, returns[1]]);
    expect(commonBars([equity, { atMs: Float64Array.of(1), nav: Float64Array.of(1) }])).toEqual({
      atMs: [],
      returns: [new Float64Array(0), new Float64Array(0)],
    });
  });
});
