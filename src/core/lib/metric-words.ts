/** Words of the figures of a backtest, by their names in its document. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ totalReturn: "return", cagr: "return a year", sharpe: "Sharpe", sortino: "Sortino", calmar: "Calmar" },
  ...{ maxDrawdown: "max drawdown", volatility: "volatility a year", trades: "trades", winRate: "trades won" },
  ...{ profitFactor: "profit factor", turnover: "turnover a year", exposure: "exposure", fees: "fees" },
  funding: "funding",
};

/** What a person calls a figure of a backtest; its name where there are no other words for it. */
export function metricWords(metric: string): string {
  return WORDS[metric] ?? metric;
}
