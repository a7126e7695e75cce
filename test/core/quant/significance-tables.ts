import { leastSquares } from "../../../src/core/quant/least-squares.js";
import { normalCdf, normalQuantile } from "../../../src/core/quant/normal.js";
import { fitLineThroughOrigin } from "../../../src/core/quant/ols.js";
import { deflatedSharpe, expectedMaximumSharpe } from "../../../src/core/quant/sharpe-inference.js";
import { distance, largest, relativeDistance } from "./reference-table.js";
import type { ReferenceTable } from "./reference-table.js";
import { jsonTable } from "./tables.js";

interface DeflatedCase {
  readonly sr: number;
  readonly var_sr: number;
  readonly T: number;
  readonly skew: number;
  readonly kurt: number;
  readonly trials: number;
  readonly sr0: number;
  readonly dsr: number;
  readonly printed: readonly [sr0: number, dsr: number];
}

interface Nist {
  readonly longley: {
    readonly rows: readonly (readonly number[])[];
    readonly coefficients: readonly number[];
    readonly standardErrors: readonly number[];
    readonly residualDeviation: number;
    readonly rSquared: number;
  };
  readonly noInt1: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
    readonly residualDeviation: number;
    readonly rSquared: number;
  };
}

const normal = jsonTable("normal.json") as { cdf: [number, number][]; quantile: [number, number][] };
const deflated = (jsonTable("dsr.json") as { cases: readonly DeflatedCase[] }).cases;
const measuredDsr = ({ sr, T, skew, kurt, var_sr, trials }: DeflatedCase): number =>
  deflatedSharpe({ sharpe: sr, bars: T, skewness: skew, kurtosis: kurt }, var_sr, trials);
const { longley, noInt1 } = jsonTable("nist_strd.json") as Nist;
const longleyColumn = (index: number): Float64Array => Float64Array.from(longley.rows, (row) => row[index]!);
const longleyFit = leastSquares(
  [new Float64Array(16).fill(1), ...[1, 2, 3, 4, 5, 6].map(longleyColumn)],
  longleyColumn(0),
);
const originFit = fitLineThroughOrigin(noInt1.x, noInt1.y);

export const significanceReferences: readonly ReferenceTable[] = [
  {
    file: "normal.json",
    functions: "normalCdf, normalQuantile",
    why: "a double has 2.2e-16; both relative",
    checks: [
      {
        what: "Φ from −37.5 to 8",
        tolerance: 1e-15,
        difference: () => largest(normal.cdf.map(([x, p]) => relativeDistance(normalCdf(x), p))),
      },
      {
        what: "Φ⁻¹ from 1e-300 to 0.999999",
        tolerance: 1e-15,
        difference: () => largest(normal.quantile.map(([p, x]) => relativeDistance(normalQuantile(p), x))),
      },
    ],
  },
  {
    file: "dsr.json",
    functions: "deflatedSharpe, expectedMaximumSharpe",
    why: "all digits of a double; the paper prints 4",
    checks: [
      {
        what: "expected maximum",
        tolerance: 1e-14,
        difference: () =>
          largest(deflated.map((row) => distance(expectedMaximumSharpe(row.var_sr, row.trials), row.sr0))),
      },
      {
        what: "deflated Sharpe ratio",
        tolerance: 1e-14,
        difference: () => largest(deflated.map((row) => distance(measuredDsr(row), row.dsr))),
      },
      {
        what: "both as printed in the paper",
        tolerance: 5e-5,
        difference: () =>
          largest(
            deflated.flatMap((row) => [
              distance(expectedMaximumSharpe(row.var_sr, row.trials), row.printed[0]),
              distance(measuredDsr(row), row.printed[1]),
            ]),
          ),
      },
    ],
  },
  {
    file: "nist_strd.json",
    functions: "leastSquares, fitLineThroughOrigin",
    why: "15 certified digits; Longley's columns are so near to collinear (condition 5e9) that a double keeps some 10",
    checks: [
      {
        what: "Longley: coefficients, relative",
        tolerance: 5e-11,
        difference: () =>
          largest(longley.coefficients.map((value, i) => relativeDistance(longleyFit.coefficients[i]!, value))),
      },
      {
        what: "Longley: standard errors, relative",
        tolerance: 5e-12,
        difference: () =>
          largest(longley.standardErrors.map((value, i) => relativeDistance(longleyFit.standardErrors[i]!, value))),
      },
      {
        what: "Longley: deviation of the residuals and R², relative",
        tolerance: 5e-12,
        difference: () => {
          const squares = longleyFit.residualSquares;
          return largest([
            relativeDistance(Math.sqrt(squares[7]! / 9), longley.residualDeviation),
            relativeDistance(1 - squares[7]! / squares[1]!, longley.rSquared),
          ]);
        },
      },
      {
        what: "NoInt1: slope, deviation of the residuals and R², relative",
        tolerance: 5e-15,
        difference: () =>
          largest([
            relativeDistance(originFit.slope, noInt1.slope),
            relativeDistance(Math.sqrt(originFit.residualSquares / 10), noInt1.residualDeviation),
            relativeDistance(originFit.rSquared, noInt1.rSquared),
          ]),
      },
    ],
  },
];
