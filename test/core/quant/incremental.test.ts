import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdx, nextAdx } from "../../../src/core/quant/adx.js";
import { atrWilder, createAtr, nextAtr, readAtr } from "../../../src/core/quant/atr.js";
import { createEma, ema, nextEma, readEma } from "../../../src/core/quant/ema.js";
import { createEwma, ewmaVolatility, nextEwma } from "../../../src/core/quant/ewma-volatility.js";
import { createSma, nextSma, readSma, sma } from "../../../src/core/quant/sma.js";
import { trueRange, trueRangeOf } from "../../../src/core/quant/true-range.js";
import { columnsOf, randomBars } from "../../support/samples/bars.js";

const series = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  count: fc.integer({ min: 1, max: 300 }),
  period: fc.integer({ min: 1, max: 60 }),
});

/** Folds a state through JSON after every step, as a snapshot would. */
function foldThroughJson<State, Item>(
  state: State,
  items: readonly Item[],
  next: (state: State, item: Item) => number,
) {
  let current = state;
  return items.map((item) => {
    current = JSON.parse(JSON.stringify(current)) as State;
    return next(current, item);
  });
}

describe("incremental indicators", () => {
  it("give the EMA of the batch to the last bit, with the first n − 1 values NaN", () => {
    fc.assert(
      fc.property(series, ({ seed, count, period }) => {
        const close = columnsOf(randomBars({ seed, count })).close;
        const folded = foldThroughJson(createEma(), [...close], (state, value) => nextEma(state, value, period));
        expect(Float64Array.from(folded)).toEqual(ema(close, period));
        expect(folded.map(Number.isNaN)).toEqual(folded.map((_, i) => i < period - 1));
      }),
    );
  });

  it("give the SMA of the batch to the last bit, and both stay within 1e-12 of a fresh mean", () => {
    fc.assert(
      fc.property(series, ({ seed, count, period }) => {
        const close = columnsOf(randomBars({ seed, count })).close;
        const folded = foldThroughJson(createSma(), [...close], (state, value) => nextSma(state, value, period));
        expect(Float64Array.from(folded)).toEqual(sma(close, period));
        folded.forEach((average, i) => {
          if (i < period - 1) {
            expect(average).toBeNaN();
            return;
          }
          const fresh = close.slice(i - period + 1, i + 1).reduce((sum, value) => sum + value, 0) / period;
          expect(Math.abs(average / fresh - 1)).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it("give the ATR of the batch to the last bit", () => {
    fc.assert(
      fc.property(series, ({ seed, count, period }) => {
        const bars = randomBars({ seed, count });
        const folded = foldThroughJson(createAtr(), bars, (state, bar) => nextAtr(state, bar, period));
        expect(Float64Array.from(folded)).toEqual(atrWilder(columnsOf(bars), period));
      }),
    );
  });

  it("give the EWMA volatility of the batch to the last bit, which is the weighted mean of squares", () => {
    fc.assert(
      fc.property(series, ({ seed, count }) => {
        const { close } = columnsOf(randomBars({ seed, count: count + 1 }));
        const returns = Float64Array.from({ length: count }, (_, i) => close[i + 1]! / close[i]! - 1);
        const folded = foldThroughJson(createEwma(), [...returns], (state, value) => nextEwma(state, value, 0.94));
        expect(Float64Array.from(folded)).toEqual(ewmaVolatility(returns, 0.94));
        const weights = [...returns].map((_, i) => 0.94 ** (count - 1 - i));
        const squares = [...returns].reduce((sum, value, i) => sum + weights[i]! * value * value, 0);
        const expected = Math.sqrt(squares / weights.reduce((sum, weight) => sum + weight, 0));
        expect(Math.abs(folded[count - 1]! / expected - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it("give the ADX of the definition, summed from scratch, within 1e-9", () => {
    fc.assert(
      fc.property(series, ({ seed, count, period }) => {
        const bars = randomBars({ seed, count });
        const folded = foldThroughJson(createAdx(), bars, (state, bar) => nextAdx(state, bar, period));
        const expected = adxFromScratch(bars, period);
        folded.forEach((adx, i) => {
          if (i < 2 * period - 1) expect(adx).toBeNaN();
          else expect(Math.abs(adx - expected[i]!)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it("read NaN until they have enough bars, and never again", () => {
    const emaState = createEma();
    const smaState = createSma();
    const atrState = createAtr();
    randomBars({ seed: 1, count: 10 }).forEach((bar, i) => {
      nextEma(emaState, bar.close, 4);
      nextSma(smaState, bar.close, 4);
      nextAtr(atrState, bar, 4);
      const read = [readEma(emaState, 4), readSma(smaState, 4), readAtr(atrState, 4)];
      expect(read.map(Number.isNaN)).toEqual(read.map(() => i < 3));
    });
  });
});

describe("true range", () => {
  it("is 5 within a bar of 105 to 110, 10 after a close at 100, 7 after a close at 112 and 5 without one before", () => {
    expect(trueRangeOf(110, 105, 107)).toBe(5);
    expect(trueRangeOf(110, 105, 100)).toBe(10);
    expect(trueRangeOf(110, 105, 112)).toBe(7);
    expect(trueRangeOf(110, 105, null)).toBe(5);
  });

  it("is never below high − low nor NaN over 500 random bars", () => {
    const columns = columnsOf(randomBars({ seed: 3, count: 500 }));
    trueRange(columns).forEach((range, i) => expect(range).toBeGreaterThanOrEqual(columns.high[i]! - columns.low[i]!));
  });
});

/** Wilder's sums as unrolled recurrences over arrays, written apart from the fold. */
function adxFromScratch(bars: readonly { high: number; low: number; close: number }[], n: number): number[] {
  const moves = bars.slice(1).map((bar, i) => {
    const before = bars[i]!;
    const up = bar.high - before.high;
    const down = before.low - bar.low;
    const range = Math.max(bar.high - bar.low, Math.abs(bar.high - before.close), Math.abs(bar.low - before.close));
    return { range, plus: up > down ? Math.max(up, 0) : 0, minus: down > up ? Math.max(down, 0) : 0 };
  });
  const smooth = (pick: (move: (typeof moves)[number]) => number): number[] =>
    moves.map((_, i) => {
      let sum = moves.slice(0, n).reduce((total, move) => total + pick(move), 0);
      for (let k = n; k <= i; k++) sum = sum - sum / n + pick(moves[k]!);
      return sum;
    });
  const [range, plus, minus] = [smooth((m) => m.range), smooth((m) => m.plus), smooth((m) => m.minus)];
  const dx = moves.map((_, i) => {
    const plusDi = (100 * plus[i]!) / range[i]!;
    const minusDi = (100 * minus[i]!) / range[i]!;
    return plusDi + minusDi === 0 ? 0 : (100 * Math.abs(plusDi - minusDi)) / (plusDi + minusDi);
  });
  const out = bars.map(() => Number.NaN);
  let adx = dx.slice(n - 1, 2 * n - 1).reduce((sum, value) => sum + value, 0) / n;
  for (let i = 2 * n - 2; i < moves.length; i++) {
    if (i > 2 * n - 2) adx = (adx * (n - 1) + dx[i]!) / n;
    out[i + 1] = adx;
  }
  return out;
}
