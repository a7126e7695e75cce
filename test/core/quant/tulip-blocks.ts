import { atrWilder } from "../../../src/core/quant/atr.js";
import { bollinger } from "../../../src/core/quant/bollinger.js";
import { obv } from "../../../src/core/quant/obv.js";
import { donchian } from "../../../src/core/quant/donchian.js";
import { roc } from "../../../src/core/quant/roc.js";
import { rollingLine } from "../../../src/core/quant/rolling-line.js";
import { rollingMoments } from "../../../src/core/quant/rolling-moments.js";
import { rsiWilder } from "../../../src/core/quant/rsi.js";
import { sma } from "../../../src/core/quant/sma.js";
import { stochastic } from "../../../src/core/quant/stochastic.js";
import { trueRange } from "../../../src/core/quant/true-range.js";
import { typicalPrice } from "../../../src/core/quant/typical-price.js";
import { wma } from "../../../src/core/quant/wma.js";
import { largest } from "./reference-table.js";
import type { ReferenceTable } from "./reference-table.js";
import { newest, tulipBlock, worstDifference } from "./tables.js";

export interface Block {
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

/** The middle of a channel of one bar. */
const median = ([high, low]: Float64Array[]) => [donchian({ high: high!, low: low! }, 1).middle];

/** Of an odd number of bars: the mean of means of half as many. */
const triangular = ([values]: Float64Array[]) => {
  const inner = sma(values!, 3);
  const means = new Float64Array(inner.length).fill(Number.NaN);
  means.set(sma(inner.subarray(2), 3), 2);
  return [means];
};

/** The price four bars ago less the mean of the last six, in the middle of which it stands. */
const detrended = ([values]: Float64Array[]) => [
  sma(values!, 6).map((mean, i) => (values![i - 4] ?? Number.NaN) - mean),
];

/** How far a price lies from the line through the five before it, in percent. */
const forecast = ([values]: Float64Array[]) => {
  const { slope, intercept } = rollingLine(
    values!.map((_, i) => i),
    values!,
    5,
  );
  return [values!.map((price, i) => 100 * (1 - (intercept[i - 1]! + slope[i - 1]! * i) / price))];
};

/** How far the mean of two volumes lies from that of five, in percent. */
const volumes = ([volume]: Float64Array[]) => {
  const slow = sma(volume!, 5);
  return [sma(volume!, 2).map((fast, i) => 100 * (fast / slow[i]! - 1))];
};

const bodies = ([open, close]: Float64Array[]) => [
  sma(
    close!.map((last, i) => last - open![i]!),
    4,
  ),
];

export const blocks: readonly Block[] = [
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
  { title: "medprice", inputs: 2, measure: median, tolerance: 5.1e-5 },
  { title: "trima 5", inputs: 1, measure: triangular, tolerance: 1e-4 },
  { title: "dpo 6", inputs: 1, measure: detrended, tolerance: 1e-4 },
  { title: "fosc 5", inputs: 1, measure: forecast, tolerance: 1e-4 },
  { title: "vosc 2 5", inputs: 1, measure: volumes, tolerance: 1e-3 },
  { title: "qstick 4", inputs: 2, measure: bodies, tolerance: 1e-4 },
];

/** Blocks that tulip-tables.test.ts holds against ours, because both begin with another value and come together. */
export const seededBlocks: readonly string[] = ["ema 5", "macd 12 26 9", "dm 14", "di 14", "adx 14"];

/** Blocks of indicators that do not exist here, nor can be made of one that does. */
export const blocksWithoutFunction: readonly string[] = [
  ...["ad", "adosc 3 10", "adxr 14", "aroon 5", "cci 5", "cmo 5", "cvi 5", "dema 5", "dx 14", "emv", "kvo 34 55"],
  ...["mass 3", "mfi 14", "nvi", "psar .02 .2", "tema 5", "trix 3", "ultosc 7 14 28", "vhf 5", "wad", "wcprice"],
];

export const tulipReferences: readonly ReferenceTable[] = [
  {
    file: "tulip_atoz.txt.gz",
    functions:
      "sma, wma, atrWilder, rollingMoments, rollingLine, bollinger, donchian, rsiWilder, roc, stochastic, obv, trueRange, typicalPrice",
    why: "3 to 5 printed decimals; blocks with another seed are in tulip-tables.test.ts",
    absent: blocksWithoutFunction,
    checks: blocks.map(({ title, inputs, measure, tolerance }) => ({
      what: `block ${title}`,
      tolerance,
      difference: () => {
        const arrays = tulipBlock(title);
        const columns = measure(arrays.slice(0, inputs));
        const outputs = arrays.slice(inputs);
        return largest(columns.map((column, i) => worstDifference(newest(column, outputs[i]!), outputs[i]!)));
      },
    })),
  },
];
