import { correlation } from "../../../src/core/quant/correlation.js";
import { dickeyFuller } from "../../../src/core/quant/dickey-fuller.js";
import type { DickeyFullerOptions } from "../../../src/core/quant/dickey-fuller.js";
import { engleGranger } from "../../../src/core/quant/engle-granger.js";
import { halfLifeBars } from "../../../src/core/quant/half-life.js";
import { mackinnonCritical, mackinnonP } from "../../../src/core/quant/mackinnon.js";
import type { CriticalValues, SeriesCount } from "../../../src/core/quant/mackinnon.js";
import type { Trend } from "../../../src/core/quant/mackinnon-tables.js";
import { logCloses } from "./closes.js";
import { distance, largest } from "./reference-table.js";
import type { ReferenceTable } from "./reference-table.js";
import { csvColumns, jsonTable } from "./tables.js";

type Levels = readonly [number, number, number];

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly n: number;
  readonly ols_const: number;
  readonly ols_beta: number;
  readonly ols_resid_std_ddof0: number;
  readonly eg_t: number;
  readonly eg_p: number;
  readonly eg_crit: Levels;
  readonly adf_resid_stat: number;
  readonly adf_loga_stat: number;
  readonly adf_loga_p: number;
  readonly ar1_kappa: number;
  readonly half_life_days: number;
  readonly corr_logret: number;
}

interface Lags {
  readonly maxLag: number | null;
  readonly auto: boolean;
}

type ShortTrend = "n" | "c" | "ct";

interface Statsmodels {
  readonly adf: readonly (Lags & {
    readonly series: string;
    readonly trend: ShortTrend;
    readonly t: number;
    readonly p: number;
    readonly lags: number;
    readonly nobs: number;
    readonly crit: Levels;
  })[];
  readonly coint: readonly (Lags & {
    readonly a: string;
    readonly b: string;
    readonly last: number;
    readonly t: number;
    readonly p: number;
    readonly crit: Levels;
  })[];
  readonly mackinnonp: readonly { trend: ShortTrend; series: SeriesCount; t: number; p: number }[];
  readonly mackinnoncrit: readonly { trend: ShortTrend; series: SeriesCount; nobs: number; crit: Levels }[];
}

interface Stata {
  readonly dfuller: readonly {
    readonly series: string;
    readonly trend: ShortTrend;
    readonly lags: number;
    readonly t: number;
    readonly p?: number;
    readonly crit: Levels;
  }[];
  readonly egranger: { readonly lags: number; readonly t: number; readonly crit: Levels };
  readonly walk: { readonly y0: readonly number[]; readonly y1: readonly number[] };
}

const trends: Readonly<Record<ShortTrend, Trend>> = { n: "none", c: "constant", ct: "constant+trend" };
const lagsOf = ({ maxLag, auto }: Lags): DickeyFullerOptions["lags"] =>
  auto ? { maxLags: maxLag } : { fixed: maxLag ?? Number.NaN };
const levelsOf = ({ onePercent, fivePercent, tenPercent }: CriticalValues): Levels => [
  onePercent,
  fivePercent,
  tenPercent,
];
const levelDistance = (critical: CriticalValues, expected: Levels): number =>
  largest(levelsOf(critical).map((value, i) => distance(value, expected[i]!)));
const changes = (values: Float64Array): Float64Array => values.slice(1).map((value, i) => value - values[i]!);

const { pairs } = jsonTable("cointegration.json") as { pairs: readonly Pair[] };
const tests = pairs.map((pair) => ({ pair, test: engleGranger(logCloses(pair.b), logCloses(pair.a), { fixed: 1 }) }));
const overPairs = (of: (row: (typeof tests)[number]) => number) => () => largest(tests.map(of));
const withConstant = (values: Float64Array) => dickeyFuller(values, { trend: "constant", lags: { fixed: 1 } });

const cointegration: ReferenceTable = {
  file: "cointegration.json",
  functions: "fitLine, engleGranger, dickeyFuller, halfLifeBars, correlation",
  why: "all 17 digits of a double; what is left are digits that 1,095 sums lose",
  absent: ["johansen_trace", "johansen_crit"],
  checks: [
    {
      what: "constant",
      tolerance: 1e-12,
      difference: overPairs((r) => distance(r.test.line.intercept, r.pair.ols_const)),
    },
    { what: "slope", tolerance: 1e-12, difference: overPairs((r) => distance(r.test.line.slope, r.pair.ols_beta)) },
    {
      what: "deviation of the residuals",
      tolerance: 1e-12,
      difference: overPairs((r) =>
        distance(Math.sqrt(r.test.line.residualSquares / r.pair.n), r.pair.ols_resid_std_ddof0),
      ),
    },
    {
      what: "Engle-Granger t",
      tolerance: 1e-10,
      difference: overPairs((r) => distance(r.test.statistic, r.pair.eg_t)),
    },
    { what: "its p", tolerance: 1e-10, difference: overPairs((r) => distance(r.test.pValue, r.pair.eg_p)) },
    {
      what: "its critical values",
      tolerance: 1e-12,
      difference: overPairs((r) => levelDistance(r.test.critical, r.pair.eg_crit)),
    },
    {
      what: "t of the residuals with a constant",
      tolerance: 1e-10,
      difference: overPairs((r) => distance(withConstant(r.test.spread).statistic, r.pair.adf_resid_stat)),
    },
    {
      what: "t of the log closes",
      tolerance: 1e-10,
      difference: overPairs((r) => distance(withConstant(logCloses(r.pair.a)).statistic, r.pair.adf_loga_stat)),
    },
    {
      what: "its p",
      tolerance: 1e-10,
      difference: overPairs((r) => distance(withConstant(logCloses(r.pair.a)).pValue, r.pair.adf_loga_p)),
    },
    {
      what: "half-life, from κ too",
      tolerance: 1e-9,
      difference: overPairs(({ test, pair }) =>
        largest([
          distance(halfLifeBars(test.spread), pair.half_life_days),
          distance(halfLifeBars(test.spread), -Math.LN2 / Math.log1p(pair.ar1_kappa)),
        ]),
      ),
    },
    {
      what: "correlation of the log returns",
      tolerance: 1e-12,
      difference: overPairs(({ pair }) =>
        distance(correlation(changes(logCloses(pair.a)), changes(logCloses(pair.b))), pair.corr_logret),
      ),
    },
  ],
};

const statsmodels = jsonTable("statsmodels_adf.json") as Statsmodels;
const adfRuns = statsmodels.adf.map((row) => ({
  row,
  test: dickeyFuller(logCloses(row.series), { trend: trends[row.trend], lags: lagsOf(row) }),
}));
const cointRuns = statsmodels.coint.map((row) => ({
  row,
  test: engleGranger(logCloses(row.b).slice(-row.last), logCloses(row.a).slice(-row.last), lagsOf(row)),
}));

const unitRoots: ReferenceTable = {
  file: "statsmodels_adf.json",
  functions: "dickeyFuller, engleGranger, mackinnonP, mackinnonCritical",
  why: "all 17 digits of a double; lags and observations must be equal",
  checks: [
    {
      what: "96 ADF runs: lags and observations",
      tolerance: 0,
      difference: () =>
        largest(
          adfRuns.map(({ row, test }) => Math.abs(test.lags - row.lags) + Math.abs(test.observations - row.nobs)),
        ),
    },
    {
      what: "96 ADF runs: t",
      tolerance: 1e-10,
      difference: () => largest(adfRuns.map(({ row, test }) => distance(test.statistic, row.t))),
    },
    {
      what: "96 ADF runs: p",
      tolerance: 1e-10,
      difference: () => largest(adfRuns.map(({ row, test }) => distance(test.pValue, row.p))),
    },
    {
      what: "96 ADF runs: critical values",
      tolerance: 1e-14,
      difference: () => largest(adfRuns.map(({ row, test }) => levelDistance(test.critical, row.crit))),
    },
    {
      what: "30 Engle-Granger runs: t",
      tolerance: 1e-10,
      difference: () => largest(cointRuns.map(({ row, test }) => distance(test.statistic, row.t))),
    },
    {
      what: "30 Engle-Granger runs: p",
      tolerance: 1e-10,
      difference: () => largest(cointRuns.map(({ row, test }) => distance(test.pValue, row.p))),
    },
    {
      what: "30 Engle-Granger runs: critical values",
      tolerance: 1e-14,
      difference: () => largest(cointRuns.map(({ row, test }) => levelDistance(test.critical, row.crit))),
    },
    {
      what: "mackinnonp on a grid of t",
      tolerance: 1e-14,
      difference: () =>
        largest(statsmodels.mackinnonp.map((row) => distance(mackinnonP(row.t, trends[row.trend], row.series), row.p))),
    },
    {
      what: "mackinnoncrit for 25, 90 and 1,000 observations",
      tolerance: 1e-14,
      difference: () =>
        largest(
          statsmodels.mackinnoncrit.map((row) =>
            levelDistance(mackinnonCritical(trends[row.trend], row.series, row.nobs), row.crit),
          ),
        ),
    },
  ],
};

const stata = jsonTable("stata_unit_root.json") as Stata;
const macro = csvColumns("us_macro.csv");
const stataRuns = stata.dfuller.map((row) => ({
  row,
  test: dickeyFuller(macro(row.series), { trend: trends[row.trend], lags: { fixed: row.lags } }),
}));
const walk = engleGranger(Float64Array.from(stata.walk.y1), Float64Array.from(stata.walk.y0), {
  fixed: stata.egranger.lags,
});

const stataTable: ReferenceTable = {
  file: "stata_unit_root.json",
  functions: "dickeyFuller, engleGranger",
  why: "statsmodels holds itself to 5 decimals of dfuller, whose critical values are older ones with 2 that agree",
  checks: [
    {
      what: "6 dfuller runs: t",
      tolerance: 5e-6,
      difference: () => largest(stataRuns.map(({ row, test }) => distance(test.statistic, row.t))),
    },
    {
      what: "6 dfuller runs: p",
      tolerance: 1e-6,
      difference: () =>
        largest(stataRuns.map(({ row, test }) => (row.p === undefined ? 0 : distance(test.pValue, row.p)))),
    },
    {
      what: "6 dfuller runs: critical values",
      tolerance: 0.015,
      difference: () => largest(stataRuns.map(({ row, test }) => levelDistance(test.critical, row.crit))),
    },
    { what: "egranger: t", tolerance: 1e-11, difference: () => distance(walk.statistic, stata.egranger.t) },
    {
      what: "egranger: critical values",
      tolerance: 6e-7,
      difference: () => levelDistance(walk.critical, stata.egranger.crit),
    },
  ],
};

export const statsmodelsReferences: readonly ReferenceTable[] = [cointegration, unitRoots, stataTable];
