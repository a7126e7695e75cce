import { known } from "../../lib/known.js";
import { DAY_MS } from "../../lib/time.js";
import { cagr, calmar } from "../../quant/annualised.js";
import { totalReturn } from "../../quant/equity-curve.js";
import { rollingSharpe } from "../../quant/sharpe.js";
import { tradeFigures } from "../../quant/trade-figures.js";
import { randAmounts } from "../../readmodel/rand.js";
import { type DailyEquity, dailyEquity } from "../report/daily.js";
import { type DailyFigures, dailyFigures } from "../report/daily-figures.js";
import { monthlyReturns, type YearOfMonths } from "../report/months.js";
import {
  type DatedSpell,
  ROLLING_DAYS,
  type ScaledUniverse,
  scaledUniverse,
  spellsOf,
} from "../report/report-model.js";
import { DAYS_A_YEAR, LEAST_DAYS, tellable } from "../run/metrics.js";
import { roundTrips } from "../run/run-metrics.js";
import { type AgainstUniverse, againstUniverse, rollingBeta, rollingVolatility } from "./against.js";
import { type Attribution, attribution } from "./attribution.js";
import type { TearSheetSource } from "./source.js";

/** Returns of calendar spans that end with the last day; null where the books are younger. */
export interface SpanReturns {
  readonly monthToDate: number | null;
  readonly yearToDate: number | null;
  readonly oneYear: number | null;
  readonly bestMonth: number | null;
  readonly worstMonth: number | null;
}

/** Round trips; the figures are null under 30 of them. */
export interface SheetTrades {
  readonly trades: number;
  readonly winRate: number | null;
  readonly payoff: number | null;
  readonly profitFactor: number | null;
  readonly kelly: number | null;
}

/** All figures of a tear sheet; null is unknown. Returns are those of a unit: deposits and withdrawals are none. */
export interface TearSheetModel {
  readonly source: TearSheetSource;
  /** Of a unit that was worth 1 at the start. */
  readonly daily: DailyEquity;
  readonly unit: Float64Array;
  /** Mean of each day; null where it was not recorded. */
  readonly netExposure: Float64Array | null;
  readonly figures: DailyFigures;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly calmar: number | null;
  readonly spans: SpanReturns;
  readonly years: readonly YearOfMonths[];
  readonly spells: readonly DatedSpell[];
  readonly trades: SheetTrades;
  /** Share of the points at which something was held. */
  readonly exposureTime: number | null;
  readonly turnover: number | null;
  readonly against: AgainstUniverse | null;
  readonly universe: ScaledUniverse;
  readonly rolling: { readonly sharpe: Float64Array; readonly volatility: Float64Array; readonly beta: Float64Array };
  readonly attribution: Attribution;
}

/** Formulas: docs/METRICS.md. Errors: InvariantError on books without a point. */
export function tearSheetModel(source: TearSheetSource): TearSheetModel {
  const { points, fromMs, toMs } = source;
  const unit = unitValues(source);
  const byDays = (exposure: Float64Array): DailyEquity =>
    dailyEquity({ atMs: points.atMs, nav: unit, exposure }, { navStart: 1, fromMs, toMs });
  const daily = byDays(points.gross);
  const { returns } = daily;
  const byDay = source.universe?.byDay ?? new Map<number, number>();
  const annual = (value: number): number | null => (returns.length >= LEAST_DAYS ? known(value) : null);
  const years = monthlyReturns(daily);
  return {
    ...{ source, daily, unit, years },
    netExposure: points.net === null ? null : byDays(points.net).exposure,
    figures: dailyFigures(returns),
    totalReturn: known((unit.at(-1) ?? Number.NaN) - 1),
    cagr: annual(cagr(returns, DAYS_A_YEAR)),
    calmar: annual(calmar(returns, DAYS_A_YEAR)),
    spans: spanReturns(daily, years),
    spells: spellsOf(daily),
    trades: sheetTrades(source),
    exposureTime: known(points.gross.filter((gross) => gross > 0).length / points.gross.length),
    turnover: source.costs.turnover ?? annual(turnover(source)),
    against: source.universe === null ? null : againstUniverse(daily, byDay),
    universe: scaledUniverse(daily, byDay, 1),
    rolling: {
      sharpe: rollingSharpe(returns, ROLLING_DAYS, DAYS_A_YEAR),
      volatility: rollingVolatility(returns, ROLLING_DAYS),
      beta: rollingBeta(daily, byDay, ROLLING_DAYS),
    },
    attribution: attribution(source, daily, byDay),
  };
}

/** What of the books is told in other currencies. */
export function worthOf({ source, unit }: Pick<TearSheetModel, "source" | "unit">): ReturnType<typeof randAmounts> {
  return randAmounts(decimalText(source.points.nav.at(-1)), unit.at(-1) ?? null);
}

function decimalText(value: number | undefined): string | null {
  return value === undefined || !Number.isFinite(value) ? null : value.toFixed(8);
}

/** Value of a unit at each point: NAV without what was paid in or out, compounded. */
function unitValues({ points: { nav, flows }, navStart }: TearSheetSource): Float64Array {
  let value = 1;
  return nav.map((now, at) => {
    value *= (now - (flows[at] ?? 0)) / (nav[at - 1] ?? navStart);
    return value;
  });
}

function spanReturns({ days, returns }: DailyEquity, years: readonly YearOfMonths[]): SpanReturns {
  const last = days.at(-1) ?? 0;
  const monthStart = Math.floor(Date.parse(`${dayText(last).slice(0, 7)}-01T00:00:00Z`) / DAY_MS);
  const yearStart = Math.floor(Date.parse(`${dayText(last).slice(0, 4)}-01-01T00:00:00Z`) / DAY_MS);
  const first = days[0] ?? Infinity;
  const since = (start: number): number | null =>
    first <= start ? known(totalReturn(returns.filter((_, at) => (days[at] ?? 0) >= start))) : null;
  const months = years.flatMap(({ months: of }) => of.filter((value) => value !== null));
  return {
    // A session that began within the month has made all it has made in it.
    monthToDate: since(monthStart) ?? known(totalReturn(returns)),
    yearToDate: since(yearStart) ?? known(totalReturn(returns)),
    oneYear: since(last - DAYS_A_YEAR + 1),
    bestMonth: months.length === 0 ? null : known(Math.max(...months)),
    worstMonth: months.length === 0 ? null : known(Math.min(...months)),
  };
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString();
}

function sheetTrades({ trades, fromMs, toMs }: TearSheetSource): SheetTrades {
  const { ofTrades } = tellable(toMs - fromMs, roundTrips(trades).length);
  const figures = tradeFigures(Float64Array.from(roundTrips(trades)));
  return {
    trades: figures.trades,
    winRate: ofTrades(figures.winRate),
    payoff: ofTrades(figures.payoff),
    profitFactor: ofTrades(figures.profitFactor),
    kelly: ofTrades(figures.kelly),
  };
}

/** Notional of all fills over the mean NAV, a year. */
function turnover({ costs, points, fromMs, toMs }: TearSheetSource): number {
  const meanNav = points.nav.reduce((sum, nav) => sum + nav, 0) / points.nav.length;
  return ((costs.tradedUsd ?? Number.NaN) / meanNav) * ((DAYS_A_YEAR * DAY_MS) / (toMs - fromMs));
}
