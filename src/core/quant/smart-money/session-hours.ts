import { DAY_MS, MINUTE_MS } from "../../lib/time.js";

/** A stretch of every day, UTC; one whose end isn't after its start runs over midnight. */
export interface SessionHours {
  readonly startMinute: number;
  readonly endMinute: number;
}

const hours = (start: number, end: number): SessionHours => ({ startMinute: start * 60, endMinute: end * 60 });

/** The trading sessions that the reference library knows, in UTC the year round. */
export const SESSION_HOURS = {
  sydney: hours(21, 6),
  tokyo: hours(0, 9),
  london: hours(7, 16),
  new_york: hours(13, 22),
  asian_kill_zone: hours(0, 4),
  london_open_kill_zone: hours(6, 9),
  new_york_kill_zone: hours(11, 14),
  london_close_kill_zone: hours(14, 16),
} as const satisfies Record<string, SessionHours>;

/** Whole minutes since midnight, UTC. */
export function minuteOfDay(atMs: number): number {
  const intoDayMs = atMs - Math.floor(atMs / DAY_MS) * DAY_MS;
  return Math.floor(intoDayMs / MINUTE_MS);
}
