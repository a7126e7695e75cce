import { known } from "../../lib/known.js";
import { totalReturn } from "../../quant/equity-curve.js";
import { interpolatedQuantile } from "../../quant/interpolated-quantile.js";
import { sharpe } from "../../quant/sharpe.js";
import { DAYS_A_YEAR, LEAST_DAYS } from "../run/metrics.js";
import type { PairedDay } from "./factors.js";

/** What a strategy made of the days of one kind of market. */
export interface Regime {
  readonly name: string;
  readonly days: number;
  /** Of all days. */
  readonly share: number;
  readonly totalReturn: number | null;
  /** Of daily returns, annualised; null under 90 days. */
  readonly sharpe: number | null;
  readonly worstDay: number | null;
  readonly meanExposure: number | null;
  /** Compounded return of the market in these days. */
  readonly marketReturn: number | null;
}

/** A market that moved by so much in 30 days has a trend. */
const TREND = 0.05;

/** By the market's return of the 30 days before each day: up above 5 %, down below −5 %, range between. */
export function trendRegimes(paired: readonly PairedDay[]): readonly Regime[] {
  return [
    regime("market up", paired, ({ market }) => market.past > TREND),
    regime("range", paired, ({ market }) => Math.abs(market.past) <= TREND),
    regime("market down", paired, ({ market }) => market.past < -TREND),
  ];
}

/** By the market's volatility of the 30 days before each day: thirds of the run's own days. */
export function volatilityRegimes(paired: readonly PairedDay[]): readonly Regime[] {
  const levels = Float64Array.from(paired, ({ market }) => market.pastVolatility);
  const [low, high] = [interpolatedQuantile(levels, 1 / 3), interpolatedQuantile(levels, 2 / 3)];
  return [
    regime("quiet", paired, ({ market }) => market.pastVolatility <= low),
    regime("normal", paired, ({ market }) => market.pastVolatility > low && market.pastVolatility <= high),
    regime("rough", paired, ({ market }) => market.pastVolatility > high),
  ];
}

function regime(name: string, paired: readonly PairedDay[], belongs: (day: PairedDay) => boolean): Regime {
  const days = paired.filter(belongs);
  const returns = Float64Array.from(days, ({ value }) => value);
  const some = (value: number): number | null => (days.length > 0 ? known(value) : null);
  const meanExposure = days.reduce((sum, { exposure }) => sum + exposure, 0) / days.length;
  return {
    name,
    days: days.length,
    share: paired.length === 0 ? 0 : days.length / paired.length,
    totalReturn: some(totalReturn(returns)),
    sharpe: days.length >= LEAST_DAYS ? some(sharpe(returns, DAYS_A_YEAR)) : null,
    worstDay: some(Math.min(...returns)),
    meanExposure: some(meanExposure),
    marketReturn: some(totalReturn(Float64Array.from(days, ({ market }) => market.market))),
  };
}
