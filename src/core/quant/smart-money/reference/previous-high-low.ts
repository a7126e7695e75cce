import { DAY_MS } from "../../../lib/time.js";
import type { HighLowCloseColumns } from "../../true-range.js";
import { blankColumn, valueAt } from "../columns.js";
import { periodEndMs, periodStartMs } from "../periods.js";
import type { Period } from "../periods.js";

/** Extremes of an earlier period at each bar; NaN before there is one. */
export interface PreviousColumns {
  readonly previousHigh: Float64Array;
  readonly previousLow: Float64Array;
  /** 1 from the first bar that went beyond, for as long as the same earlier period is looked at. */
  readonly brokenHigh: Uint8Array;
  readonly brokenLow: Uint8Array;
}

interface PeriodBars {
  readonly startMs: number;
  readonly labelMs: number;
  high: number;
  low: number;
}

/**
 * High and low of the period before, as the reference library finds them: the last but one of the periods labelled before
 * the bar opens. A span is labelled with its start, so the first bar of a period still sees the last but two; a week is
 * labelled with its Sunday and a month with its last day, so all bars before that day see one period too old. Periods
 * without bars don't count. Single precision.
 *
 * Shape:   columns of m bars, openTimeMs ascending; each out: m values.
 * Units:   openTimeMs in epoch milliseconds, UTC.
 * Source:  docs/SMART_MONEY.md#previous-high-and-low
 */
export function referencePrevious(
  openTimeMs: Float64Array,
  { high, low }: Pick<HighLowCloseColumns, "high" | "low">,
  period: Period,
): PreviousColumns {
  const periods = gatherPeriods(openTimeMs, { high, low }, period);
  const length = openTimeMs.length;
  const out: PreviousColumns = {
    previousHigh: blankColumn(length),
    previousLow: blankColumn(length),
    brokenHigh: new Uint8Array(length),
    brokenLow: new Uint8Array(length),
  };
  let labelledBefore = 0;
  let extremes = { high: -Infinity, low: Infinity };
  for (let i = 0; i < length; i++) {
    const before = labelledBefore;
    while ((periods[labelledBefore]?.labelMs ?? Infinity) < valueAt(openTimeMs, i)) labelledBefore += 1;
    if (labelledBefore !== before) extremes = { high: -Infinity, low: Infinity };
    extremes.high = Math.max(extremes.high, valueAt(high, i));
    extremes.low = Math.min(extremes.low, valueAt(low, i));
    const previous = periods[labelledBefore - 2];
    if (previous === undefined) continue;
    out.previousHigh[i] = Math.fround(previous.high);
    out.previousLow[i] = Math.fround(previous.low);
    out.brokenHigh[i] = extremes.high > valueAt(out.previousHigh, i) ? 1 : 0;
    out.brokenLow[i] = extremes.low < valueAt(out.previousLow, i) ? 1 : 0;
  }
  return out;
}

function gatherPeriods(
  openTimeMs: Float64Array,
  { high, low }: Pick<HighLowCloseColumns, "high" | "low">,
  period: Period,
): PeriodBars[] {
  const periods: PeriodBars[] = [];
  openTimeMs.forEach((atMs, i) => {
    const startMs = periodStartMs(atMs, period);
    const last = periods.at(-1);
    if (last?.startMs === startMs) {
      last.high = Math.max(last.high, valueAt(high, i));
      last.low = Math.min(last.low, valueAt(low, i));
      return;
    }
    const labelMs = typeof period === "string" ? periodEndMs(startMs, period) - DAY_MS : startMs;
    periods.push({ startMs, labelMs, high: valueAt(high, i), low: valueAt(low, i) });
  });
  return periods;
}
