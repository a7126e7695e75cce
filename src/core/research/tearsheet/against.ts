import { known } from "../../lib/known.js";
import { annualVolatility } from "../../quant/annualised.js";
import { alpha, informationRatio } from "../../quant/benchmark.js";
import { correlation } from "../../quant/correlation.js";
import { beta } from "../../quant/moments.js";
import type { DailyEquity } from "../report/daily.js";
import { DAYS_A_YEAR } from "../run/metrics.js";

/** Daily returns held against the universe. All unknown under 60 days that both have. */
export interface AgainstUniverse {
  readonly days: number;
  /** A year, not compounded. */
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly rSquared: number | null;
  readonly informationRatio: number | null;
}

const LEAST_PAIRS = 60;

type Days = Pick<DailyEquity, "days" | "returns">;

/** Source: docs/METRICS.md#against-a-benchmark. */
export function againstUniverse(daily: Days, byDay: ReadonlyMap<number, number>): AgainstUniverse {
  const market = marketOf(daily, byDay);
  const both = (values: Float64Array): Float64Array => values.filter((_, at) => Number.isFinite(market[at]));
  const [ours, theirs] = [both(daily.returns), both(market)];
  const some = (value: number): number | null => (ours.length >= LEAST_PAIRS ? known(value) : null);
  return {
    days: ours.length,
    alpha: some(alpha(ours, theirs, DAYS_A_YEAR)),
    beta: some(beta(ours, theirs)),
    rSquared: some(correlation(ours, theirs) ** 2),
    informationRatio: some(informationRatio(ours, theirs, DAYS_A_YEAR)),
  };
}

/** Annualised, of the days up to each; NaN in the warm-up. */
export function rollingVolatility(returns: Float64Array, period: number): Float64Array {
  return rolling(returns.length, period, (from, to) => annualVolatility(returns.subarray(from, to), DAYS_A_YEAR));
}

/** To the universe, of the days up to each; NaN where one of them has no universe. */
export function rollingBeta(daily: Days, byDay: ReadonlyMap<number, number>, period: number): Float64Array {
  const market = marketOf(daily, byDay);
  return rolling(market.length, period, (from, to) =>
    beta(daily.returns.subarray(from, to), market.subarray(from, to)),
  );
}

/** Return of the universe on each day; NaN where it has none. */
function marketOf({ days }: Days, byDay: ReadonlyMap<number, number>): Float64Array {
  return Float64Array.from(days, (day) => byDay.get(day) ?? Number.NaN);
}

function rolling(length: number, period: number, of: (from: number, to: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, at) => (at >= period - 1 ? of(at - period + 1, at + 1) : Number.NaN));
}
