import type { HighLowCloseColumns } from "../../true-range.js";
import { valueAt } from "../columns.js";
import { minuteOfDay } from "../session-hours.js";
import type { SessionHours } from "../session-hours.js";

/** Whether each bar is in the session, and its high and low so far; 0 outside. */
export interface SessionColumns {
  readonly active: Uint8Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * A session's bars with its high and low so far, as the reference library finds them: a bar that opens at the closing
 * minute is still in it, and extremes run on from the bar before, even over a gap in the data. Single precision.
 *
 * Shape:   columns of m bars; each out: m values.
 * Units:   openTimeMs in epoch milliseconds, UTC.
 * Source:  docs/SMART_MONEY.md#sessions
 */
export function referenceSession(
  openTimeMs: Float64Array,
  columns: Pick<HighLowCloseColumns, "high" | "low">,
  { startMinute, endMinute }: SessionHours,
): SessionColumns {
  const active = Uint8Array.from(openTimeMs, (atMs) => {
    const minute = minuteOfDay(atMs);
    const overMidnight = startMinute >= endMinute;
    const inside = overMidnight
      ? minute >= startMinute || minute <= endMinute
      : minute >= startMinute && minute <= endMinute;
    return inside ? 1 : 0;
  });
  const high = new Float64Array(active.length);
  const low = new Float64Array(active.length);
  active.forEach((isActive, i) => {
    if (isActive === 0) return;
    const goesOn = i > 0 && active[i - 1] === 1;
    high[i] = Math.fround(Math.max(valueAt(columns.high, i), goesOn ? valueAt(high, i - 1) : 0));
    low[i] = Math.fround(Math.min(valueAt(columns.low, i), goesOn ? valueAt(low, i - 1) : Infinity));
  });
  return { active, high, low };
}
