import { invariant } from "../lib/invariant.js";
import { leastSquares, residualSquaresOf } from "./least-squares.js";
import { mackinnonCritical, mackinnonP } from "./mackinnon.js";
import type { CriticalValues } from "./mackinnon.js";
import type { Trend } from "./mackinnon-tables.js";
import { isMovement, mean } from "./moments.js";

export interface DickeyFullerOptions {
  readonly trend: Trend;
  /**
   * Exactly so many lagged differences, or the number up to `maxLags`, and up to half of the values, with the
   * lowest AIC; null is Schwert's bound.
   */
  readonly lags: { readonly fixed: number } | { readonly maxLags: number | null };
}

export interface DickeyFuller {
  /** t of the lagged level; the further below 0, the less of a unit root. */
  readonly statistic: number;
  readonly pValue: number;
  readonly critical: CriticalValues;
  readonly lags: number;
  /** Differences that the regression had. */
  readonly observations: number;
}

/**
 * Augmented Dickey-Fuller test (Said and Dickey 1984): regression of Δy on y before, lagged Δy and the trend; the t of
 * the level is judged by MacKinnon's distributions. Lags by AIC are compared over the same observations, as statsmodels.
 *
 * Shape:   values: Float64Array[n]; statistic and p are NaN where they don't move, hold a NaN, or the differences left
 *          are no more than the regressors.
 * Errors:  InvariantError if a number of lags is no whole number ≥ 0.
 * Source:  docs/METRICS.md#adf
 */
export function dickeyFuller(values: Float64Array, { trend, lags }: DickeyFullerOptions): DickeyFuller {
  const asked = "fixed" in lags ? lags.fixed : (lags.maxLags ?? schwertLags(values.length, trend));
  invariant(Number.isInteger(asked) && asked >= 0, "lags of a Dickey-Fuller test are a whole number, 0 or more");
  const used = "fixed" in lags ? asked : lagsByAic(values, trend, Math.min(asked, roomForLags(values.length, trend)));
  const regression = levelRegression(values, trend, used);
  const fit = regression === null ? null : leastSquares(regression.columns, regression.changes);
  const observations = values.length - 1 - used;
  const level = TREND_COLUMNS[trend];
  const statistic =
    fit === null ? Number.NaN : (fit.coefficients[level] ?? Number.NaN) / (fit.standardErrors[level] ?? Number.NaN);
  return {
    statistic,
    pValue: mackinnonP(statistic, trend, 1),
    critical: mackinnonCritical(trend, 1, observations),
    lags: used,
    observations,
  };
}

/** Schwert's (1989) 12 × (n / 100)^¼, rounded up, as far as there is room. */
export function schwertLags(count: number, trend: Trend): number {
  return Math.min(roomForLags(count, trend), Math.ceil(12 * (count / 100) ** 0.25));
}

/** Lags that leave half of the values to the regression. */
function roomForLags(count: number, trend: Trend): number {
  return Math.max(0, Math.floor(count / 2) - TREND_COLUMNS[trend] - 1);
}

const TREND_COLUMNS: Readonly<Record<Trend, number>> = { none: 0, constant: 1, "constant+trend": 2 };

/** AIC = n ln(Σ residual² / n) + 2k, constants left out; the fewest lags where two are equal. */
function lagsByAic(values: Float64Array, trend: Trend, maxLags: number): number {
  const regression = levelRegression(values, trend, maxLags);
  if (regression === null) return 0;
  const residualSquares = residualSquaresOf(regression.columns, regression.changes);
  const observations = values.length - 1 - maxLags;
  let best = { lags: 0, aic: Number.POSITIVE_INFINITY };
  for (let lags = 0; lags <= maxLags; lags++) {
    const regressors = TREND_COLUMNS[trend] + 1 + lags;
    const squares = residualSquares[regressors] ?? Number.NaN;
    const aic = observations * Math.log(squares / observations) + 2 * regressors;
    if (aic < best.aic) best = { lags, aic };
  }
  return best.lags;
}

interface Regression {
  /** Constant, trend, level before, and lagged Δy, in this order. */
  readonly columns: readonly Float64Array[];
  /** Δy. */
  readonly changes: Float64Array;
}

/** What Δy is regressed on; null without enough observations or movement. */
function levelRegression(values: Float64Array, trend: Trend, lags: number): Regression | null {
  const count = values.length - 1 - lags;
  if (count <= TREND_COLUMNS[trend] + 1 + lags || !moves(values)) return null;
  const all = new Float64Array(values.length - 1);
  for (let i = 0; i < all.length; i++) all[i] = (values[i + 1] ?? Number.NaN) - (values[i] ?? Number.NaN);
  const columns: Float64Array[] = [];
  if (trend !== "none") columns.push(new Float64Array(count).fill(1));
  if (trend === "constant+trend") columns.push(new Float64Array(count).map((_, i) => i + 1));
  columns.push(values.subarray(lags, lags + count));
  for (let lag = 1; lag <= lags; lag++) columns.push(all.subarray(lags - lag, lags - lag + count));
  return { columns, changes: all.subarray(lags, lags + count) };
}

function moves(values: Float64Array): boolean {
  const average = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - average) ** 2;
  return isMovement(squares / values.length, average);
}
