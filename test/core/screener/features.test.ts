import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/bar.js";
import { DAY_MS, HOUR_MS } from "../../../src/core/lib/time.js";
import { adxWilder } from "../../../src/core/quant/adx.js";
import { atrWilder } from "../../../src/core/quant/atr.js";
import { ewmaVolatility } from "../../../src/core/quant/ewma-volatility.js";
import { beta } from "../../../src/core/quant/moments.js";
import { trueRange } from "../../../src/core/quant/true-range.js";
import {
  createFeatureState,
  foldFeatures,
  readFeatures,
  updateFeatures,
  volatilityRegime,
} from "../../../src/core/screener/features.js";
import type { FeatureState } from "../../../src/core/screener/features.js";
import { columnsOf, randomBars, START_MS } from "../../support/samples/bars.js";

function fold(bars: readonly Bar[]): FeatureState {
  const state = createFeatureState();
  for (const bar of bars) updateFeatures(state, bar);
  return state;
}

/** Folds several series bar by bar, in the order given inside each hour. */
function foldMarket(series: readonly (readonly Bar[])[]): Record<string, FeatureState> {
  const states: Record<string, FeatureState> = {};
  const times = [...new Set(series.flat().map((bar) => bar.closeTimeMs))].sort((a, b) => a - b);
  for (const closeTimeMs of times) {
    const bars = series.flatMap((one) => one.filter((bar) => bar.closeTimeMs === closeTimeMs));
    foldFeatures(states, bars, "BTCUSDT");
  }
  return states;
}

/** Six-hour bars: four a day, so that months of days stay few. */
const sixHours = { barMs: 6 * HOUR_MS };

function dailyReturns(bars: readonly Bar[]): number[] {
  const closes = bars.filter((bar) => bar.closeTimeMs % DAY_MS === 0).map((bar) => bar.close);
  return closes.slice(1).map((close, i) => close / closes[i]! - 1);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("features", () => {
  it("at bar 600 are what the batch functions say of bars 1 to 600, whatever comes after", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 500, max: 650 }), (seed, count) => {
        const bars = randomBars({ seed, count: 650 }).slice(0, count);
        const read = readFeatures(fold(bars));
        const columns = columnsOf(bars);
        const ranges = trueRange(columns);
        const returns = columns.close.slice(1).map((close, i) => close / columns.close[i]! - 1);
        expect(read.atr).toBe(atrWilder(columns, 14)[count - 1]);
        expect(read.adx).toBe(adxWilder(columns, 14).adx[count - 1]);
        expect(read.annualVolatility).toBe(ewmaVolatility(returns, 0.94)[count - 2]! * Math.sqrt(8_760));
        const ratio = meanOf(ranges.slice(-50)) / meanOf(ranges.slice(-500));
        expect(Math.abs(read.volatilityRatio - ratio)).toBeLessThan(1e-12);
        expect(read.volatility).toBe(volatilityRegime(read.volatilityRatio));
        expect(read.barsSeen).toBe(count);
      }),
      { numRuns: 30 },
    );
  });

  it("become known at bar 14 (ATR), 28 (ADX), 33 (volatility), 60 (trend) and 500 (regime), and stay so", () => {
    const first: Record<string, number> = {};
    const state = createFeatureState();
    randomBars({ seed: 4, count: 520 }).forEach((bar, i) => {
      updateFeatures(state, bar);
      const { atr, adx, annualVolatility, volatilityRatio } = readFeatures(state);
      const { trend, volatility } = readFeatures(state);
      const figures = { atr, adx, annualVolatility, volatilityRatio };
      for (const [name, figure] of Object.entries(figures)) {
        if (!Number.isNaN(figure)) first[name] ??= i + 1;
        else expect(first[name]).toBeUndefined();
      }
      if (trend !== null) first["trend"] ??= i + 1;
      if (volatility !== null) first["volatility"] ??= i + 1;
    });
    expect(first).toEqual({
      atr: 14,
      adx: 28,
      annualVolatility: 33,
      trend: 60,
      volatilityRatio: 500,
      volatility: 500,
    });
  });

  it("call a steady climb up, a steady fall down and a zigzag range", () => {
    const shaped = (closeOf: (i: number) => number): Bar[] =>
      randomBars({ seed: 0, count: 120 }).map((bar, i) => {
        const close = closeOf(i);
        return { ...bar, open: close, high: close + 1, low: close - 1, close };
      });
    expect(readFeatures(fold(shaped((i) => 100 + i))).trend).toBe("up");
    expect(readFeatures(fold(shaped((i) => 300 - i))).trend).toBe("down");
    expect(readFeatures(fold(shaped((i) => 100 + (i % 2) * 3))).trend).toBe("range");
  });

  it("put ratios of 0.49, 0.5, 1.49, 1.5, 2.49 and 2.5 into quiet, normal, normal, hot, hot and panic", () => {
    const regimes = [0.49, 0.5, 1.49, 1.5, 2.49, 2.5, Number.NaN].map(volatilityRegime);
    expect(regimes).toEqual(["quiet", "normal", "normal", "hot", "hot", "panic", null]);
  });

  it("annualise bars of 6 hours by √1460", () => {
    const bars = randomBars({ seed: 5, count: 100, ...sixHours });
    const hourly = bars.map((bar, i) => ({ ...bar, openTimeMs: i * HOUR_MS, closeTimeMs: (i + 1) * HOUR_MS }));
    const ratio = readFeatures(fold(hourly)).annualVolatility / readFeatures(fold(bars)).annualVolatility;
    expect(ratio).toBeCloseTo(Math.sqrt(6), 12);
  });

  it("go on bit for bit from a state that went through JSON", () => {
    const bars = randomBars({ seed: 9, count: 700 });
    const resumed = JSON.parse(JSON.stringify(fold(bars.slice(0, 333)))) as FeatureState;
    for (const bar of bars.slice(333)) updateFeatures(resumed, bar);
    expect(resumed).toEqual(fold(bars));
  });
});

describe("β against BTC", () => {
  const btc = randomBars({ seed: 1, count: 4 * 130, symbol: "BTCUSDT", ...sixHours });
  const eth = randomBars({ seed: 2, count: 4 * 130, symbol: "ETHUSDT", ...sixHours });

  it("is that of the last 90 daily returns at UTC closes, and exactly 1 for BTC itself", () => {
    const states = foldMarket([btc, eth]);
    const expected = beta(dailyReturns(eth).slice(-90), dailyReturns(btc).slice(-90));
    expect(readFeatures(states["ETHUSDT"]!).betaToBtc).toBeCloseTo(expected, 12);
    expect(readFeatures(states["BTCUSDT"]!).betaToBtc).toBe(1);
  });

  it("doesn't depend on which symbol's bar comes first", () => {
    expect(foldMarket([eth, btc])).toEqual(foldMarket([btc, eth]));
  });

  it("is unknown after 30 days (29 returns) and known after 31, and only changes at midnight", () => {
    const after = (bars: number) =>
      readFeatures(foldMarket([btc.slice(0, bars), eth.slice(0, bars)])["ETHUSDT"]!).betaToBtc;
    expect(after(4 * 30)).toBeNaN();
    expect(after(4 * 31 - 1)).toBeNaN();
    expect(after(4 * 31)).not.toBeNaN();
    expect(after(4 * 31 + 3)).toBe(after(4 * 31));
    expect(after(4 * 32)).not.toBe(after(4 * 31));
  });

  it("leaves out the 2 returns around a missing day, and closes a day without its last bar at the bar before", () => {
    const day = (bar: Bar): number => Math.floor((bar.openTimeMs - START_MS) / DAY_MS);
    const holed = eth.filter((bar) => day(bar) !== 100);
    const { days } = foldMarket([btc, holed])["ETHUSDT"]!.daily;
    const first = START_MS / DAY_MS;
    expect(days).not.toContain(first + 100);
    expect(days).not.toContain(first + 101);
    expect(days).toHaveLength(88);

    const cut = eth.filter((bar) => !(day(bar) === 100 && bar.closeTimeMs % DAY_MS === 0));
    const state = foldMarket([btc, cut])["ETHUSDT"]!.daily;
    const at = state.days.indexOf(first + 100);
    const closeOf = (bars: readonly Bar[], wanted: number) => bars.filter((bar) => day(bar) === wanted).at(-1)!.close;
    expect(state.returns[at]).toBeCloseTo(closeOf(cut, 100) / closeOf(cut, 99) - 1, 15);
    expect(state.days).toHaveLength(90);
  });

  it("is unknown without BTC", () => {
    expect(readFeatures(foldMarket([eth])["ETHUSDT"]!).betaToBtc).toBeNaN();
  });
});
