import { TIMEFRAMES, timeframeMs } from "../../../domain/data-series.js";
import { DAY_MS, HOUR_MS } from "../../../lib/time.js";

export interface CandleInterval {
  readonly name: string;
  /** Of a month: the shortest one. */
  readonly lengthMs: number;
  /** Candles open at whole multiples of the length from here on; null for months of the calendar. */
  readonly anchorMs: number | null;
}

/** 5 January 1970 was the first Monday: weeks of the venue start on Mondays, 00:00 UTC. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Every interval of the venue's futures; `1s` is refused with -1120, as there. */
const INTERVALS: readonly CandleInterval[] = [
  ...TIMEFRAMES.map((name) => ({ name, lengthMs: timeframeMs(name), anchorMs: 0 })),
  { name: "3d", lengthMs: 3 * DAY_MS, anchorMs: 0 },
  { name: "1w", lengthMs: 7 * DAY_MS, anchorMs: FIRST_MONDAY_MS },
  { name: "1M", lengthMs: 28 * DAY_MS, anchorMs: null },
];

export function candleInterval(name: string): CandleInterval | null {
  return INTERVALS.find((interval) => interval.name === name) ?? null;
}

/** Shorter than the recorded bars: cut out of the path that the market takes through them. */
export function isWithinBar({ lengthMs }: CandleInterval): boolean {
  return lengthMs < HOUR_MS;
}

/** When the candle opened that holds this instant. */
export function openOf({ lengthMs, anchorMs }: CandleInterval, atMs: number): number {
  if (anchorMs !== null) return Math.floor((atMs - anchorMs) / lengthMs) * lengthMs + anchorMs;
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** The opening so many candles later (earlier: < 0) than the candle that opens at `openMs`. */
export function openingAfter({ lengthMs, anchorMs }: CandleInterval, openMs: number, count: number): number {
  if (anchorMs !== null) return openMs + count * lengthMs;
  const date = new Date(openMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count);
}
