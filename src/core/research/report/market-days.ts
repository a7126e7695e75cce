import type { BarSeries } from "../../ports/bar-store.js";
import { mean, standardDeviation } from "../../quant/moments.js";
import { dayNumber } from "./daily.js";

/** Days that a trend looks back, and that volatility is taken over. */
export const LOOK_BACK_DAYS = 30;

/** The market of one day: an equal weight in every symbol that has it and the day before. */
export interface MarketDay {
  readonly day: number;
  /** Mean return of the symbols. */
  readonly market: number;
  /** Mean over the symbols of the return of a day, in the direction of the 30 days before it. */
  readonly trend: number;
  /** |market| less its mean over the 30 days before: how much more than lately it moved. */
  readonly surprise: number;
  /** Compounded market return of the 30 days before. */
  readonly past: number;
  /** Standard deviation of the market's daily returns over the 30 days before. */
  readonly pastVolatility: number;
}

/**
 * Days of an equal-weight universe, with what was known before each began; the first 30 days of the data only serve those behind
 * them. Days on which no symbol has a close are left out.
 */
export function marketDays(series: readonly BarSeries[]): readonly MarketDay[] {
  const closes = series.map(dailyCloses);
  const numbers = [...new Set(closes.flatMap((of) => [...of.keys()]))].sort((a, b) => a - b);
  const market: number[] = [];
  const days: MarketDay[] = [];
  for (const number of numbers) {
    const returns = closes.map((of) => changeOver(of, number, 1));
    const present = returns.filter(Number.isFinite);
    if (present.length === 0) continue;
    const before = market.slice(-LOOK_BACK_DAYS);
    const today = mean(present);
    if (before.length === LOOK_BACK_DAYS) {
      const followed = closes.map((of, at) => {
        const past = changeOver(of, number - 1, LOOK_BACK_DAYS);
        return Math.sign(past) * (returns[at] ?? Number.NaN);
      });
      days.push({
        day: number,
        market: today,
        trend: mean(followed.filter(Number.isFinite)),
        surprise: Math.abs(today) - mean(before.map(Math.abs)),
        past: before.reduce((growth, value) => growth * (1 + value), 1) - 1,
        pastVolatility: standardDeviation(before),
      });
    }
    market.push(today);
  }
  return days;
}

/**
 * Mean return of all symbols that have a day and the day before it, by days since 1970-01-01.
 *
 * closes: last close of each day, one map a symbol.
 */
export function universeReturns(closes: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const numbers = [...new Set(closes.flatMap((of) => [...of.keys()]))].sort((a, b) => a - b);
  const returns = new Map<number, number>();
  for (const number of numbers) {
    const present = closes.map((of) => changeOver(of, number, 1)).filter(Number.isFinite);
    if (present.length > 0) returns.set(number, mean(present));
  }
  return returns;
}

/** Last close of each UTC day. */
function dailyCloses({ openTimeMs, barMs, close }: BarSeries): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  openTimeMs.forEach((openMs, row) => days.set(dayNumber(openMs + barMs), close[row] ?? Number.NaN));
  return days;
}

function changeOver(closes: ReadonlyMap<number, number>, to: number, days: number): number {
  return (closes.get(to) ?? Number.NaN) / (closes.get(to - days) ?? Number.NaN) - 1;
}
