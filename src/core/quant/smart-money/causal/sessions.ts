import { DAY_MS, MINUTE_MS } from "../../../lib/time.js";
import { minuteOfDay } from "../session-hours.js";
import type { SessionHours } from "../session-hours.js";
import type { TimedBar } from "./previous-high-low.js";

/** A session as a fold: when the one of the last bar began, and its extremes so far. */
export interface SessionState {
  startMs: number | null;
  high: number;
  low: number;
}

/** High and low of the session under way; NaN outside of it. */
export interface SessionReading {
  readonly active: boolean;
  readonly high: number;
  readonly low: number;
}

export function createSession(): SessionState {
  return { startMs: null, high: 0, low: 0 };
}

/**
 * Takes one bar, later than those before it. A bar is in the session if it opens in it: at its first minute or later, and
 * before its end. Every session starts afresh.
 *
 * Source:  docs/SMART_MONEY.md#sessions
 */
export function nextSession(
  state: SessionState,
  bar: TimedBar,
  { startMinute, endMinute }: SessionHours,
): SessionReading {
  const dayMinutes = DAY_MS / MINUTE_MS;
  const spanMinutes = (endMinute - startMinute + dayMinutes) % dayMinutes;
  const intoMinutes = (minuteOfDay(bar.openTimeMs) - startMinute + dayMinutes) % dayMinutes;
  const active = intoMinutes < (spanMinutes === 0 ? dayMinutes : spanMinutes);
  if (!active) {
    state.startMs = null;
    return { active, high: Number.NaN, low: Number.NaN };
  }
  const startMs = (Math.floor(bar.openTimeMs / MINUTE_MS) - intoMinutes) * MINUTE_MS;
  const goesOn = state.startMs === startMs;
  state.startMs = startMs;
  state.high = goesOn ? Math.max(state.high, bar.high) : bar.high;
  state.low = goesOn ? Math.min(state.low, bar.low) : bar.low;
  return { active, high: state.high, low: state.low };
}
