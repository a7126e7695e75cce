import { invariant } from "../lib/invariant.js";
import { isMovement, mean } from "./moments.js";

/** Means of n pairs, and their sums of squares and products about them. */
export interface PairSums {
  readonly meanX: number;
  readonly meanY: number;
  readonly sxx: number;
  readonly sxy: number;
  readonly syy: number;
}

/**
 * Two passes, so that a large mean costs no digits.
 *
 * Errors:  InvariantError if the lengths differ.
 */
export function pairSums(x: ArrayLike<number>, y: ArrayLike<number>): PairSums {
  invariant(x.length === y.length, "sums of pairs need as many x as y");
  const meanX = mean(x);
  const meanY = mean(y);
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] ?? Number.NaN) - meanX;
    const dy = (y[i] ?? Number.NaN) - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  return { meanX, meanY, sxx, sxy, syy };
}

/** Sums of n pairs with one more (Welford 1962). */
export function including({ meanX, meanY, sxx, sxy, syy }: PairSums, x: number, y: number, n: number): PairSums {
  const [dx, dy] = [x - meanX, y - meanY];
  const next = { meanX: meanX + dx / n, meanY: meanY + dy / n };
  return {
    ...next,
    sxx: sxx + dx * (x - next.meanX),
    sxy: sxy + dx * (y - next.meanY),
    syy: syy + dy * (y - next.meanY),
  };
}

/** Sums of the n pairs that are left when one goes. */
export function without({ meanX, meanY, sxx, sxy, syy }: PairSums, x: number, y: number, n: number): PairSums {
  const [dx, dy] = [x - meanX, y - meanY];
  const next = { meanX: meanX - dx / n, meanY: meanY - dy / n };
  return {
    ...next,
    sxx: sxx - dx * (x - next.meanX),
    sxy: sxy - dx * (y - next.meanY),
    syy: syy - dy * (y - next.meanY),
  };
}

/** Pearson's correlation of n pairs by their sums, never beyond ±1; NaN where one side doesn't move. */
export function correlationOf({ meanX, meanY, sxx, sxy, syy }: PairSums, n: number): number {
  const bothMove = isMovement(sxx / n, meanX) && isMovement(syy / n, meanY);
  // Math.max and Math.min keep NaN. Roots apart: the product of two small sums can underflow.
  return bothMove ? Math.max(-1, Math.min(1, sxy / (Math.sqrt(sxx) * Math.sqrt(syy)))) : Number.NaN;
}
