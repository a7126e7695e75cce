import { worstSpells, drawdownSpells } from "../../quant/drawdown-spells.js";
import { equityCurve } from "../../quant/equity-curve.js";
import { standardDeviation } from "../../quant/moments.js";
import { rollingSharpe } from "../../quant/sharpe.js";
import type { MonteCarloDocument, MonteCarloExtras } from "../montecarlo/study.js";
import { openingNav, type RunEvidence } from "../run/run-evidence.js";
import type { WalkForwardDocument } from "../walkforward/walkforward.schema.js";
import { type DailyEquity, dailyEquity } from "./daily.js";
import { type DailyFigures, dailyFigures } from "./daily-figures.js";
import { type FactorExposure, factorExposure, pairDays } from "./factors.js";
import type { MarketDay } from "./market-days.js";
import { monthlyReturns, type YearOfMonths } from "./months.js";
import { type Regime, trendRegimes, volatilityRegimes } from "./regimes.js";

/** The equal-weight universe over the days of the run. */
export interface Benchmark {
  readonly symbols: readonly string[];
  readonly days: readonly MarketDay[];
}

/** What a report is made from. */
export interface ReportSources {
  readonly evidence: RunEvidence;
  /** null where the data isn't that of the run any more, with the reason in `missing`. */
  readonly benchmark: Benchmark | null;
  readonly missing: readonly string[];
  readonly monteCarlo: (MonteCarloDocument & MonteCarloExtras) | null;
  readonly walkForward: WalkForwardDocument | null;
}

/** A drawdown by UTC days. */
export interface DatedSpell {
  readonly from: number;
  readonly trough: number;
  /** null while the last high has not been seen again. */
  readonly recovered: number | null;
  readonly depth: number;
  readonly days: number;
}

/** Everything that a report says beside what its sources say themselves. */
export interface ReportModel extends ReportSources {
  readonly daily: DailyEquity;
  readonly figures: DailyFigures;
  readonly years: readonly YearOfMonths[];
  readonly spells: readonly DatedSpell[];
  readonly factors: FactorExposure | null;
  readonly byTrend: readonly Regime[];
  readonly byVolatility: readonly Regime[];
  /** The universe bought at the opening NAV, for each day of `daily`; NaN where it has none. */
  readonly universe: ScaledUniverse;
  /** Of the 90 days up to each. */
  readonly rollingSharpe: Float64Array;
}

/** An account that holds so much of the universe, daily rebalanced, that its volatility is that of the run. */
export interface ScaledUniverse {
  /** Multiple of NAV held; NaN where it can't be known. */
  readonly weight: number;
  readonly nav: Float64Array;
}

const WORST_SPELLS = 10;
/** Days of a rolling figure. */
export const ROLLING_DAYS = 90;

/** Errors: InvariantError on a run without a bar. */
export function reportModel(sources: ReportSources): ReportModel {
  const { evidence, benchmark } = sources;
  const { run, equity } = evidence;
  const navStart = openingNav(run);
  const daily = dailyEquity(equity, { navStart, fromMs: Date.parse(run.from), toMs: Date.parse(run.to) });
  const paired = benchmark === null ? [] : pairDays(daily, benchmark.days);
  return {
    ...sources,
    daily,
    figures: dailyFigures(daily.returns),
    years: monthlyReturns(daily),
    spells: spellsOf(daily),
    factors: benchmark === null ? null : factorExposure(paired),
    byTrend: benchmark === null ? [] : trendRegimes(paired),
    byVolatility: benchmark === null ? [] : volatilityRegimes(paired),
    universe: scaledUniverse(daily, new Map(benchmark?.days.map(({ day, market }) => [day, market])), navStart),
    rollingSharpe: rollingSharpe(daily.returns, ROLLING_DAYS, 365),
  };
}

/** The curve begins a day before the first: what falls on the first day fell from the opening NAV. */
export function spellsOf({ days, returns }: Pick<DailyEquity, "days" | "returns">): readonly DatedSpell[] {
  const dayAt = (place: number): number => (place === 0 ? (days[0] ?? 0) - 1 : (days[place - 1] ?? 0));
  return worstSpells(drawdownSpells(equityCurve(returns)), WORST_SPELLS).map(({ peak, trough, recovery, depth }) => ({
    from: dayAt(peak),
    trough: dayAt(trough),
    recovered: recovery === null ? null : dayAt(recovery),
    depth,
    days: dayAt(recovery ?? days.length) - dayAt(peak),
  }));
}

/** byDay: returns of the universe. */
export function scaledUniverse(
  { days, returns }: Pick<DailyEquity, "days" | "returns">,
  byDay: ReadonlyMap<number, number>,
  navStart: number,
): ScaledUniverse {
  const market = days.map((day) => byDay.get(day) ?? Number.NaN);
  const weight = standardDeviation(returns) / standardDeviation(market.filter(Number.isFinite));
  let nav = navStart;
  return {
    weight,
    nav: Float64Array.from(market, (change) => {
      if (Number.isNaN(change)) return Number.NaN;
      nav *= 1 + weight * change;
      return nav;
    }),
  };
}
