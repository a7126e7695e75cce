import { adxWilder, createAdx, nextAdx } from "../../../src/core/quant/adx.js";
import { atrWilder } from "../../../src/core/quant/atr.js";
import { bollinger } from "../../../src/core/quant/bollinger.js";
import { donchian } from "../../../src/core/quant/donchian.js";
import { ema } from "../../../src/core/quant/ema.js";
import { kama } from "../../../src/core/quant/kama.js";
import { keltner } from "../../../src/core/quant/keltner.js";
import { macd } from "../../../src/core/quant/macd.js";
import { obv } from "../../../src/core/quant/obv.js";
import { roc } from "../../../src/core/quant/roc.js";
import { rollingMoments } from "../../../src/core/quant/rolling-moments.js";
import { rsiWilder } from "../../../src/core/quant/rsi.js";
import { sma } from "../../../src/core/quant/sma.js";
import { stochastic } from "../../../src/core/quant/stochastic.js";
import { trueRange } from "../../../src/core/quant/true-range.js";
import { typicalPrice } from "../../../src/core/quant/typical-price.js";
import { rollingVwap } from "../../../src/core/quant/vwap.js";
import { zScore } from "../../../src/core/quant/z-score.js";
import type { ReferenceTable } from "./reference-table.js";
import { csvColumns, worstDifference } from "./tables.js";

/** A column of a table beside ours. */
export interface ColumnCheck {
  readonly column: string;
  readonly measured: Float64Array;
  /** First row that both sides must have. */
  readonly from: number;
  readonly tolerance: number;
  /** The table has values before `from`: of windows that are not full yet. */
  readonly partial?: true;
  /** The first row for which the table has no value any more. */
  readonly until?: number;
  /** Our first row where it is another one. */
  readonly ours?: number;
}

export interface ColumnTable {
  readonly file: string;
  readonly functions: string;
  readonly rows: number;
  /** Where the tolerance comes from. */
  readonly why: string;
  readonly checks: (column: (name: string) => Float64Array) => ColumnCheck[];
  /** Columns for which there is no such function here, or no input. */
  readonly absent?: readonly string[];
}

type Column = (name: string) => Float64Array;
const prices = (column: Column) => ({ high: column("High"), low: column("Low"), close: column("Close") });

const DONCHIAN_ROWS = { from: 49, until: 500, partial: true } as const;

export const leanTables: readonly ColumnTable[] = [
  {
    file: "spy_with_indicators.txt.gz",
    functions: "sma, ema, macd, rsiWilder",
    rows: 500,
    why: "closes and averages have 2 decimals: half a cent in and half a cent out; MACD and RSI have 7 digits",
    // RSI of simple means; a balance of volumes that the table does not have.
    absent: ["RSI 14", "OBV"],
    checks: (column) => [
      { column: "SMA14", measured: sma(column("Close"), 14), from: 13, tolerance: 0.01 },
      { column: "EMA14", measured: ema(column("Close"), 14), from: 13, tolerance: 0.01 },
      {
        column: "MACD 12 26",
        measured: macd(column("Close"), { fast: 12, slow: 26, signal: 9 }).macd,
        from: 25,
        tolerance: 5e-4,
      },
      { column: "RSI 14 Wilder", measured: rsiWilder(column("Close"), 14), from: 14, tolerance: 1e-5 },
    ],
  },
  {
    file: "spy_with_macd.txt.gz",
    functions: "macd",
    rows: 362,
    why: "5 decimals, written from row 180 only",
    checks: (column) => {
      const measured = macd(column("Close"), { fast: 12, slow: 26, signal: 9 });
      return [
        { column: "MACD", measured: measured.macd, from: 179, tolerance: 1e-5, ours: 25 },
        { column: "Signal", measured: measured.signal, from: 179, tolerance: 1e-5, ours: 33 },
        { column: "Histogram", measured: measured.histogram, from: 179, tolerance: 1e-5, ours: 33 },
      ];
    },
  },
  {
    file: "spy_bollinger_bands.txt.gz",
    functions: "bollinger, zScore",
    rows: 500,
    why: "4 decimals of everything, closes of 2; the bandwidth is in percent",
    checks: (column) => {
      const { upper, middle, lower } = bollinger(column("Close"), 20, 2);
      return [
        { column: "Moving Average 20", measured: middle, from: 19, tolerance: 1e-4 },
        { column: "Bollinger Bands® 20 2 Top", measured: upper, from: 19, tolerance: 1e-4 },
        { column: "Bollinger Bands® 20 2 Bottom", measured: lower, from: 19, tolerance: 1e-4 },
        {
          column: "BandWidth",
          measured: upper.map((top, i) => (100 * (top - lower[i]!)) / middle[i]!),
          from: 19,
          tolerance: 2e-4,
        },
        // %B is the place in the band of ± 2 deviations: a quarter a deviation from its middle.
        {
          column: "%B",
          measured: zScore(column("Close"), 20).map((z) => 0.5 + z / 4),
          from: 19,
          tolerance: 1e-4,
        },
      ];
    },
  },
  {
    file: "spy_var.txt.gz",
    functions: "rollingMoments",
    rows: 500,
    why: "15 digits of a difference of squares of some 4e4, which keeps 1e-10 of them",
    checks: (column) => [
      { column: "Var", measured: rollingMoments(column("Close"), 10).variance, from: 9, tolerance: 2e-10 },
    ],
  },
  {
    file: "spy_kama.txt.gz",
    functions: "kama",
    rows: 500,
    why: "15 digits",
    checks: (column) => [
      {
        column: "KAMA_5",
        measured: kama(column("Close"), { efficiency: 5, fast: 2, slow: 30 }),
        from: 5,
        tolerance: 1e-12,
      },
    ],
  },
  {
    file: "spy_with_don50.txt.gz",
    functions: "donchian",
    rows: 501,
    why: "exact; the mean to the last bit but one; the last row, of a day under way, has none",
    checks: (column) => {
      const { upper, middle, lower } = donchian({ high: column("High"), low: column("Low") }, 50);
      return [
        { column: "Donchian Channels 50 Top", measured: upper, tolerance: 0, ...DONCHIAN_ROWS },
        { column: "Donchian Channels 50 Bottom", measured: lower, tolerance: 0, ...DONCHIAN_ROWS },
        { column: "Donchian Channels 50 Mean", measured: middle, tolerance: 1e-13, ...DONCHIAN_ROWS },
      ];
    },
  },
  {
    file: "spy_with_keltner.csv.gz",
    functions: "keltner, typicalPrice",
    rows: 501,
    why: "4 decimals of everything, prices of 2 to 3",
    checks: (column) => {
      const { upper, middle, lower } = keltner(prices(column), 20, 1.5);
      return [
        { column: "TypicalPrice", measured: typicalPrice(prices(column)), from: 0, tolerance: 1e-4 },
        { column: "Middle Band", measured: middle, from: 19, tolerance: 1e-4 },
        { column: "Keltner Channels 20 Top", measured: upper, from: 19, tolerance: 1e-4 },
        { column: "Keltner Channels 20 Bottom", measured: lower, from: 19, tolerance: 1e-4 },
      ];
    },
  },
  {
    file: "spy_with_stoch12k3.txt.gz",
    functions: "stochastic",
    rows: 501,
    why: "5 decimals of a ratio of price differences; prices of 2 decimals",
    checks: (column) => {
      const { k, d } = stochastic(prices(column), { lookback: 12, smoothing: 3, signal: 5 });
      return [
        { column: "Stochastics 12 %K 3", measured: k, from: 13, tolerance: 5e-4 },
        { column: "%D 5", measured: d, from: 17, tolerance: 5e-4 },
      ];
    },
  },
  {
    file: "spy_with_vwap.txt.gz",
    functions: "rollingVwap",
    rows: 501,
    why: "4 decimals; price of a bar is (open + high + low + close) / 4 here",
    checks: (column) => {
      const { high, low, close } = prices(column);
      const price = column("Open").map((open, i) => (open + high[i]! + low[i]! + close[i]!) / 4);
      return [
        { column: "Moving VWAP 50", measured: rollingVwap(price, column("Volume"), 50), from: 49, tolerance: 1e-4 },
      ];
    },
  },
  {
    file: "spy_with_roc50.txt.gz",
    functions: "roc",
    rows: 501,
    why: "the table is close − close 50 days before in 32-bit floats: 24 bits of a price above 128 are 1.5e-5",
    checks: (column) => {
      const close = column("Close");
      const measured = roc(close, 50).map((change, i) => change * close[i - 50]!);
      return [{ column: "Rate of Change 50", measured, from: 50, tolerance: 2e-5 }];
    },
  },
  {
    file: "spy_ema.csv.gz",
    functions: "ema",
    rows: 364,
    why: "15 digits",
    checks: (column) => [{ column: "EMA14", measured: ema(column("close"), 14), from: 13, tolerance: 1e-9 }],
  },
  {
    file: "spy_atr_wilder.txt.gz",
    functions: "atrWilder",
    rows: 501,
    why: "5 decimals",
    checks: (column) => [
      { column: "Average True Range 14", measured: atrWilder(prices(column), 14), from: 13, tolerance: 1e-5 },
    ],
  },
  {
    file: "spy_with_adx.txt.gz",
    functions: "adxWilder, trueRange",
    rows: 504,
    why: "2 decimals of most, 4 digits of DI; prices of 4 decimals",
    // What lies between the sums and the ADX is not kept; the ADXR is a mean of two of them.
    absent: ["+DM 1", "-DM 1", "DI 14 Diff", "DI 14 Sum", "DX", "ADXR 14"],
    checks: (column) => {
      const { adx, plusDi, minusDi } = adxWilder(prices(column), 14);
      const sums = adxSums(prices(column), 14);
      return [
        { column: "TR", measured: trueRange(prices(column)), from: 1, tolerance: 0.0051, ours: 0 },
        { column: "TR14", measured: sums.range, from: 14, tolerance: 0.0051, ours: 0 },
        { column: "+DM14", measured: sums.plus, from: 14, tolerance: 0.0051, ours: 0 },
        { column: "-DM14", measured: sums.minus, from: 14, tolerance: 0.0051, ours: 0 },
        { column: "+DI14", measured: plusDi, from: 14, tolerance: 1e-4 },
        { column: "-DI14", measured: minusDi, from: 14, tolerance: 1e-4 },
        { column: "ADX 14", measured: adx, from: 27, tolerance: 1e-4 },
      ];
    },
  },
];

/** Wilder's sums of range and movement at each bar. */
function adxSums({ high, low, close }: ReturnType<typeof prices>, period: number) {
  const state = createAdx();
  const out = { range: new Float64Array(high), plus: new Float64Array(high), minus: new Float64Array(high) };
  for (let i = 0; i < high.length; i++) {
    nextAdx(state, { high: high[i]!, low: low[i]!, close: close[i]! }, period);
    out.range[i] = state.rangeSum;
    out.plus[i] = state.plusSum;
    out.minus[i] = state.minusSum;
  }
  return out;
}

/** On-balance volume, whose rounding grows with its volumes: the largest difference in units of what is allowed. */
export function obvExcess(): number {
  const column = csvColumns("spy_with_obv.txt.gz");
  const [volume, expected] = [column("Volume"), column("OBV")];
  const measured = obv(column("Close"), volume);
  let worst = 0;
  for (let i = 1; i < expected.length; i++) {
    // The table counts the first volume as a rise. Volumes are rounded to hundreds, balances to 7 digits.
    const rounding = 50 * (i + 1) + 5e-7 * Math.abs(expected[i]!) + 50;
    worst = Math.max(worst, Math.abs(measured[i]! + volume[0]! - expected[i]!) / rounding);
  }
  return worst;
}

export const leanReferences: readonly ReferenceTable[] = [
  ...leanTables.map(({ file, functions, why, checks, absent = [] }) => ({
    ...{ file, functions, why, absent },
    checks: checks(csvColumns(file)).map(({ column, measured, from, until, tolerance }) => ({
      what: `${column} from row ${from} (counted from 0) on`,
      tolerance,
      difference: () => worstDifference(measured, csvColumns(file)(column).subarray(0, until), from),
    })),
  })),
  {
    file: "spy_with_obv.txt.gz",
    functions: "obv",
    why: "7 digits of volume and balance, in units of their rounding; the first volume counts as a rise there",
    checks: [{ what: "obv from row 1 on", tolerance: 1, difference: obvExcess }],
  },
];
