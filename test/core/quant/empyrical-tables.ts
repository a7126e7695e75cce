import { aggregateReturns } from "../../../src/core/quant/aggregate-returns.js";
import { annualVolatility, cagr, calmar } from "../../../src/core/quant/annualised.js";
import { alpha, capture, informationRatio, stability } from "../../../src/core/quant/benchmark.js";
import type { CalendarPeriod } from "../../../src/core/quant/calendar.js";
import { maxDrawdown, rollingMaxDrawdown } from "../../../src/core/quant/drawdown.js";
import { equityCurve, totalReturn } from "../../../src/core/quant/equity-curve.js";
import { beta } from "../../../src/core/quant/moments.js";
import { normalQuantile } from "../../../src/core/quant/normal.js";
import { omega, ratePerBar } from "../../../src/core/quant/omega.js";
import { realisedVolatility } from "../../../src/core/quant/realised-volatility.js";
import { roc } from "../../../src/core/quant/roc.js";
import { activeReturns, rollingSharpe, sharpe } from "../../../src/core/quant/sharpe.js";
import { downsideDeviation, sortino } from "../../../src/core/quant/sortino.js";
import { tailRatio, valueAtRisk } from "../../../src/core/quant/tails.js";
import { createRng } from "../../../src/core/lib/rng.js";
import {
  BARS_PER_YEAR,
  casesCheck,
  empyricalFile,
  figureOf,
  listCheck,
  pairsPresent,
  withZeros,
} from "./empyrical-series.js";
import type { Figure } from "./empyrical-series.js";
import type { ReferenceTable, TableCheck } from "./reference-table.js";

/** Half a unit of the 8 decimals that the library's own tests demand. */
const EIGHT_DECIMALS = 5e-9;

/** Where all digits of a double are printed; annual figures are up to 30. */
const ALL_DIGITS = 1e-12;

type Rate = number | string;
type Periodic = readonly [returns: string, period: string, expected: Figure];
type Against = readonly [returns: string, other: Rate, expected: Figure];

const first = empyricalFile("empyrical_cases.json");
const more = empyricalFile("empyrical_more.json");
const barsOf = (period: string): number => BARS_PER_YEAR[period] ?? Number.NaN;

/** A series less another or a rate, where there are both. */
function less({ values }: typeof first, name: string, other: Rate): Float64Array {
  const returns = values(name);
  const [x, y] = pairsPresent(returns, typeof other === "string" ? values(other) : returns.map(() => other));
  return activeReturns(x, y);
}

const given = (name: string): Float64Array => less(first, name, 0);

type Listed = readonly Figure[] | { readonly count: number };
const reciprocals = (count: number): Figure[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? ("inf" as const) : 1 / i));

/** Mean 1 % and a deviation, by the quantiles of a seeded uniform sample. */
function noise(deviation: number): Float64Array {
  const rng = createRng(`noise ${deviation}`);
  return Float64Array.from({ length: 1000 }, () => 0.01 + deviation * normalQuantile(rng.next()));
}

const fromCases: readonly TableCheck[] = [
  listCheck(
    "test_simple_returns",
    { cases: first.cases("test_simple_returns") as readonly [string, Listed][], tolerance: 1e-15 },
    ([prices, expected]) => [
      roc(first.values(prices), 1).slice(1),
      "count" in expected ? reciprocals(expected.count) : expected,
    ],
  ),
  listCheck(
    "test_cum_returns",
    { cases: first.cases("test_cum_returns") as readonly [string, number, Figure[]][], tolerance: 1.1e-5 },
    ([returns, start, expected]) => {
      const curve = equityCurve(withZeros(first.values(returns)), start === 0 ? 1 : start).slice(1);
      return [start === 0 ? curve.map((value) => value - 1) : curve, expected];
    },
  ),
  listCheck(
    "test_aggregate_returns",
    { cases: first.cases("test_aggregate_returns") as readonly [string, string, Figure[]][], tolerance: 1e-15 },
    ([returns, period, expected]) => {
      const calendar = period.replace(/ly$/, "") as CalendarPeriod;
      return [aggregateReturns(first.values(returns), first.timesMs(returns), calendar).returns, expected];
    },
  ),
  casesCheck(
    "test_annual_ret",
    { cases: first.cases("test_annual_ret") as readonly Periodic[], tolerance: 1e-13 },
    (row) => [cagr(withZeros(first.values(row[0])), barsOf(row[1])), row[2]],
  ),
  casesCheck(
    "test_annual_volatility",
    { cases: first.cases("test_annual_volatility") as readonly Periodic[], tolerance: 1e-14 },
    (row) => [annualVolatility(given(row[0]), barsOf(row[1])), row[2]],
  ),
  casesCheck(
    "test_annual_volatility by realisedVolatility",
    { cases: first.cases("test_annual_volatility") as readonly Periodic[], tolerance: 1e-14 },
    ([name, period, expected]) => {
      const returns = given(name);
      return [realisedVolatility(returns, returns.length, barsOf(period)).at(-1)!, expected];
    },
  ),
  casesCheck(
    "test_sharpe_ratio",
    { cases: first.cases("test_sharpe_ratio") as readonly Against[], tolerance: 1e-11 },
    (row) => [sharpe(less(first, row[0], row[1]), 252), row[2]],
  ),
  casesCheck(
    "test_sharpe_noise: of two noises the wider has the smaller ratio",
    { cases: first.cases("test_sharpe_noise") as readonly [number, number][], tolerance: 0 },
    ([small, large]) => [sharpe(noise(small), 252) > sharpe(noise(large), 252) ? 1 : 0, 1],
  ),
  casesCheck(
    "test_excess_sharpe",
    { cases: first.cases("test_excess_sharpe") as readonly Against[], tolerance: 1e-15 },
    (row) => [sharpe(less(first, row[0], row[1]), 1), row[2]],
  ),
  listCheck(
    "test_roll_max_drawdown",
    { cases: first.cases("test_roll_max_drawdown") as readonly [string, number, number[]][], tolerance: 5e-5 },
    ([returns, window, expected]) => [
      // A window of returns begins with the value before the first.
      rollingMaxDrawdown(equityCurve(first.values(returns)), window + 1)
        .slice(window)
        .map((depth) => -depth),
      expected,
    ],
  ),
  listCheck(
    "test_roll_sharpe_ratio",
    { cases: first.cases("test_roll_sharpe_ratio") as readonly [string, number, number[]][], tolerance: 5e-9 },
    ([name, window, expected]) => {
      const returns = first.values(name);
      const rolled = rollingSharpe(returns, window, 252).slice(window - 1);
      // A window with a gap is NaN here; there the gap is left out of it.
      return [
        rolled.map((value, i) => (Number.isNaN(value) ? sharpe(given(name).slice(0, window - 1 + i), 252) : value)),
        expected,
      ];
    },
  ),
];

const further: readonly TableCheck[] = [
  casesCheck(
    "test_max_drawdown (but for none at all, 0 here)",
    {
      cases: (more.cases("test_max_drawdown") as readonly [string, Figure][]).filter(([name]) => name !== "empty"),
      tolerance: EIGHT_DECIMALS,
    },
    ([name, expected]) => [maxDrawdown(equityCurve(withZeros(more.values(name)))), Math.abs(figureOf(expected))],
  ),
  casesCheck(
    "test_calmar",
    { cases: more.cases("test_calmar") as readonly Periodic[], tolerance: ALL_DIGITS },
    (row) => [calmar(withZeros(more.values(row[0])), barsOf(row[1])), row[2]],
  ),
  casesCheck(
    "test_omega",
    { cases: more.cases("test_omega") as readonly [string, Rate, number, Figure][], tolerance: ALL_DIGITS },
    ([name, riskFree, yearly, expected]) => [omega(less(more, name, riskFree), ratePerBar(yearly, 252)), expected],
  ),
  casesCheck(
    "test_downside_risk",
    { cases: more.cases("test_downside_risk") as readonly [string, Rate, string, Figure][], tolerance: ALL_DIGITS },
    ([name, required, period, expected]) => [downsideDeviation(less(more, name, required), barsOf(period)), expected],
  ),
  casesCheck(
    "test_sortino",
    { cases: more.cases("test_sortino") as readonly [string, Rate, string, Figure][], tolerance: ALL_DIGITS },
    ([name, required, period, expected]) => [sortino(less(more, name, required), barsOf(period)), expected],
  ),
  casesCheck(
    "test_excess_sharpe by informationRatio",
    { cases: more.cases("test_excess_sharpe") as readonly Against[], tolerance: ALL_DIGITS },
    ([name, other, expected]) => {
      const returns = more.values(name);
      const benchmark = typeof other === "string" ? more.values(other) : returns.map(() => other);
      return [informationRatio(...pairsPresent(returns, benchmark), 1), expected];
    },
  ),
  ...(["alpha", "beta"] as const).map((figure, index) =>
    casesCheck(
      `test_alpha_beta: ${figure}`,
      {
        cases: more.cases("test_alpha_beta") as readonly [string, string, [Figure, Figure]][],
        tolerance: ALL_DIGITS,
      },
      ([name, benchmark, expected]) => {
        const [x, y] = pairsPresent(more.values(name), more.values(benchmark));
        // The library compounds alpha; ours is a multiple of the bar's.
        return [figure === "alpha" ? (1 + alpha(x, y, 1)) ** 252 - 1 : beta(x, y), expected[index]!];
      },
    ),
  ),
  casesCheck(
    "test_stability_of_timeseries",
    { cases: more.cases("test_stability_of_timeseries") as readonly [string, Figure][], tolerance: ALL_DIGITS },
    ([name, expected]) => [stability(less(more, name, 0)), expected],
  ),
  casesCheck(
    "test_tail_ratio (its own test asks for 1 decimal)",
    { cases: more.cases("test_tail_ratio") as readonly [string, Figure][], tolerance: 0.05 },
    ([name, expected]) => [tailRatio(less(more, name, 0)), expected],
  ),
  casesCheck("test_cagr", { cases: more.cases("test_cagr") as readonly Periodic[], tolerance: ALL_DIGITS }, (row) => [
    cagr(withZeros(more.values(row[0])), barsOf(row[1])),
    row[2],
  ]),
  casesCheck(
    "test_capture_ratio, of all bars",
    { cases: more.cases("test_capture_ratio") as readonly [string, string, Figure][], tolerance: ALL_DIGITS },
    ([name, benchmark, expected]) => {
      const growth = (of: string): number => cagr(withZeros(more.values(of)), 252);
      return [growth(name) / growth(benchmark), expected];
    },
  ),
  ...(["up", "down"] as const).map((side) =>
    casesCheck(
      `test_${side}_capture`,
      { cases: more.cases(`test_${side}_capture`) as readonly [string, string, Figure][], tolerance: EIGHT_DECIMALS },
      ([name, benchmark, expected]) => [capture(more.values(name), more.values(benchmark), side, 252), expected],
    ),
  ),
  casesCheck(
    "test_value_at_risk, of returns and not of losses",
    { cases: more.cases("test_value_at_risk") as readonly [string, number, number][], tolerance: 1e-12 },
    ([name, share, expected]) => [-valueAtRisk(more.values(name), share), expected],
  ),
  casesCheck(
    "test_cum_returns_final (but for none at all, 0 here)",
    {
      cases: (more.cases("test_cum_returns_final") as readonly [string, number, Figure][]).filter(
        ([name]) => name !== "empty",
      ),
      tolerance: 1.1e-5,
    },
    ([name, start, expected]) => {
      const total = totalReturn(withZeros(more.values(name)));
      return [start === 0 ? total : start * (1 + total), expected];
    },
  ),
];

export const empyricalReferences: readonly ReferenceTable[] = [
  {
    file: "empyrical_cases.json",
    functions:
      "roc, equityCurve, aggregateReturns, cagr, annualVolatility, realisedVolatility, sharpe, rollingMaxDrawdown, rollingSharpe",
    why: "most have all digits of a double; cum_returns 5 decimals, roll_max_drawdown 4",
    checks: fromCases,
  },
  {
    file: "empyrical_more.json",
    functions:
      "maxDrawdown, calmar, omega, downsideDeviation, sortino, informationRatio, alpha, beta, capture, stability, tailRatio, valueAtRisk, cagr, totalReturn",
    why: "most have all digits of a double, capture and maximum drawdown 8 decimals, cum_returns_final 5",
    checks: further,
  },
];

/** Tests in the files that no check above names. */
export function untestedNames(): string[] {
  const checked = [...fromCases, ...further].map(({ what }) => what);
  return [...first.names, ...more.names].filter((name) => !checked.some((what) => what.includes(name)));
}
