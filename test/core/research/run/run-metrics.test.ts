import { describe, expect, it } from "vitest";
import type { ClosedTrade } from "../../../../src/core/domain/portfolio.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { DAY_MS, HOUR_MS } from "../../../../src/core/lib/time.js";
import { barReturns, roundTrips, runMetrics } from "../../../../src/core/research/run/run-metrics.js";

const trade = (over: Partial<ClosedTrade>): ClosedTrade => ({
  intentId: "a",
  groupId: "a",
  strategy: "momentum",
  account: "main",
  symbol: "BTCUSDT",
  direction: "long",
  openedAtMs: 0,
  closedAtMs: HOUR_MS,
  realizedPnl: dec("10"),
  fees: dec("1"),
  funding: dec("-0.5"),
  exitPurpose: "close",
  ...over,
});

const recordOf = (nav: readonly number[], trades: readonly ClosedTrade[] = [], tradedUsd = 0) => ({
  equity: { atMs: nav.map((_, i) => i), nav, exposure: nav.map(() => 0.5), fees: [], takerUsd: [] },
  open: [],
  trades,
  vetoes: [],
  tradedUsd,
  bars: nav.length,
});
const spanOf = (days: number) => ({
  navStart: 100,
  fromMs: 0,
  toMs: days * DAY_MS,
  barMs: DAY_MS,
  fees: "3",
  funding: "-1",
});

describe("figures of a backtest", () => {
  it("counts the first bar's return from the opening NAV: 100 → 101 → 99.99 is 1 % and −1 %", () => {
    const [first, second] = barReturns([101, 99.99], 100);
    expect(first).toBeCloseTo(0.01, 12);
    expect(second).toBeCloseTo(-0.01, 12);
  });

  it("annualises from 90 days on: 90 days of 0.1 % a day are 1.001^365 − 1 a year, 89 days are null", () => {
    const rising = (days: number): number[] => Array.from({ length: days }, (_, i) => 100 * 1.001 ** (i + 1));
    const quarter = runMetrics(recordOf(rising(90), [], 9_000), spanOf(90));
    expect(quarter.cagr).toBeCloseTo(1.001 ** 365 - 1, 9);
    expect(quarter.totalReturn).toBeCloseTo(1.001 ** 90 - 1, 12);
    // 9,000 traded on an opening NAV of 100.
    expect(quarter.turnover).toBeCloseTo(90 * (365 / 90), 9);
    // No drawdown: nothing to divide by.
    expect([quarter.maxDrawdown, quarter.calmar]).toEqual([0, null]);
    const less = runMetrics(recordOf(rising(89)), spanOf(89));
    expect([less.cagr, less.sharpe, less.sortino, less.volatility, less.turnover]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(less.totalReturn).toBeCloseTo(1.001 ** 89 - 1, 12);
  });

  it("takes the drawdown from the opening NAV: 100 → 90 → 95 fell 10 %", () => {
    expect(runMetrics(recordOf([90, 95]), spanOf(2)).maxDrawdown).toBeCloseTo(0.1, 12);
  });

  it("gives figures of trades from 30 round trips on: 20 won of 30 is 2/3, profit factor 20 × 8.5 ÷ 10 × 11.5", () => {
    const trips = Array.from({ length: 30 }, (_, i) =>
      trade({ intentId: String(i), groupId: String(i), realizedPnl: dec(i < 20 ? "10" : "-10") }),
    );
    const metrics = runMetrics(recordOf([100], trips), spanOf(1));
    expect(metrics.winRate).toBeCloseTo(2 / 3, 12);
    expect(metrics.profitFactor).toBeCloseTo((20 * 8.5) / (10 * 11.5), 12);
    const fewer = runMetrics(recordOf([100], trips.slice(1)), spanOf(1));
    expect([fewer.trades, fewer.winRate, fewer.profitFactor]).toEqual([29, null, null]);
  });

  it("counts the two legs of a pair as one round trip of 17, and two foreign positions as two", () => {
    const legs = [trade({ intentId: "y", groupId: "g" }), trade({ intentId: "x", groupId: "g", symbol: "ETHUSDT" })];
    expect(roundTrips(legs)).toEqual([17]);
    const foreign = { strategy: "foreign", groupId: "foreign" };
    expect(roundTrips([trade({ ...foreign, intentId: "f1" }), trade({ ...foreign, intentId: "f2" })])).toHaveLength(2);
  });
});
