import { DAY_MS } from "../../lib/time.js";
import type { EquityColumns } from "../run/run-evidence.js";

/** An account by UTC days. */
export interface DailyEquity {
  /** Days since 1970-01-01; rising, not always without a hole. */
  readonly days: readonly number[];
  /** NAV at the end of each. */
  readonly nav: Float64Array;
  /** Against the day before, of the first against the opening NAV. */
  readonly returns: Float64Array;
  /** Mean Σ |notional| / NAV of the day's bars. */
  readonly exposure: Float64Array;
  /** False for the first and the last where the run has not all of them. */
  readonly whole: readonly boolean[];
}

/** A close at midnight counts for the day that ends. */
export function dayNumber(closeMs: number): number {
  return Math.floor((closeMs - 1) / DAY_MS);
}

/** Shape: equity with a bar or more; fromMs, toMs: span of the run. */
export function dailyEquity(
  { atMs, nav, exposure }: Pick<EquityColumns, "atMs" | "nav" | "exposure">,
  { navStart, fromMs, toMs }: { readonly navStart: number; readonly fromMs: number; readonly toMs: number },
): DailyEquity {
  const days: number[] = [];
  const closes: number[] = [];
  const sums: number[] = [];
  const bars: number[] = [];
  atMs.forEach((closeMs, row) => {
    const number = dayNumber(closeMs);
    if (number !== days.at(-1)) {
      days.push(number);
      closes.push(Number.NaN);
      sums.push(0);
      bars.push(0);
    }
    const last = days.length - 1;
    closes[last] = nav[row] ?? Number.NaN;
    sums[last] = (sums[last] ?? 0) + (exposure[row] ?? Number.NaN);
    bars[last] = (bars[last] ?? 0) + 1;
  });
  const whole = (number: number): boolean => number * DAY_MS >= fromMs && (number + 1) * DAY_MS <= toMs;
  return {
    days,
    nav: Float64Array.from(closes),
    returns: Float64Array.from(closes, (close, at) => close / (closes[at - 1] ?? navStart) - 1),
    exposure: Float64Array.from(sums, (sum, at) => sum / (bars[at] ?? Number.NaN)),
    whole: days.map(whole),
  };
}
