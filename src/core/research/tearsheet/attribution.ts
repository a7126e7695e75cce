import { grouped } from "../../lib/grouped.js";
import { known } from "../../lib/known.js";
import { correlationMatrix } from "../../quant/correlation.js";
import { type DailyEquity, dayNumber } from "../report/daily.js";
import { roundTrips } from "../run/run-metrics.js";
import type { TearSheetSource } from "./source.js";

/** What one strategy added. */
export interface StrategyShare {
  readonly name: string;
  /** Quote currency, after fees and funding. */
  readonly profit: number | null;
  /** Σ of its daily profits over the NAV before each day: what the fund would have made with it alone. */
  readonly contribution: number | null;
  readonly trades: number;
}

export interface Attribution {
  readonly strategies: readonly StrategyShare[];
  /** What no strategy made: funding of positions nobody opened, charges and rebates of the venue. Quote currency. */
  readonly unattributed: number | null;
  /** Of daily contributions and the universe's returns; null under 30 days or where one never moves. */
  readonly correlation: { readonly names: readonly string[]; readonly rows: readonly (readonly (number | null)[])[] };
}

const LEAST_DAYS = 30;
const UNIVERSE = "universe";

/** Strategies by what they added, the most first. */
export function attribution(
  source: TearSheetSource,
  daily: Pick<DailyEquity, "days">,
  byDay: ReadonlyMap<number, number>,
): Attribution {
  const { points, navStart, strategies, trades } = source;
  const ends = dayEnds(points.atMs);
  const byStrategy = grouped(trades, ({ strategy }) => strategy);
  const daysOf = strategies.map(({ name, profit }) => ({
    name,
    profit: profit.at(-1) ?? Number.NaN,
    daily: contributions(ends, profit, points.nav, navStart),
    trades: roundTrips(byStrategy.get(name) ?? []).length,
  }));
  const shares = daysOf.map(({ name, profit, daily: of, trades: count }) => ({
    name,
    profit: known(profit),
    contribution: known(of.reduce((sum, value) => sum + value, 0)),
    trades: count,
  }));
  const made = (points.nav.at(-1) ?? Number.NaN) - navStart - points.flows.reduce((sum, flow) => sum + flow, 0);
  const universe = Float64Array.from(daily.days, (day) => byDay.get(day) ?? Number.NaN);
  const columns = [
    ...daysOf.map((one) => ({ name: one.name, values: one.daily })),
    { name: UNIVERSE, values: universe },
  ];
  return {
    strategies: shares.sort((a, b) => (b.profit ?? -Infinity) - (a.profit ?? -Infinity)),
    // Sums of doubles differ by less than this.
    unattributed: known(Math.round((made - daysOf.reduce((sum, { profit }) => sum + profit, 0)) * 1e6) / 1e6),
    correlation: {
      names: columns.map(({ name }) => name),
      rows: correlations(columns.map(({ values }) => values)),
    },
  };
}

/** Rows of the last point of each day. */
function dayEnds(atMs: Float64Array): readonly number[] {
  const ends: number[] = [];
  atMs.forEach((at, row) => {
    const next = atMs[row + 1];
    if (next === undefined || dayNumber(next) !== dayNumber(at)) ends.push(row);
  });
  return ends;
}

function contributions(
  ends: readonly number[],
  profit: Float64Array,
  nav: Float64Array,
  navStart: number,
): Float64Array {
  return Float64Array.from(ends, (row, at) => {
    const before = ends[at - 1];
    const made = (profit[row] ?? Number.NaN) - (before === undefined ? 0 : (profit[before] ?? Number.NaN));
    return made / (before === undefined ? navStart : (nav[before] ?? Number.NaN));
  });
}

/** Over the days that all have. */
function correlations(columns: readonly Float64Array[]): readonly (readonly (number | null)[])[] {
  const isWhole = (_: number, at: number): boolean => columns.every((column) => Number.isFinite(column[at]));
  const whole = columns.map((column) => column.filter(isWhole));
  const enough = (whole[0]?.length ?? 0) >= LEAST_DAYS;
  return correlationMatrix(whole).map((row) => Array.from(row, (value) => (enough ? known(value) : null)));
}
