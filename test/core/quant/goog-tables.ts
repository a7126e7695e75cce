import { cagr, calmar } from "../../../src/core/quant/annualised.js";
import { maxDrawdown } from "../../../src/core/quant/drawdown.js";
import { averageDrawdown, drawdownSpells } from "../../../src/core/quant/drawdown-spells.js";
import { totalReturn } from "../../../src/core/quant/equity-curve.js";
import { beta } from "../../../src/core/quant/moments.js";
import { roc } from "../../../src/core/quant/roc.js";
import { sma } from "../../../src/core/quant/sma.js";
import { downsideDeviation } from "../../../src/core/quant/sortino.js";
import { parseUtc, DAY_MS } from "../../../src/core/lib/time.js";
import { distance, relativeDistance } from "./reference-table.js";
import type { ReferenceTable } from "./reference-table.js";
import { csvColumns, csvTexts, jsonTable } from "./tables.js";

const { expected } = jsonTable("backtesting_goog.json") as { readonly expected: Readonly<Record<string, number>> };
const column = csvColumns("goog_open_close.csv");
const open = column("open");
const close = column("close");
const dates = csvTexts("goog_open_close.csv")("date");
const START_CASH = 10_000;
const BARS_PER_YEAR = 252;

/**
 * Account value of the file's strategy: long while SMA(10) is above SMA(30), short below, whole units for all the cash at
 * the open after a cross, closed at the last open.
 */
function equityOfCrosses(): Float64Array {
  const [fast, slow] = [sma(close, 10), sma(close, 30)];
  const sideAt = (i: number): number => Math.sign(fast[i]! - slow[i]!);
  let cash = START_CASH;
  let units = 0;
  return close.map((price, i) => {
    const last = i === close.length - 1;
    if (i > 30 && sideAt(i - 1) === -sideAt(i - 2)) {
      cash += units * open[i]!;
      units = sideAt(i - 1) * Math.floor(cash / open[i]!);
      cash -= units * open[i]!;
    }
    return cash + units * (last ? open[i]! : price);
  });
}

const equity = equityOfCrosses();
const returns = roc(equity, 1).slice(1);
const logReturns = (values: Float64Array): Float64Array =>
  values.slice(1).map((value, i) => Math.log(value / values[i]!));
const spells = drawdownSpells(equity);

function longestDays(): number {
  const dayOf = (bar: number): number => (parseUtc(dates[bar] ?? "") ?? Number.NaN) / DAY_MS;
  return Math.max(...spells.map(({ peak, bars }) => dayOf(peak + bars) - dayOf(peak)));
}

const compare = (what: string, figure: string, measured: () => number, tolerance = 1e-12) => ({
  what,
  tolerance,
  difference: () => relativeDistance(measured(), Math.abs(expected[figure]!)),
});

export const googReference: ReferenceTable = {
  file: "backtesting_goog.json",
  functions: "sma, maxDrawdown, drawdownSpells, averageDrawdown, totalReturn, cagr, calmar, downsideDeviation, beta",
  why: "all digits of a double, relative; lengths in whole days",
  checks: [
    compare("equity at the end", "equity_final", () => equity.at(-1)!),
    compare("highest equity", "equity_peak", () => Math.max(...equity)),
    compare("total return", "return_pct", () => 100 * totalReturn(returns)),
    compare("annual return", "return_ann_pct", () => 100 * cagr(returns, BARS_PER_YEAR)),
    compare("largest drawdown", "max_drawdown_pct", () => 100 * maxDrawdown(equity)),
    compare("average drawdown", "avg_drawdown_pct", () => 100 * averageDrawdown(spells)),
    compare("Calmar ratio", "calmar", () => calmar(returns, BARS_PER_YEAR)),
    compare(
      "annual return over downside deviation",
      "sortino",
      () => cagr(returns, BARS_PER_YEAR) / downsideDeviation(returns, BARS_PER_YEAR),
    ),
    compare("beta of log returns", "beta", () => beta(logReturns(equity), logReturns(close)), 1e-11),
    {
      what: "longest drawdown in days",
      tolerance: 0,
      difference: () => distance(longestDays(), expected["max_drawdown_days"]!),
    },
  ],
};
