import { bollinger } from "../../../src/core/quant/bollinger.js";
import { donchian } from "../../../src/core/quant/donchian.js";
import { kama } from "../../../src/core/quant/kama.js";
import { keltner } from "../../../src/core/quant/keltner.js";
import { macd } from "../../../src/core/quant/macd.js";
import { obv } from "../../../src/core/quant/obv.js";
import { realisedVolatility } from "../../../src/core/quant/realised-volatility.js";
import { roc } from "../../../src/core/quant/roc.js";
import { rollingMax, rollingMin } from "../../../src/core/quant/rolling-extremes.js";
import { rollingMoments } from "../../../src/core/quant/rolling-moments.js";
import { rsiWilder } from "../../../src/core/quant/rsi.js";
import { stochastic } from "../../../src/core/quant/stochastic.js";
import { typicalPrice } from "../../../src/core/quant/typical-price.js";
import { rollingVwap } from "../../../src/core/quant/vwap.js";
import { wma } from "../../../src/core/quant/wma.js";
import { zScore } from "../../../src/core/quant/z-score.js";
import { columnsOf, randomBars } from "../../support/samples/bars.js";

export interface Columns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Bars of a random walk with whole volumes, now and then 0. */
export function randomColumns(seed: number, count: number): Columns {
  const volume = Float64Array.from({ length: count }, (_, i) => (i * 7919 + seed * 104_729) % 13);
  return { ...columnsOf(randomBars({ seed, count })), volume };
}

export function mapColumns(columns: Columns, change: (column: Float64Array) => Float64Array): Columns {
  const { high, low, close, volume } = columns;
  return { high: change(high), low: change(low), close: change(close), volume: change(volume) };
}

/** One output of an indicator and what must hold for it. */
export interface Spec {
  readonly name: string;
  readonly of: (columns: Columns, n: number) => Float64Array;
  /** NaN at the start. */
  readonly warmup: (n: number) => number;
  /** Prices × c make the figure × c to this power. */
  readonly degree: 0 | 1 | 2;
  /** What a market that stands at 64 reads. */
  readonly flat: number;
  /** Bars that a value depends on; absent where it is all before it. */
  readonly window?: (n: number) => number;
}

const whole = (n: number): number => n - 1;
const same = (n: number): number => n;
const macdOf = ({ close }: Columns, n: number) => macd(close, { fast: n, slow: 2 * n, signal: 3 });
const stochasticOf = (columns: Columns, n: number) => stochastic(columns, { lookback: n, smoothing: 3, signal: 2 });

export const specs: Spec[] = [
  { name: "wma", of: (c, n) => wma(c.close, n), warmup: whole, degree: 1, flat: 64, window: same },
  { name: "rsi", of: (c, n) => rsiWilder(c.close, n), warmup: same, degree: 0, flat: 50 },
  { name: "macd line", of: (c, n) => macdOf(c, n).macd, warmup: (n) => 2 * n - 1, degree: 1, flat: 0 },
  { name: "macd signal", of: (c, n) => macdOf(c, n).signal, warmup: (n) => 2 * n + 1, degree: 1, flat: 0 },
  { name: "macd histogram", of: (c, n) => macdOf(c, n).histogram, warmup: (n) => 2 * n + 1, degree: 1, flat: 0 },
  {
    name: "bollinger upper",
    of: (c, n) => bollinger(c.close, n, 2).upper,
    warmup: whole,
    degree: 1,
    flat: 64,
    window: same,
  },
  {
    name: "bollinger middle",
    of: (c, n) => bollinger(c.close, n, 2).middle,
    warmup: whole,
    degree: 1,
    flat: 64,
    window: same,
  },
  {
    name: "bollinger lower",
    of: (c, n) => bollinger(c.close, n, 2).lower,
    warmup: whole,
    degree: 1,
    flat: 64,
    window: same,
  },
  { name: "donchian upper", of: (c, n) => donchian(c, n).upper, warmup: whole, degree: 1, flat: 64, window: same },
  { name: "donchian middle", of: (c, n) => donchian(c, n).middle, warmup: whole, degree: 1, flat: 64, window: same },
  { name: "donchian lower", of: (c, n) => donchian(c, n).lower, warmup: whole, degree: 1, flat: 64, window: same },
  // A true range looks one close further back.
  {
    name: "keltner upper",
    of: (c, n) => keltner(c, n, 1.5).upper,
    warmup: whole,
    degree: 1,
    flat: 64,
    window: (n) => n + 1,
  },
  { name: "keltner middle", of: (c, n) => keltner(c, n, 1.5).middle, warmup: whole, degree: 1, flat: 64, window: same },
  {
    name: "keltner lower",
    of: (c, n) => keltner(c, n, 1.5).lower,
    warmup: whole,
    degree: 1,
    flat: 64,
    window: (n) => n + 1,
  },
  {
    name: "stochastic k",
    of: (c, n) => stochasticOf(c, n).k,
    warmup: (n) => n + 1,
    degree: 0,
    flat: 50,
    window: (n) => n + 2,
  },
  {
    name: "stochastic d",
    of: (c, n) => stochasticOf(c, n).d,
    warmup: (n) => n + 2,
    degree: 0,
    flat: 50,
    window: (n) => n + 3,
  },
  { name: "obv", of: (c) => obv(c.close, c.volume), warmup: () => 0, degree: 0, flat: 0 },
  { name: "vwap", of: (c, n) => rollingVwap(c.close, c.volume, n), warmup: whole, degree: 1, flat: 64, window: same },
  {
    name: "kama",
    of: (c, n) => kama(c.close, { efficiency: n, fast: 2, slow: 30 }),
    warmup: same,
    degree: 1,
    flat: 64,
  },
  { name: "roc", of: (c, n) => roc(c.close, n), warmup: same, degree: 0, flat: 0, window: (n) => n + 1 },
  {
    name: "realised volatility",
    of: (c, n) => realisedVolatility(c.close, n, 16),
    warmup: whole,
    degree: 1,
    flat: 0,
    window: same,
  },
  { name: "z-score", of: (c, n) => zScore(c.close, n), warmup: whole, degree: 0, flat: 0, window: same },
  {
    name: "rolling variance",
    of: (c, n) => rollingMoments(c.close, n).variance,
    warmup: whole,
    degree: 2,
    flat: 0,
    window: same,
  },
  { name: "rolling maximum", of: (c, n) => rollingMax(c.close, n), warmup: whole, degree: 1, flat: 64, window: same },
  { name: "rolling minimum", of: (c, n) => rollingMin(c.close, n), warmup: whole, degree: 1, flat: 64, window: same },
  { name: "typical price", of: (c) => typicalPrice(c), warmup: () => 0, degree: 1, flat: 64, window: () => 1 },
];
