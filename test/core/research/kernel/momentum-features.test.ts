import { describe, expect, it } from "vitest";
import { kernelMarket } from "../../../../src/core/research/kernel/market.js";
import { MOST_COLUMNS, momentumFeatures } from "../../../../src/core/research/kernel/momentum-features.js";

const HOUR_MS = 3_600_000;

function market(rows: number) {
  const of = (value: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => value(row));
  const close = of((row) => 100 + Math.sin(row / 7) * 5);
  const bars = {
    ...{ symbol: "BTCUSDT", barMs: HOUR_MS, openTimeMs: of((row) => row * HOUR_MS), open: close, close },
    ...{ high: close.map((value) => value + 1), low: close.map((value) => value - 1), volume: of(() => 1) },
  };
  return kernelMarket(bars, { marks: null, funding: null }, { assumedRate: 0, assumedIntervalMs: 8 * HOUR_MS });
}

describe("columns of a market that combinations share", () => {
  it("keeps the 128 that were asked for last, and computes one that went again, to the same bytes", () => {
    const features = momentumFeatures(market(300));
    const [average, range] = [features.ema(5), features.atr(14)];
    for (let window = 6; window < 5 + MOST_COLUMNS - 1; window += 1) features.ema(window);
    expect([features.ema(5) === average, features.atr(14) === range]).toEqual([true, true]);
    const second = features.ema(7);
    // 6 was asked for longest ago; 5, 14 and 7 just now.
    const sixth = features.ema(6);
    for (let window = 200; window < 200 + MOST_COLUMNS - 4; window += 1) features.ema(window);
    expect([features.ema(5), features.atr(14), features.ema(7), features.ema(6)]).toEqual([
      average,
      range,
      second,
      sixth,
    ]);
    expect([features.ema(5) === average, features.ema(6) === sixth]).toEqual([true, true]);
    for (let window = 400; window < 400 + MOST_COLUMNS; window += 1) features.ema(window);
    expect(features.ema(5) === average).toBe(false);
    expect(features.ema(5)).toEqual(average);
  });
});
