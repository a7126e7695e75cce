import { invariant } from "../lib/invariant.js";
import { calendarPeriod } from "./calendar.js";
import type { CalendarPeriod } from "./calendar.js";

/** Returns of calendar periods; only periods that have a bar. */
export interface PeriodReturns {
  /** Number of each period, as `calendarPeriod` counts them. */
  readonly periods: Int32Array;
  readonly returns: Float64Array;
}

/**
 * Compounds returns of bars to those of UTC weeks, months, quarters or years. The first and last are as partial as
 * the bars are.
 *
 * Shape:   returns: Float64Array[m], timesMs: Float64Array[m], never falling: the instant by which a bar's return
 *          counts, its close (less 1 ms where a close at midnight shall count for the day that ends).
 * Errors:  InvariantError if the lengths differ or times fall.
 * Source:  docs/METRICS.md#returns
 */
export function aggregateReturns(returns: Float64Array, timesMs: Float64Array, period: CalendarPeriod): PeriodReturns {
  invariant(returns.length === timesMs.length, "returns need as many times");
  const periods: number[] = [];
  const growth: number[] = [];
  returns.forEach((value, i) => {
    const current = calendarPeriod(timesMs[i] ?? Number.NaN, period);
    const last = periods.at(-1) ?? Number.NEGATIVE_INFINITY;
    invariant(current >= last, "times of returns never fall");
    if (current > last) {
      periods.push(current);
      growth.push(1);
    }
    growth.push((growth.pop() ?? 1) * (1 + value));
  });
  return { periods: Int32Array.from(periods), returns: Float64Array.from(growth, (product) => product - 1) };
}
