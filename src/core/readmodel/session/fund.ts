import { annualVolatility, cagr } from "../../quant/annualised.js";
import { aggregateReturns } from "../../quant/aggregate-returns.js";
import { correlationMatrix } from "../../quant/correlation.js";
import { drawdowns } from "../../quant/drawdown.js";
import { drawdownSpells, worstSpells } from "../../quant/drawdown-spells.js";
import { rollingSharpe, sharpe } from "../../quant/sharpe.js";
import { sortino } from "../../quant/sortino.js";
import { known } from "../../lib/known.js";
import { DAY_MS } from "../../lib/time.js";
import type { RandView } from "../rand.js";
import type { DayClose, NavDays } from "./nav-days.js";
import type { StrategyBook } from "./strategy-books.js";

const DAYS_A_YEAR = 365;
/** Under this nothing is annualised. */
export const LEAST_DAYS = 90;
export const ROLLING_DAYS = 90;
const SHORT_ROLLING_DAYS = 30;
/** Days of which correlations are taken, and the least that are needed. */
const CORRELATION_DAYS = 90;
const LEAST_CORRELATION_DAYS = 20;
const MOST_FALLS = 10;

/** One UTC day of the fund. */
export interface FundDay {
  readonly day: number;
  readonly navUsd: number;
  /** Growth of one unit since the first NAV, without what came in or left. */
  readonly unit: number;
  /** Fraction below the highest close so far. */
  readonly drawdown: number;
  /** Over the last 90 days; null where there are fewer. */
  readonly sharpe90: number | null;
  /** Over the last 30 days. */
  readonly sharpe30: number | null;
}

export interface FundMonths {
  readonly year: number;
  /** January first; null without a day. Fractions. */
  readonly months: readonly (number | null)[];
  readonly yearReturn: number | null;
}

/** From a highest close down and back to it; days since 1970. */
export interface FundFall {
  readonly depth: number;
  readonly peakDay: number;
  readonly troughDay: number;
  /** Null where it goes on. */
  readonly recoveryDay: number | null;
}

/** What an investor sees. Fractions; a figure that can't be known is null. */
export interface FundView extends FundSeries {
  /** Beside the figures in USD. */
  readonly rand: RandView;
}

interface FundSeries {
  readonly currency: "USD";
  readonly navStartUsd: number | null;
  readonly navUsd: number | null;
  /** Multiples of the NAV; net is long less short. */
  readonly exposure: Exposure;
  readonly unit: number | null;
  readonly since: number | null;
  readonly days: readonly FundDay[];
  readonly returns: {
    readonly day: number | null;
    readonly week: number | null;
    readonly month: number | null;
    readonly quarter: number | null;
    readonly yearToDate: number | null;
    readonly year: number | null;
    readonly total: number | null;
  };
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly worst: FundFall | null;
  /** The deepest first, a bounded number of them. */
  readonly falls: readonly FundFall[];
  readonly months: readonly FundMonths[];
  readonly contribution: readonly {
    readonly strategy: string;
    readonly pnlUsd: number;
    readonly share: number | null;
  }[];
  /** Funding and what no order explains; null before the first NAV. */
  readonly otherUsd: number | null;
  readonly correlation: {
    readonly days: number;
    readonly strategies: readonly string[];
    readonly matrix: readonly (readonly (number | null)[])[];
  };
}

interface Exposure {
  readonly long: number;
  readonly short: number;
  readonly gross: number | null;
  readonly net: number | null;
}

/** What the books say of now, beside the series. */
interface FundNow {
  readonly navUsd: number | null;
  readonly unrealizedUsd: number | null;
  /** Unrealised profit by strategy. */
  readonly open: ReadonlyMap<string, number>;
  readonly exposure: Exposure;
}

export function fundView(nav: NavDays, books: readonly StrategyBook[], now: FundNow): FundSeries {
  const closes = nav.closes;
  const start = nav.first?.navUsd ?? null;
  const usable = start !== null && start > 0 && closes.every(({ navUsd, unit }) => navUsd > 0 && unit > 0);
  const days = usable ? fundDays(closes) : [];
  const returns = dailyReturns(days);
  const falls = fallsOf(days);
  const annual = (value: number): number | null => (returns.length >= LEAST_DAYS ? known(value) : null);
  return {
    currency: "USD",
    navStartUsd: start,
    navUsd: now.navUsd,
    exposure: now.exposure,
    unit: days.at(-1)?.unit ?? null,
    since: nav.first?.atMs ?? null,
    days,
    returns: spans(days),
    cagr: annual(cagr(returns, DAYS_A_YEAR)),
    volatility: annual(annualVolatility(returns, DAYS_A_YEAR)),
    sharpe: annual(sharpe(returns, DAYS_A_YEAR)),
    sortino: annual(sortino(returns, DAYS_A_YEAR)),
    worst: falls[0] ?? null,
    falls,
    months: monthsOf(days, returns),
    ...contributions(books, now, { start, flowsUsd: nav.flowsUsd }),
    correlation: correlations(books, days),
  };
}

function dailyReturns(days: readonly Pick<DayClose, "unit">[]): Float64Array {
  return Float64Array.from(days, ({ unit }, i) => unit / (i === 0 ? 1 : (days[i - 1]?.unit ?? Number.NaN)) - 1);
}

function fundDays(closes: readonly DayClose[]): readonly FundDay[] {
  const units = Float64Array.from(closes, ({ unit }) => unit);
  const falls = drawdowns(Float64Array.of(1, ...units)).subarray(1);
  const returns = dailyReturns(closes);
  const sharpes = rollingSharpe(returns, ROLLING_DAYS, DAYS_A_YEAR);
  const shortSharpes = rollingSharpe(returns, SHORT_ROLLING_DAYS, DAYS_A_YEAR);
  return closes.map((close, i) => ({
    ...close,
    drawdown: falls[i] ?? 0,
    sharpe90: known(sharpes[i] ?? Number.NaN),
    sharpe30: known(shortSharpes[i] ?? Number.NaN),
  }));
}

/** Return since the last close at or before a day; null where the series is younger. */
function since(days: readonly FundDay[], day: number): number | null {
  const last = days.at(-1);
  const base = days.findLast((candidate) => candidate.day <= day);
  return last === undefined || base === undefined || base === last ? null : last.unit / base.unit - 1;
}

function spans(days: readonly FundDay[]): FundView["returns"] {
  const last = days.at(-1);
  if (last === undefined) {
    return { day: null, week: null, month: null, quarter: null, yearToDate: null, year: null, total: null };
  }
  const newYear = Math.floor(Date.UTC(new Date(last.day * DAY_MS).getUTCFullYear(), 0, 1) / DAY_MS);
  const fromNewYear = since(days, newYear - 1);
  return {
    day: since(days, last.day - 1),
    week: since(days, last.day - 7),
    month: since(days, last.day - 30),
    quarter: since(days, last.day - 90),
    // A fund that began this year counts from its start.
    yearToDate: fromNewYear ?? ((days[0]?.day ?? 0) >= newYear ? last.unit - 1 : null),
    year: since(days, last.day - DAYS_A_YEAR),
    total: last.unit - 1,
  };
}

function fallsOf(days: readonly FundDay[]): readonly FundFall[] {
  if (days.length === 0) return [];
  const dayAt = (index: number): number => days[index]?.day ?? Number.NaN;
  const spells = worstSpells(drawdownSpells(Float64Array.from(days, ({ unit }) => unit)), MOST_FALLS);
  return spells.map(({ depth, peak, trough, recovery }) => ({
    depth,
    peakDay: dayAt(peak),
    troughDay: dayAt(trough),
    recoveryDay: recovery === null ? null : dayAt(recovery),
  }));
}

function monthsOf(days: readonly FundDay[], returns: Float64Array): readonly FundMonths[] {
  const times = Float64Array.from(days, ({ day }) => day * DAY_MS);
  const months = aggregateReturns(returns, times, "month");
  const years = aggregateReturns(returns, times, "year");
  return Array.from(years.periods, (year, index) => ({
    year,
    months: Array.from({ length: 12 }, (_, month) => {
      const at = months.periods.indexOf(year * 12 + month);
      return at === -1 ? null : known(months.returns[at] ?? Number.NaN);
    }),
    yearReturn: known(years.returns[index] ?? Number.NaN),
  }));
}

function contributions(
  books: readonly StrategyBook[],
  { navUsd, unrealizedUsd, open }: FundNow,
  { start, flowsUsd }: { readonly start: number | null; readonly flowsUsd: number },
): Pick<FundView, "contribution" | "otherUsd"> {
  const contribution = books.map(({ strategy, realizedUsd }) => {
    const pnlUsd = realizedUsd + (open.get(strategy) ?? 0);
    return { strategy, pnlUsd, share: start === null ? null : known(pnlUsd / start) };
  });
  const explained = books.reduce((sum, { realizedUsd }) => sum + realizedUsd, unrealizedUsd ?? Number.NaN);
  const otherUsd = navUsd === null || start === null ? null : known(navUsd - start - flowsUsd - explained);
  return { contribution, otherUsd };
}

/** Of daily results over the NAV before: only days after the first of them. */
function correlations(books: readonly StrategyBook[], days: readonly FundDay[]): FundView["correlation"] {
  const window = days.slice(-CORRELATION_DAYS);
  const strategies = books.map(({ strategy }) => strategy);
  const columns = books.map((book) =>
    Float64Array.from(window, ({ day, navUsd }) => (book.byDay.get(day) ?? 0) / navUsd),
  );
  const enough = window.length >= LEAST_CORRELATION_DAYS;
  const matrix = correlationMatrix(columns).map((row) => Array.from(row, (value) => (enough ? known(value) : null)));
  return { days: window.length, strategies, matrix };
}
