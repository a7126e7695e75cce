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
}

type Column = (name: string) => Float64Array;
const prices = (column: Column) => ({ high: column("high"), low: column("low"), close: column("close") });
const capitals = (column: Column) => ({ high: column("High"), low: column("Low"), close: column("Close") });

export const leanTables: readonly ColumnTable[] = [
  {
    file: "spy_with_indicators.csv",
    functions: "sma, ema, macd, rsiWilder",
    rows: 200,
    why: "closes and averages have 2 decimals: half a cent in and half a cent out; MACD and RSI have 7 digits",
    checks: (column) => [
      { column: "sma_14", measured: sma(column("close"), 14), from: 13, tolerance: 0.01 },
      { column: "ema_14", measured: ema(column("close"), 14), from: 13, tolerance: 0.01 },
      {
        column: "macd_12_26",
        measured: macd(column("close"), { fast: 12, slow: 26, signal: 9 }).macd,
        from: 25,
        tolerance: 5e-4,
      },
      { column: "rsi_14_wilder", measured: rsiWilder(column("close"), 14), from: 14, tolerance: 1e-5 },
    ],
  },
  {
    file: "spy_with_macd.csv",
    functions: "macd",
    rows: 362,
    why: "5 decimals, written from row 180 only",
    checks: (column) => {
      const measured = macd(column("close"), { fast: 12, slow: 26, signal: 9 });
      return [
        { column: "macd", measured: measured.macd, from: 179, tolerance: 1e-5, ours: 25 },
        { column: "signal", measured: measured.signal, from: 179, tolerance: 1e-5, ours: 33 },
        { column: "histogram", measured: measured.histogram, from: 179, tolerance: 1e-5, ours: 33 },
      ];
    },
  },
  {
    file: "spy_bollinger_bands.csv",
    functions: "bollinger, zScore",
    rows: 200,
    why: "4 decimals of everything, closes of 2; the bandwidth is in percent",
    checks: (column) => {
      const { upper, middle, lower } = bollinger(column("close"), 20, 2);
      return [
        { column: "middle", measured: middle, from: 19, tolerance: 1e-4 },
        { column: "top", measured: upper, from: 19, tolerance: 1e-4 },
        { column: "bottom", measured: lower, from: 19, tolerance: 1e-4 },
        {
          column: "bandwidth",
          measured: upper.map((top, i) => (100 * (top - lower[i]!)) / middle[i]!),
          from: 19,
          tolerance: 2e-4,
        },
        // %B is the place in the band of ± 2 deviations: a quarter a deviation from its middle.
        {
          column: "percent_b",
          measured: zScore(column("close"), 20).map((z) => 0.5 + z / 4),
          from: 19,
          tolerance: 1e-4,
        },
      ];
    },
  },
  {
    file: "spy_var.csv",
    functions: "rollingMoments",
    rows: 200,
    why: "15 digits of a difference of squares of some 4e4, which keeps 1e-10 of them",
    checks: (column) => [
      { column: "var", measured: rollingMoments(column("close"), 10).variance, from: 9, tolerance: 2e-10 },
    ],
  },
  {
    file: "spy_kama.csv",
    functions: "kama",
    rows: 200,
    why: "15 digits",
    checks: (column) => [
      {
        column: "kama_5",
        measured: kama(column("close"), { efficiency: 5, fast: 2, slow: 30 }),
        from: 5,
        tolerance: 1e-12,
      },
    ],
  },
  {
    file: "spy_with_don50.csv",
    functions: "donchian",
    rows: 200,
    why: "exact; the mean to the last bit but one",
    checks: (column) => {
      const { upper, middle, lower } = donchian({ high: column("high"), low: column("low") }, 50);
      return [
        { column: "top", measured: upper, from: 49, tolerance: 0, partial: true },
        { column: "bottom", measured: lower, from: 49, tolerance: 0, partial: true },
        { column: "mean", measured: middle, from: 49, tolerance: 1e-13, partial: true },
      ];
    },
  },
  {
    file: "spy_with_keltner.csv",
    functions: "keltner, typicalPrice",
    rows: 200,
    why: "4 decimals of everything, prices of 2 to 3",
    checks: (column) => {
      const { upper, middle, lower } = keltner(prices(column), 20, 1.5);
      return [
        { column: "typical", measured: typicalPrice(prices(column)), from: 0, tolerance: 1e-4 },
        { column: "middle", measured: middle, from: 19, tolerance: 1e-4 },
        { column: "top", measured: upper, from: 19, tolerance: 1e-4 },
        { column: "bottom", measured: lower, from: 19, tolerance: 1e-4 },
      ];
    },
  },
  {
    file: "spy_with_stoch12k3.csv",
    functions: "stochastic",
    rows: 200,
    why: "5 decimals of a ratio of price differences; prices of 2 decimals",
    checks: (column) => {
      const { k, d } = stochastic(prices(column), { lookback: 12, smoothing: 3, signal: 5 });
      return [
        { column: "k", measured: k, from: 13, tolerance: 5e-4 },
        { column: "d", measured: d, from: 17, tolerance: 5e-4 },
      ];
    },
  },
  {
    file: "spy_with_vwap.csv",
    functions: "rollingVwap",
    rows: 200,
    why: "4 decimals; price of a bar is (open + high + low + close) / 4 here",
    checks: (column) => {
      const { high, low, close } = prices(column);
      const price = column("open").map((open, i) => (open + high[i]! + low[i]! + close[i]!) / 4);
      return [{ column: "vwap_50", measured: rollingVwap(price, column("volume"), 50), from: 49, tolerance: 1e-4 }];
    },
  },
  {
    file: "spy_with_roc50.csv",
    functions: "roc",
    rows: 200,
    why: "the table is close − close 50 days before in 32-bit floats: 24 bits of a price above 128 are 1.5e-5",
    checks: (column) => {
      const close = column("close");
      const measured = roc(close, 50).map((change, i) => change * close[i - 50]!);
      return [{ column: "change_50", measured, from: 50, tolerance: 2e-5 }];
    },
  },
  {
    file: "spy_ema.csv",
    functions: "ema",
    rows: 200,
    why: "15 digits",
    checks: (column) => [{ column: "EMA14", measured: ema(column("close"), 14), from: 13, tolerance: 1e-9 }],
  },
  {
    file: "spy_atr_wilder.txt",
    functions: "atrWilder",
    rows: 200,
    why: "5 decimals",
    checks: (column) => [
      { column: "Average True Range 14", measured: atrWilder(capitals(column), 14), from: 13, tolerance: 1e-5 },
    ],
  },
  {
    file: "spy_with_adx.txt",
    functions: "adxWilder, trueRange",
    rows: 200,
    why: "2 decimals of most, 4 digits of DI; prices of 4 decimals",
    checks: (column) => {
      const { adx, plusDi, minusDi } = adxWilder(capitals(column), 14);
      const sums = adxSums(capitals(column), 14);
      return [
        { column: "TR", measured: trueRange(capitals(column)), from: 1, tolerance: 0.0051, ours: 0 },
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
  const column = csvColumns("spy_with_obv.csv");
  const [volume, expected] = [column("volume"), column("obv")];
  const measured = obv(column("close"), volume);
  let worst = 0;
  for (let i = 1; i < expected.length; i++) {
    // The table counts the first volume as a rise. Volumes are rounded to hundreds, balances to 7 digits.
    const rounding = 50 * (i + 1) + 5e-7 * Math.abs(expected[i]!) + 50;
    worst = Math.max(worst, Math.abs(measured[i]! + volume[0]! - expected[i]!) / rounding);
  }
  return worst;
}

export const leanReferences: readonly ReferenceTable[] = [
  ...leanTables.map(({ file, functions, why, checks }) => ({
    file,
    functions,
    why,
    checks: checks(csvColumns(file)).map(({ column, measured, from, tolerance }) => ({
      what: `${column} from row ${from} (counted from 0) on`,
      tolerance,
      difference: () => worstDifference(measured, csvColumns(file)(column), from),
    })),
  })),
  {
    file: "spy_with_obv.csv",
    functions: "obv",
    why: "7 digits of volume and balance, in units of their rounding; the first volume counts as a rise there",
    checks: [{ what: "obv from row 1 on", tolerance: 1, difference: obvExcess }],
  },
];
