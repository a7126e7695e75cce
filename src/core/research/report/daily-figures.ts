import { known } from "../../lib/known.js";
import { annualVolatility } from "../../quant/annualised.js";
import { averageDrawdown, drawdownSpells, longestDrawdownBars } from "../../quant/drawdown-spells.js";
import { maxDrawdown, ulcerIndex } from "../../quant/drawdown.js";
import { equityCurve, totalReturn } from "../../quant/equity-curve.js";
import { gainToPain, omega } from "../../quant/omega.js";
import { kurtosis, skewness } from "../../quant/shape.js";
import { probabilisticSharpe, sharpeSample, sharpeStandardError } from "../../quant/sharpe-inference.js";
import { sortino } from "../../quant/sortino.js";
import { DAYS_A_YEAR, LEAST_DAYS } from "../run/metrics.js";
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from "../../quant/tails.js";

/** Figures of daily returns by UTC closes; a year has 365 days. null is unknown. */
export interface DailyFigures {
  readonly days: number;
  readonly sharpe: number | null;
  /** Of the Sharpe ratio: ± 1.96 standard errors (Mertens 2002). */
  readonly sharpeInterval: readonly [number, number] | null;
  /** Probability that the true ratio is above 0. */
  readonly probabilisticSharpe: number | null;
  readonly sortino: number | null;
  readonly volatility: number | null;
  readonly omega: number | null;
  readonly gainToPain: number | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly valueAtRisk95: number | null;
  readonly conditionalValueAtRisk95: number | null;
  readonly tailRatio: number | null;
  readonly bestDay: number | null;
  readonly worstDay: number | null;
  readonly winningDays: number | null;
  readonly maxDrawdown: number | null;
  readonly averageDrawdown: number | null;
  readonly longestDrawdownDays: number | null;
  readonly ulcerIndex: number | null;
  /** Total return over max drawdown. */
  readonly recoveryFactor: number | null;
}

const LEAST_FOR_TAILS = 30;

/** Formulas: docs/METRICS.md. Annualised figures are null under 90 days, those of the tails under 30. */
export function dailyFigures(returns: Float64Array): DailyFigures {
  const some = (least: number, value: () => number): number | null => {
    return known(returns.length >= least ? value() : Number.NaN);
  };
  const annual = (value: () => number): number | null => some(LEAST_DAYS, value);
  const tail = (value: () => number): number | null => some(LEAST_FOR_TAILS, value);
  const curve = equityCurve(returns);
  const spells = drawdownSpells(curve);
  const sample = sharpeSample(returns);
  const ratio = annual(() => sample.sharpe * Math.sqrt(DAYS_A_YEAR));
  const margin = annual(() => 1.96 * sharpeStandardError(sample) * Math.sqrt(DAYS_A_YEAR));
  return {
    days: returns.length,
    sharpe: ratio,
    sharpeInterval: ratio === null || margin === null ? null : [ratio - margin, ratio + margin],
    probabilisticSharpe: annual(() => probabilisticSharpe(sample, 0)),
    sortino: annual(() => sortino(returns, DAYS_A_YEAR)),
    volatility: annual(() => annualVolatility(returns, DAYS_A_YEAR)),
    omega: annual(() => omega(returns)),
    gainToPain: annual(() => gainToPain(returns)),
    skewness: tail(() => skewness(returns)),
    kurtosis: tail(() => kurtosis(returns)),
    valueAtRisk95: tail(() => valueAtRisk(returns, 0.05)),
    conditionalValueAtRisk95: tail(() => conditionalValueAtRisk(returns, 0.05)),
    tailRatio: tail(() => tailRatio(returns)),
    bestDay: some(1, () => Math.max(...returns)),
    worstDay: some(1, () => Math.min(...returns)),
    winningDays: some(1, () => returns.filter((value) => value > 0).length / returns.length),
    maxDrawdown: some(1, () => maxDrawdown(curve)),
    averageDrawdown: some(1, () => averageDrawdown(spells)),
    longestDrawdownDays: some(1, () => longestDrawdownBars(spells)),
    ulcerIndex: some(1, () => ulcerIndex(curve)),
    recoveryFactor: some(LEAST_DAYS, () => totalReturn(returns) / maxDrawdown(curve)),
  };
}
