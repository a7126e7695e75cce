import { isMovement, mean } from "./moments.js";
import { correlationOf, including, pairSums, without } from "./pair-sums.js";
import type { PairSums } from "./pair-sums.js";

/** Rolling OLS as a fold: a ring of pairs and their centred sums, which a bar changes in O(1). */
export interface RollingLineState {
  seen: number;
  readonly xs: number[];
  readonly ys: number[];
  /** Means when the sums were last taken afresh; all but the rings is relative to them, so levels cost no digits. */
  originX: number;
  originY: number;
  sums: PairSums;
  /** Largest sums of squares since then: what subtraction has left of them measures the digits lost. */
  peakXX: number;
  peakYY: number;
}

export interface RollingLineReading {
  readonly slope: number;
  readonly intercept: number;
  readonly rSquared: number;
  readonly residualDeviation: number;
  readonly correlation: number;
  /**
   * How often larger the sums of squares were since they were last taken afresh, at least 1: the factor by which
   * rounding is magnified. Never above {@link MAX_CANCELLATION}.
   */
  readonly cancellation: number;
}

/** Beyond this the sums are taken afresh at once; else once in each full turn of the ring. */
export const MAX_CANCELLATION = 1_000;

export function createRollingLine(): RollingLineState {
  const sums = { meanX: 0, meanY: 0, sxx: 0, sxy: 0, syy: 0 };
  return { seen: 0, xs: [], ys: [], originX: 0, originY: 0, sums, peakXX: 0, peakYY: 0 };
}

/**
 * Takes one pair and reads the line of the last `period`; all NaN before there are so many.
 *
 * Against `rollingLine`: slope within 1e-9 × √(Syy/Sxx), R² and correlation within 1e-9, deviation of the
 * residuals within 1e-9 of that of y when squared (property-tested).
 */
export function nextRollingLine(
  state: RollingLineState,
  pair: { readonly x: number; readonly y: number },
  period: number,
): RollingLineReading {
  const slot = state.seen % period;
  const [leavingX, leavingY] = [state.xs[slot], state.ys[slot]];
  state.xs[slot] = pair.x;
  state.ys[slot] = pair.y;
  state.seen += 1;
  if (leavingX !== undefined && leavingY !== undefined) {
    state.sums = without(state.sums, leavingX - state.originX, leavingY - state.originY, period - 1);
  }
  const n = Math.min(state.seen, period);
  state.sums = including(state.sums, pair.x - state.originX, pair.y - state.originY, n);
  state.peakXX = Math.max(state.peakXX, state.sums.sxx);
  state.peakYY = Math.max(state.peakYY, state.sums.syy);
  const sound = cancellationOf(state) <= MAX_CANCELLATION;
  if (slot === period - 1 || !sound) sumAfresh(state);
  return readRollingLine(state, period);
}

/** The newest line; all NaN while warming up, while the ring holds a NaN, and where x doesn't move. */
export function readRollingLine(state: RollingLineState, period: number): RollingLineReading {
  if (state.seen < period) return WARMING_UP;
  const absolute = { ...state.sums, meanX: state.sums.meanX + state.originX, meanY: state.sums.meanY + state.originY };
  const { meanX, meanY, sxx, sxy, syy } = absolute;
  const slope = isMovement(sxx / period, meanX) ? sxy / sxx : Number.NaN;
  // Below 0 only by rounding, where the line goes through every pair. Math.max keeps NaN.
  const residualSquares = Math.max(0, syy - slope * sxy);
  return {
    slope,
    intercept: meanY - slope * meanX,
    rSquared: isMovement(syy / period, meanY) ? 1 - residualSquares / syy : Number.NaN,
    residualDeviation: Math.sqrt(residualSquares / period),
    correlation: correlationOf(absolute, period),
    cancellation: cancellationOf(state),
  };
}

const WARMING_UP: RollingLineReading = {
  slope: Number.NaN,
  intercept: Number.NaN,
  rSquared: Number.NaN,
  residualDeviation: Number.NaN,
  correlation: Number.NaN,
  cancellation: Number.NaN,
};

/** 1 where nothing has moved; NaN, which is not sound, with a NaN in the ring. */
function cancellationOf({ sums, peakXX, peakYY }: RollingLineState): number {
  // Subtraction can leave less than nothing.
  const share = (peak: number, now: number): number =>
    peak === 0 ? 1 : now <= 0 ? Number.POSITIVE_INFINITY : peak / now;
  return Math.max(share(peakXX, sums.sxx), share(peakYY, sums.syy));
}

function sumAfresh(state: RollingLineState): void {
  state.originX = mean(state.xs);
  state.originY = mean(state.ys);
  // The mean was rounded: what is left of it, once it is taken off, counts where the values lie close together.
  state.sums = pairSums(
    state.xs.map((value) => value - state.originX),
    state.ys.map((value) => value - state.originY),
  );
  state.peakXX = state.sums.sxx;
  state.peakYY = state.sums.syy;
}
