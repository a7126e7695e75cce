import { invariant } from "../../lib/invariant.js";
import { DAY_MS } from "../../lib/time.js";

/** A calendar period in UTC: a span that divides the day, a week from Monday, or a month. */
export type Period = { readonly spanMs: number } | "week" | "month";

/** The first Monday after the epoch, which was a Thursday. */
const MONDAY_MS = 4 * DAY_MS;

/**
 * When the period around an instant began.
 *
 * Units:   epoch milliseconds in and out.
 * Errors:  InvariantError if a span doesn't divide the day.
 */
export function periodStartMs(atMs: number, period: Period): number {
  if (period === "week") return MONDAY_MS + Math.floor((atMs - MONDAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS;
  if (period === "month") return monthStartMs(atMs);
  invariant(DAY_MS % period.spanMs === 0, `${period.spanMs} ms don't divide a day`);
  return Math.floor(atMs / period.spanMs) * period.spanMs;
}

/**
 * First instant of a month, by the calendar of 400 years that starts on 1 March, where leap days come last.
 *
 * Source:  H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days
 */
function monthStartMs(atMs: number): number {
  const day = Math.floor(atMs / DAY_MS);
  const sinceMarchOfYear0 = day + 719_468;
  const dayOfEra = sinceMarchOfYear0 - Math.floor(sinceMarchOfYear0 / 146_097) * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5);
  return (day - dayOfMonth) * DAY_MS;
}

/** When the period that began then ends: the start of the next. */
export function periodEndMs(startMs: number, period: Period): number {
  if (period === "week") return startMs + 7 * DAY_MS;
  if (period === "month") return monthStartMs(startMs + 31 * DAY_MS);
  return startMs + period.spanMs;
}
