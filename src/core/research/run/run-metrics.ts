import { known } from "../../lib/known.js";
import type { ClosedTrade } from "../../domain/portfolio.js";
import { FOREIGN_STRATEGY } from "../../domain/position.js";
import { toNumber } from "../../lib/decimal.js";
import { grouped } from "../../lib/grouped.js";
import { annualVolatility, cagr } from "../../quant/annualised.js";
import { maxDrawdown } from "../../quant/drawdown.js";
import { mean, sum } from "../../quant/moments.js";
import { sharpe } from "../../quant/sharpe.js";
import { sortino } from "../../quant/sortino.js";
import { type Metrics, tellable, turnoverOf, YEAR_MS } from "./metrics.js";
import type { RunRecord } from "./run-recorder.js";

/** Figures of `hedge.backtest/1`. */
export type RunMetrics = Metrics<string>;

interface Span {
  readonly navStart: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly barMs: number;
  readonly fees: string;
  readonly funding: string;
}

/** Returns from bar to bar, the first against the opening NAV. */
export function barReturns(nav: ArrayLike<number>, navStart: number): Float64Array {
  return Float64Array.from(nav, (value, i) => value / (nav[i - 1] ?? navStart) - 1);
}

/** Formulas: docs/METRICS.md#backtests. */
export function runMetrics(record: RunRecord, span: Span): RunMetrics {
  const { nav, exposure } = record.equity;
  const returns = barReturns(nav, span.navStart);
  const barsPerYear = YEAR_MS / span.barMs;
  const spanMs = span.toMs - span.fromMs;
  const trips = roundTrips(record.trades);
  const { annual, ofTrades } = tellable(spanMs, trips.length);
  const gains = sum(trips.filter((profit) => profit > 0));
  const losses = -sum(trips.filter((profit) => profit < 0));
  const growth = cagr(returns, barsPerYear);
  const deepest = maxDrawdown(Float64Array.from([span.navStart, ...nav]));
  return {
    totalReturn: known((nav.at(-1) ?? Number.NaN) / span.navStart - 1),
    cagr: annual(growth),
    sharpe: annual(sharpe(returns, barsPerYear)),
    sortino: annual(sortino(returns, barsPerYear)),
    calmar: annual(growth / deepest),
    maxDrawdown: known(deepest),
    volatility: annual(annualVolatility(returns, barsPerYear)),
    trades: trips.length,
    winRate: ofTrades(trips.filter((profit) => profit > 0).length / trips.length),
    profitFactor: ofTrades(gains / losses),
    turnover: annual(turnoverOf(record.tradedUsd, span.navStart, spanMs)),
    exposure: known(mean(exposure)),
    fees: span.fees,
    funding: span.funding,
  };
}

/** Profit of each round trip after fees and funding; the legs of a pair are one. */
export function roundTrips(trades: readonly TradeMoney[]): readonly number[] {
  const trips = [...grouped(trades, tripOf).values()];
  return trips.map((legs) => legs.reduce((total, leg) => total + profitOf(leg), 0));
}

/** What of a trade its profit is reckoned from. */
export type TradeMoney = Pick<ClosedTrade, "intentId" | "groupId" | "strategy" | "realizedPnl" | "fees" | "funding">;

/** Name of the round trip that a trade is, or is a leg of. */
export function tripOf({ strategy, intentId, groupId }: TradeMoney): string {
  return strategy === FOREIGN_STRATEGY ? intentId : groupId;
}

/** After fees and funding. */
export function profitOf({ realizedPnl, fees, funding }: TradeMoney): number {
  return toNumber(realizedPnl) - toNumber(fees) + toNumber(funding);
}
