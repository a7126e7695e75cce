import { DAY_MS } from "../lib/time.js";

export type CalendarPeriod = "week" | "month" | "quarter" | "year";

/**
 * Number of the UTC calendar period an instant lies in; the next period has the next number. Weeks begin on Monday
 * (ISO 8601).
 *
 * Units:   epoch milliseconds in.
 */
export function calendarPeriod(atMs: number, period: CalendarPeriod): number {
  const day = Math.floor(atMs / DAY_MS);
  // 1970-01-01 was a Thursday.
  if (period === "week") return Math.floor((day + 3) / 7);
  const { year, month } = monthOf(day);
  if (period === "month") return year * 12 + month;
  return period === "quarter" ? year * 4 + Math.floor(month / 3) : year;
}

/**
 * Gregorian year and month (0 is January) of a day counted from 1970-01-01. Years begin in March here, so that the
 * leap day is their last one and months have a formula (Hinnant, "chrono-compatible low-level date algorithms").
 */
function monthOf(day: number): { year: number; month: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = (Math.floor((5 * dayOfYear + 2) / 153) + 2) % 12;
  return { year: yearOfEra + era * 400 + (month < 2 ? 1 : 0), month };
}
