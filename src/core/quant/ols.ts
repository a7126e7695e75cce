import { invariant } from "../lib/invariant.js";
import { isMovement } from "./moments.js";
import { pairSums } from "./pair-sums.js";

/** A straight line through pairs: y ≈ intercept + slope × x. */
export interface LineFit {
  readonly intercept: number;
  readonly slope: number;
  /** Share of the squares of y that the line explains. */
  readonly rSquared: number;
  /** Σ (y − line)². */
  readonly residualSquares: number;
}

/**
 * Ordinary least squares of one regressor with a constant: slope = Sxy / Sxx of centred sums; residuals are summed in
 * a pass of their own, so that those of a nearly perfect line keep their digits.
 *
 * Shape:   x, y of the same length n ≥ 2; all NaN when shorter or where x never moves. R² is NaN where y never moves.
 * Errors:  InvariantError if the lengths differ.
 * Source:  docs/METRICS.md#ols
 */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): LineFit {
  const { meanX, meanY, sxx, sxy, syy } = pairSums(x, y);
  const slope = x.length >= 2 && isMovement(sxx / x.length, meanX) ? sxy / sxx : Number.NaN;
  let residualSquares = 0;
  for (let i = 0; i < x.length; i++) {
    residualSquares += ((y[i] ?? Number.NaN) - meanY - slope * ((x[i] ?? Number.NaN) - meanX)) ** 2;
  }
  return {
    intercept: meanY - slope * meanX,
    slope,
    rSquared: isMovement(syy / y.length, meanY) ? 1 - residualSquares / syy : Number.NaN,
    residualSquares: x.length >= 2 ? residualSquares : Number.NaN,
  };
}

/**
 * The same through the origin: slope = Σxy / Σx². R² is of the uncentred squares, 1 − Σ(y − line)² / Σy².
 *
 * Shape:   as {@link fitLine}, n ≥ 1; slope NaN where x is all 0, R² where y is.
 * Errors:  InvariantError if the lengths differ.
 */
export function fitLineThroughOrigin(x: ArrayLike<number>, y: ArrayLike<number>): LineFit {
  invariant(x.length === y.length, "a regression needs as many x as y");
  let [xx, xy, yy, residualSquares] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [atX, atY] = [x[i] ?? Number.NaN, y[i] ?? Number.NaN];
    xx += atX * atX;
    xy += atX * atY;
    yy += atY * atY;
  }
  const slope = xy / xx;
  for (let i = 0; i < x.length; i++) residualSquares += ((y[i] ?? Number.NaN) - slope * (x[i] ?? Number.NaN)) ** 2;
  return { intercept: 0, slope, rSquared: 1 - residualSquares / yy, residualSquares };
}

/** y − line, one for each pair. */
export function residualsOf(
  { intercept, slope }: Pick<LineFit, "intercept" | "slope">,
  x: Float64Array,
  y: Float64Array,
): Float64Array {
  invariant(x.length === y.length, "residuals need as many x as y");
  return y.map((value, i) => value - intercept - slope * (x[i] ?? Number.NaN));
}
