import { dickeyFuller } from "./dickey-fuller.js";
import type { DickeyFullerOptions } from "./dickey-fuller.js";
import { mackinnonCritical, mackinnonP } from "./mackinnon.js";
import type { CriticalValues } from "./mackinnon.js";
import { fitLine, residualsOf } from "./ols.js";
import type { LineFit } from "./ols.js";

export interface EngleGranger {
  /** First step: y on x with a constant; its slope is the hedge ratio. */
  readonly line: LineFit;
  /** What the line leaves: the spread. */
  readonly spread: Float64Array;
  /** Second step: t of the Dickey-Fuller regression of the spread. */
  readonly statistic: number;
  readonly pValue: number;
  readonly critical: CriticalValues;
  readonly lags: number;
}

/** A spread below this share of y is the rounding of a perfect line, of which nothing can be tested. */
const ROUNDING = 1e-12;

/**
 * Test of Engle and Granger (1987) that x and y are cointegrated: the residuals of y on x have no unit root. Not the
 * same with x and y exchanged. p is MacKinnon's for two series, larger than that of a plain Dickey-Fuller test of
 * the spread, because the line was chosen to make it look stationary.
 *
 * Shape:   x, y of the same length n. Statistic and p are NaN where {@link dickeyFuller} has none, and where y is
 *          the line of x but for rounding: a filter p ≤ limit then fails closed.
 * Errors:  InvariantError if lengths differ or lags are no whole number ≥ 0.
 * Source:  docs/METRICS.md#engle-granger
 */
export function engleGranger(x: Float64Array, y: Float64Array, lags: DickeyFullerOptions["lags"]): EngleGranger {
  const line = fitLine(x, y);
  const spread = residualsOf(line, x, y);
  const test = dickeyFuller(spread, { trend: "none", lags });
  const level = y.reduce((sum, value) => sum + value * value, 0);
  const testable = line.residualSquares > ROUNDING ** 2 * level;
  const statistic = testable ? test.statistic : Number.NaN;
  return {
    line,
    spread,
    statistic,
    pValue: mackinnonP(statistic, "constant", 2),
    // One observation less than the pairs, as Stata's egranger and statsmodels.
    critical: mackinnonCritical("constant", 2, y.length - 1),
    lags: test.lags,
  };
}
