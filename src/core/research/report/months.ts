import { DAY_MS } from "../../lib/time.js";
import { aggregateReturns } from "../../quant/aggregate-returns.js";
import type { DailyEquity } from "./daily.js";

/** Returns of one calendar year; months before the first and after the last are null. */
export interface YearOfMonths {
  readonly year: number;
  readonly months: readonly (number | null)[];
  readonly total: number;
}

/** Monthly returns by year, UTC; the first and the last month are as partial as the run. */
export function monthlyReturns({ days, returns }: Pick<DailyEquity, "days" | "returns">): readonly YearOfMonths[] {
  const times = Float64Array.from(days, (day) => day * DAY_MS);
  const byMonth = aggregateReturns(returns, times, "month");
  const byYear = aggregateReturns(returns, times, "year");
  const months = new Map(Array.from(byMonth.periods, (period, at) => [period, byMonth.returns[at] ?? Number.NaN]));
  return Array.from(byYear.periods, (year, at) => ({
    year,
    months: Array.from({ length: 12 }, (_, month) => months.get(year * 12 + month) ?? null),
    total: byYear.returns[at] ?? Number.NaN,
  }));
}
