/** What round trips say of a way to trade; NaN where a figure isn't defined. */
export interface TradeFigures {
  readonly trades: number;
  /** Share that made something. */
  readonly winRate: number;
  /** Mean profit of those that won over mean loss of the others. */
  readonly payoff: number;
  readonly profitFactor: number;
  /** Share of the stake that would have grown fastest. */
  readonly kelly: number;
}

/**
 * Figures of the profits of round trips, after all costs.
 *
 * Shape:   profits: Float64Array[n], in any money; one of exactly 0 counts as not won.
 * Source:  docs/METRICS.md#trades
 */
export function tradeFigures(profits: Float64Array): TradeFigures {
  const gains = profits.filter((profit) => profit > 0);
  const losses = profits.filter((profit) => !(profit > 0));
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  // Taken off 0: the negative of no loss would be −0.
  const lost = 0 - sum(losses);
  const winRate = gains.length / profits.length;
  const payoff = sum(gains) / gains.length / (lost / losses.length);
  return {
    trades: profits.length,
    winRate,
    payoff,
    profitFactor: sum(gains) / lost,
    // Kelly 1956: p − (1 − p) / b.
    kelly: winRate - (1 - winRate) / payoff,
  };
}
