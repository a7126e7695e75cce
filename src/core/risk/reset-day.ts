import { DAY_MS, HOUR_MS, isoUtc, MINUTE_MS } from "../lib/time.js";

/** One day of a time zone: [startMs, endMs) in UTC epoch ms. 23 or 25 hours long where the clock changes. */
interface ResetDay {
  /** YYYY-MM-DD in the zone. */
  readonly day: string;
  readonly startMs: number;
  readonly endMs: number;
}

// No zone is farther than 14 h from UTC and no day longer than 26 h.
const SEARCH_MS = 26 * HOUR_MS;

/** The day of `timeZone` (IANA name) that holds an instant. Costs a fraction of a millisecond outside UTC: ask once a day. */
export function resetDayOf(atMs: number, timeZone: string): ResetDay {
  if (timeZone === "UTC") {
    const startMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    return { day: isoUtc(startMs).slice(0, 10), startMs, endMs: startMs + DAY_MS };
  }
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const dayAt = (ms: number): string => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${parts.get("year") ?? ""}-${parts.get("month") ?? ""}-${parts.get("day") ?? ""}`;
  };
  const day = dayAt(atMs);
  return {
    day,
    startMs: firstMinute(atMs - SEARCH_MS, atMs, (ms) => dayAt(ms) >= day),
    endMs: firstMinute(atMs, atMs + SEARCH_MS, (ms) => dayAt(ms) > day),
  };
}

/** First full minute in (fromMs, toMs] from which `holds` is true; midnights fall on full minutes. */
function firstMinute(fromMs: number, toMs: number, holds: (ms: number) => boolean): number {
  let low = Math.floor(fromMs / MINUTE_MS);
  let high = Math.ceil(toMs / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle * MINUTE_MS)) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}
