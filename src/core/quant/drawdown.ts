import { invariant } from "../lib/invariant.js";

/** Drawdown as a fold. */
export interface DrawdownState {
  /** Highest value so far; 0 before the first. */
  peak: number;
  deepest: number;
}

export function createDrawdown(): DrawdownState {
  return { peak: 0, deepest: 0 };
}

/**
 * Takes one value and returns the drawdown at it. Bit-equal to {@link drawdowns}.
 *
 * Errors:  InvariantError if the value is not finite, or the first is not > 0.
 */
export function nextDrawdown(state: DrawdownState, value: number): number {
  invariant(Number.isFinite(value) && Math.max(state.peak, value) > 0, "an equity curve is finite and starts above 0");
  state.peak = Math.max(state.peak, value);
  const drawdown = 1 - value / state.peak;
  state.deepest = Math.max(state.deepest, drawdown);
  return drawdown;
}

/**
 * Loss from the highest value so far, at each bar.
 *
 * Shape:   equity: Float64Array[n], account value at bar close, the first > 0; out: Float64Array[n], no NaN.
 * Units:   quote currency in; a fraction of the peak out (0.25 is a 25 % loss), 0 at a peak, above 1 in debt.
 * Errors:  InvariantError if a value is not finite, or the first is not > 0.
 * Source:  docs/METRICS.md#drawdown-family
 */
export function drawdowns(equity: Float64Array): Float64Array {
  const state = createDrawdown();
  return equity.map((value) => nextDrawdown(state, value));
}

/**
 * Largest peak-to-trough loss of an equity curve. Shape, units and errors as {@link drawdowns}; 0 of no bars.
 *
 * Source:  docs/METRICS.md#drawdown-family
 */
export function maxDrawdown(equity: Float64Array): number {
  const state = createDrawdown();
  for (const value of equity) nextDrawdown(state, value);
  return state.deepest;
}

/**
 * The largest drawdown within each window of n bars, its first value being the first peak. O(m × n).
 *
 * Shape:   equity: Float64Array[m], n ≥ 1; out: Float64Array[m], the first n − 1 are NaN.
 * Errors:  InvariantError if a value is not finite, or the first of a window is not > 0.
 */
export function rollingMaxDrawdown(equity: Float64Array, period: number): Float64Array {
  return equity.map((_, i) => (i >= period - 1 ? maxDrawdown(equity.subarray(i - period + 1, i + 1)) : Number.NaN));
}

/**
 * Ulcer index (Martin 1987): root mean square of the drawdowns of all bars. Long shallow falls count like short deep
 * ones.
 *
 * Shape:   as {@link drawdowns}; NaN of no bars.
 * Units:   a fraction.
 * Source:  docs/METRICS.md#drawdown-family
 */
export function ulcerIndex(equity: Float64Array): number {
  const squares = drawdowns(equity).reduce((sum, drawdown) => sum + drawdown * drawdown, 0);
  return Math.sqrt(squares / equity.length);
}
