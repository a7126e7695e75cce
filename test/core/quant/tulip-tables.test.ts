import { describe, expect, it } from "vitest";
import { adxWilder, createAdx, nextAdx } from "../../../src/core/quant/adx.js";
import { atrWilder } from "../../../src/core/quant/atr.js";
import { bollinger } from "../../../src/core/quant/bollinger.js";
import { ema } from "../../../src/core/quant/ema.js";
import { macd } from "../../../src/core/quant/macd.js";
import { obv } from "../../../src/core/quant/obv.js";
import { realisedVolatility } from "../../../src/core/quant/realised-volatility.js";
import { roc } from "../../../src/core/quant/roc.js";
import { rollingMoments } from "../../../src/core/quant/rolling-moments.js";
import { rsiWilder } from "../../../src/core/quant/rsi.js";
import { sma } from "../../../src/core/quant/sma.js";
import { stochastic } from "../../../src/core/quant/stochastic.js";
import { trueRange } from "../../../src/core/quant/true-range.js";
import { typicalPrice } from "../../../src/core/quant/typical-price.js";
import { wma } from "../../../src/core/quant/wma.js";
import { newest, tulipBlock, worstDifference } from "./tables.js";

interface Block {
  readonly title: string;
  readonly inputs: number;
  /** One column for each output of the block. */
  readonly measure: (inputs: Float64Array[]) => Float64Array[];
  readonly tolerance: number;
}

const bands = ([values]: Float64Array[]) => {
  const { upper, middle, lower } = bollinger(values!, 5, 2);
  return [lower, middle, upper];
};
const bars = ([high, low, close]: Float64Array[]) => ({ high: high!, low: low!, close: close! });
const lines = (inputs: Float64Array[]) => {
  const { k, d } = stochastic(bars(inputs), { lookback: 5, smoothing: 3, signal: 3 });
  return [k, d];
};
/** Wilder's average alone: bars from 0 to the value have it as their range. */
const wilders = ([values]: Float64Array[]) => {
  const zero = new Float64Array(values!.length);
  return [atrWilder({ high: values!, low: zero, close: zero }, 5)];
};

/** Williams %R is the raw stochastic, seen from the top. */
const williams = (inputs: Float64Array[]) => {
  const { k } = stochastic(bars(inputs), { lookback: 5, smoothing: 1, signal: 1 });
  return [k.map((raw) => raw - 100)];
};

const blocks: Block[] = [
  { title: "sma 5", inputs: 1, measure: ([x]) => [sma(x!, 5)], tolerance: 5e-4 },
  { title: "wma 5", inputs: 1, measure: ([x]) => [wma(x!, 5)], tolerance: 5e-5 },
  { title: "wilders 5", inputs: 1, measure: wilders, tolerance: 1e-4 },
  { title: "stddev 5", inputs: 1, measure: ([x]) => [rollingMoments(x!, 5).variance.map(Math.sqrt)], tolerance: 5e-5 },
  { title: "bbands 5 2", inputs: 1, measure: bands, tolerance: 5e-5 },
  { title: "rsi 5", inputs: 1, measure: ([x]) => [rsiWilder(x!, 5)], tolerance: 5e-5 },
  { title: "rocr 12", inputs: 1, measure: ([x]) => [roc(x!, 12).map((change) => 1 + change)], tolerance: 5e-5 },
  { title: "stoch 5 3 3", inputs: 3, measure: lines, tolerance: 5e-5 },
  { title: "willr 5", inputs: 3, measure: williams, tolerance: 5e-4 },
  { title: "obv", inputs: 2, measure: ([close, volume]) => [obv(close!, volume!)], tolerance: 0 },
  { title: "tr", inputs: 3, measure: (inputs) => [trueRange(bars(inputs))], tolerance: 1e-12 },
  { title: "atr 4", inputs: 3, measure: (inputs) => [atrWilder(bars(inputs), 4)], tolerance: 5.1e-5 },
  { title: "typprice", inputs: 3, measure: (inputs) => [typicalPrice(bars(inputs))], tolerance: 5e-5 },
];

describe("tulip_atoz.txt", () => {
  it.each(blocks)(
    "block $title agrees in all its values within $tolerance",
    ({ title, inputs, measure, tolerance }) => {
      const arrays = tulipBlock(title);
      const outputs = arrays.slice(inputs);
      const columns = measure(arrays.slice(0, inputs));
      expect(outputs).toHaveLength(columns.length);
      // Each block begins with the first bar that has all its outputs: the warm-ups are the same.
      const firsts = columns.map((column) => column.findIndex((value) => !Number.isNaN(value)));
      expect(Math.max(...firsts)).toBe(columns[0]!.length - outputs[0]!.length);
      columns.forEach((column, i) => {
        expect(worstDifference(newest(column, outputs[i]!), outputs[i]!)).toBeLessThanOrEqual(tolerance);
      });
    },
  );

  it("block ema 5 is seeded with its first value: its distance from ours shrinks by 2/3 a bar within 3 decimals", () => {
    const [values, expected] = tulipBlock("ema 5");
    const gaps = ema(values!, 5).map((average, i) => average - expected![i]!);
    expect(gaps[4]).toBeCloseTo(0.052, 3);
    for (let i = 5; i < gaps.length; i++) expect(Math.abs(gaps[i]! - (2 / 3) * gaps[i - 1]!)).toBeLessThan(1e-3);
  });

  it("block macd 12 26 9 takes α 0.15 and 0.075 for 2/13 and 2/27: lines within 0.09, histogram within 0.17", () => {
    const [values, line, signal, histogram] = tulipBlock("macd 12 26 9");
    const measured = macd(values!, { fast: 12, slow: 26, signal: 9 });
    expect(worstDifference(newest(measured.macd, line!), line!)).toBeLessThan(0.09);
    expect(worstDifference(newest(measured.signal, signal!), signal!, 8)).toBeLessThan(0.09);
    expect(worstDifference(newest(measured.histogram, histogram!), histogram!, 8)).toBeLessThan(0.17);
  });

  it("block macd 12 26 9 has a signal whose distance from the EMA(9) of its line shrinks by 0.8 a bar within 1e-8", () => {
    const [, line, signal] = tulipBlock("macd 12 26 9");
    const gaps = ema(line!, 9).map((average, i) => average - signal![i]!);
    for (let i = 9; i < gaps.length; i++) expect(Math.abs(gaps[i]! - 0.8 * gaps[i - 1]!)).toBeLessThan(1e-8);
  });

  it("blocks dm, di and adx 14 sum 13 moves first, ours 14: sums come together by 13/14 a bar within 4 decimals", () => {
    const [high, low, plus, minus] = tulipBlock("dm 14");
    const close = tulipBlock("di 14")[2]!;
    const state = createAdx();
    const gaps: { plus: number; minus: number }[] = [];
    for (let i = 0; i < high!.length; i++) {
      nextAdx(state, { high: high![i]!, low: low![i]!, close: close[i]! }, 14);
      const row = i - (high!.length - plus!.length);
      if (i >= 14) gaps.push({ plus: state.plusSum - plus![row]!, minus: state.minusSum - minus![row]! });
    }
    expect(gaps).toHaveLength(36);
    for (let i = 1; i < gaps.length; i++) {
      expect(Math.abs(gaps[i]!.plus - (13 / 14) * gaps[i - 1]!.plus)).toBeLessThan(1e-4);
      expect(Math.abs(gaps[i]!.minus - (13 / 14) * gaps[i - 1]!.minus)).toBeLessThan(1e-4);
    }
  });

  it("blocks di and adx 14 end within 0.06 and 1.1 of 100, 35 and 22 bars after seeds that differ by up to 3", () => {
    const [high, low, close, plusDi, minusDi] = tulipBlock("di 14");
    const adxTable = tulipBlock("adx 14")[2]!;
    const measured = adxWilder({ high: high!, low: low!, close: close! }, 14);
    const gapsOf = (column: Float64Array, expected: Float64Array): Float64Array =>
      newest(column, expected).map((value, i) => Math.abs(value - expected[i]!));
    expect(gapsOf(measured.plusDi, plusDi!)[36]).toBeLessThan(0.06);
    expect(gapsOf(measured.minusDi, minusDi!)[36]).toBeLessThan(0.06);
    // The first ADX of ours stands one bar later. From there on the distance shrinks with every bar.
    const gaps = gapsOf(measured.adx, adxTable).slice(1);
    expect(gaps[0]).toBeLessThan(3.1);
    expect(gaps[22]).toBeLessThan(1.1);
    for (let i = 1; i < gaps.length; i++) expect(gaps[i]).toBeLessThan(gaps[i - 1]!);
  });
});

describe("annual volatility of empyrical's tests", () => {
  const returns = [0, 1, 10, -4, 2, 3, 2, 1, -10].map((percent) => percent / 100);

  it.each([
    { name: "8 daily returns", values: returns.slice(1), barsPerYear: 252, expected: 0.9136465399704637 },
    { name: "9 weekly returns", values: returns, barsPerYear: 52, expected: 0.38851569394870583 },
    { name: "9 monthly returns", values: returns, barsPerYear: 12, expected: 0.18663690238892558 },
    { name: "1000 daily returns of 1 %", values: Array<number>(1000).fill(0.01), barsPerYear: 252, expected: 0 },
  ])("is $expected for $name, within 1e-14", ({ values, barsPerYear, expected }) => {
    const measured = realisedVolatility(Float64Array.from(values), values.length, barsPerYear);
    expect(Math.abs(measured.at(-1)! - expected)).toBeLessThan(1e-14);
  });
});
