import { periodStartMs } from "../periods.js";
import type { Period } from "../periods.js";

/** A bar with the time it opened, epoch milliseconds UTC. */
export interface TimedBar {
  readonly openTimeMs: number;
  readonly high: number;
  readonly low: number;
}

interface PriceExtremes {
  high: number;
  low: number;
}

/** Extremes of the period before as a fold. */
export interface PreviousState {
  startMs: number | null;
  previous: PriceExtremes | null;
  current: PriceExtremes | null;
}

/** High and low of the last complete period that had bars; NaN before there is one. */
export interface PreviousHighLow {
  readonly high: number;
  readonly low: number;
  /** The period under way has gone beyond. */
  readonly brokenHigh: boolean;
  readonly brokenLow: boolean;
}

export function createPrevious(): PreviousState {
  return { startMs: null, previous: null, current: null };
}

/**
 * Takes one bar, later than those before it.
 *
 * Source:  docs/SMART_MONEY.md#previous-high-and-low
 */
export function nextPrevious(state: PreviousState, bar: TimedBar, period: Period): PreviousHighLow {
  const startMs = periodStartMs(bar.openTimeMs, period);
  if (state.startMs !== startMs || state.current === null) {
    state.previous = state.current;
    state.current = { high: bar.high, low: bar.low };
    state.startMs = startMs;
  }
  const { previous, current } = state;
  current.high = Math.max(current.high, bar.high);
  current.low = Math.min(current.low, bar.low);
  if (previous === null) return { high: Number.NaN, low: Number.NaN, brokenHigh: false, brokenLow: false };
  const broken = { brokenHigh: current.high > previous.high, brokenLow: current.low < previous.low };
  return { high: previous.high, low: previous.low, ...broken };
}
