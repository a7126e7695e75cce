import { DAY_MS, HOUR_MS } from "../../../lib/time.js";

export interface CandleInterval {
  readonly name: string;
  readonly lengthMs: number;
  /** Candles open at whole multiples of the length from here on. */
  readonly anchorMs: number;
}

/** 5 January 1970 was the first Monday: weeks of the venue start on Mondays, 00:00 UTC. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * What hourly bars can be put together to. Shorter intervals and months are refused with -1120: the record does not
 * hold the former, and nobody trades the latter.
 */
const INTERVALS: readonly CandleInterval[] = [
  ...[1, 2, 4, 6, 8, 12].map((hours) => ({ name: `${hours}h`, lengthMs: hours * HOUR_MS, anchorMs: 0 })),
  { name: "1d", lengthMs: DAY_MS, anchorMs: 0 },
  { name: "3d", lengthMs: 3 * DAY_MS, anchorMs: 0 },
  { name: "1w", lengthMs: 7 * DAY_MS, anchorMs: FIRST_MONDAY_MS },
];

export function candleInterval(name: string): CandleInterval | null {
  return INTERVALS.find((interval) => interval.name === name) ?? null;
}

export function openOf({ lengthMs, anchorMs }: CandleInterval, atMs: number): number {
  return Math.floor((atMs - anchorMs) / lengthMs) * lengthMs + anchorMs;
}
