import { describe, expect, it } from "vitest";
import { fundView } from "../../../../src/core/readmodel/session/fund.js";
import { NavDays } from "../../../../src/core/readmodel/session/nav-days.js";
import { StrategyBooks } from "../../../../src/core/readmodel/session/strategy-books.js";
import { DAY_MS, isoUtc } from "../../../../src/core/lib/time.js";

const START_MS = Date.UTC(2024, 0, 1);

function navOf(values: readonly number[]): NavDays {
  const nav = new NavDays();
  for (const [index, value] of values.entries()) {
    nav.add({ at: isoUtc(START_MS + (index + 1) * DAY_MS), nav: String(value) });
  }
  return nav;
}

const exposure = { long: 0, short: 0, gross: null, net: null };
const nothing = { navUsd: null, unrealizedUsd: null, open: new Map<string, number>(), exposure };

describe("the fund", () => {
  it("of no NAV at all is a page of unknowns, not of zeros", () => {
    const fund = fundView(new NavDays(), [], nothing);
    expect(fund).toMatchObject({ unit: null, sharpe: null, worst: null, otherUsd: null, days: [], months: [] });
    expect(Object.values(fund.returns).every((value) => value === null)).toBe(true);
  });

  it("100, 110, 99, 121: a unit of 1.21, 22.2 % of the day, a fall of 10 % that lasted from the 2nd to the 4th", () => {
    const fund = fundView(navOf([100, 110, 99, 121]), [], nothing);
    expect(fund.unit).toBeCloseTo(1.21, 12);
    expect(fund.returns.day).toBeCloseTo(121 / 99 - 1, 12);
    expect(fund.returns.yearToDate).toBeCloseTo(0.21, 12);
    expect(fund.returns.week).toBeNull();
    const first = START_MS / DAY_MS;
    expect(fund.worst?.depth).toBeCloseTo(0.1, 12);
    expect(fund.worst).toMatchObject({ peakDay: first + 1, troughDay: first + 2, recoveryDay: first + 3 });
    expect(fund.months).toEqual([
      { year: 2024, months: expect.anything() as unknown, yearReturn: expect.closeTo(0.21, 12) as unknown },
    ]);
    expect(fund.months[0]?.months[0]).toBeCloseTo(0.21, 12);
    expect(fund.months[0]?.months.slice(1)).toEqual(Array.from({ length: 11 }, () => null));
  });

  it("annualises nothing before its 90th day, and a rolling Sharpe begins there", () => {
    const wave = (length: number): NavDays => navOf(Array.from({ length }, (_, i) => 100 + i + (i % 2)));
    expect(fundView(wave(89), [], nothing)).toMatchObject({
      sharpe: null,
      volatility: null,
      cagr: null,
      sortino: null,
    });
    const fund = fundView(wave(90), [], nothing);
    expect(fund.sharpe).toBeGreaterThan(1);
    expect(fund.days.at(-2)?.sharpe90).toBeNull();
    expect(fund.days.at(-1)?.sharpe90).toBeCloseTo(fund.sharpe ?? Number.NaN, 9);
  });

  it("what no order explains is told apart: 130 = 100 + 12 realised + 8 open + 10 other", () => {
    const books = new StrategyBooks();
    const fixed = { account: "main", symbol: "BTCUSDT", strategy: "trend", fees: "0", at: isoUtc(START_MS) } as const;
    books.add({ ...fixed, id: "a", side: "buy", filledQty: "1", averagePrice: "100" });
    books.add({ ...fixed, id: "b", side: "sell", filledQty: "1", averagePrice: "112" });
    const now = { navUsd: 130, unrealizedUsd: 8, exposure, open: new Map([["trend", 8]]) };
    const fund = fundView(navOf([100, 130]), books.books, now);
    expect(fund.contribution).toEqual([{ strategy: "trend", pnlUsd: 20, share: 0.2 }]);
    expect(fund.otherUsd).toBeCloseTo(10, 9);
  });

  it("a deposit of 50 and a withdrawal of 30 change no figure of performance, and are no result of an order", () => {
    const [with50, with20] = [50, 20].map(String);
    const nav = new NavDays();
    const rows = [{ nav: "100" }, { nav: "110" }, { nav: "149", flows: with50 }, { nav: "146.38", flows: with20 }];
    for (const [index, row] of rows.entries()) {
      const { flows } = row;
      const at = isoUtc(START_MS + (index + 1) * DAY_MS);
      nav.add({ at, nav: row.nav, ...(flows === undefined ? {} : { flows }) });
    }
    const moved = fundView(nav, [], { ...nothing, navUsd: 146.38, unrealizedUsd: 26.38 });
    const last = (146.38 + 30) / 149;
    const still = fundView(navOf([100, 110, 99, 99 * last]), [], nothing);
    for (const key of ["unit", "cagr", "volatility", "sharpe", "sortino"] as const) {
      if (still[key] === null) expect(moved[key]).toBeNull();
      else expect(moved[key]).toBeCloseTo(still[key], 12);
    }
    expect(moved.days.map(({ unit }) => unit.toFixed(12))).toEqual(still.days.map(({ unit }) => unit.toFixed(12)));
    expect(moved.returns.day).toBeCloseTo(last - 1, 12);
    expect(moved.worst?.depth).toBeCloseTo(0.1, 12);
    expect(moved.days.map(({ navUsd }) => navUsd)).toEqual([100, 110, 149, 146.38]);
    expect(moved.otherUsd).toBeCloseTo(0, 9);
  });
});
