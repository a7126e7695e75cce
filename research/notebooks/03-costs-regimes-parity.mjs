/*
# What strategies cost, and where they earn

Three checks before anybody believes a backtest: what is left after costs, and after twice those costs; in which markets the money was
made; and whether two programs that share no loop, the kernel of the sweeps and the event engine, come to the same NAV.
*/
import { decimal, percent, signedPercent, toned } from "../../dist/core/page/figures.js";
import { hedge, runJson, setting, show } from "./support/notebook.mjs";
import { table, text } from "./support/tables.mjs";

const { span, strategies, paths } = setting({
  full: {
    span: "--from 2023-01-01 --to 2024-01-01",
    strategies: ["momentum", "vol_target", "smart_money"],
    paths: 2_000,
  },
  quick: { span: "--from 2023-01-01 --to 2023-05-01", strategies: ["momentum"], paths: 200 },
});
const markets = "--symbols BTCUSDT,ETHUSDT";

/*
## Costs

Each strategy alone, as configured, on two markets through the live pipeline. Fees and funding are those of the books; slippage is in the prices.
*/
const runs = strategies.map((strategy) => hedge(`backtest run --strategy ${strategy} ${markets} ${span}`));
const stressed = runs.map(({ id }) => {
  hedge(`backtest montecarlo ${id} --paths ${paths} --seed 1`);
  return runJson(id, "montecarlo.json");
});

show(
  table(
    "Costs, in USDT",
    ["strategy", "return", "trades", "turnover a year", "fees", "funding", "mean exposure"],
    runs.map(({ strategy, metrics }) => [
      strategy,
      toned(metrics.totalReturn, signedPercent(metrics.totalReturn)),
      decimal(metrics.trades, 0),
      `${decimal(metrics.turnover, 1)} ×`,
      decimal(Number(metrics.fees)),
      decimal(Number(metrics.funding)),
      decimal(metrics.exposure, 3),
    ]),
  ),
  table(
    "Return at multiples of fees and slippage",
    ["strategy", ...stressed[0].costs.map(({ multiple }) => `${multiple} ×`), "nothing is left at"],
    stressed.map(({ costs, breakEvenCostMultiple: even }, at) => [
      runs[at].strategy,
      ...costs.map(({ totalReturn }) => toned(totalReturn, signedPercent(totalReturn))),
      even === null ? "not known" : `${decimal(even, 1)} ×`,
    ]),
  ),
);

/*
A strategy whose return changes sign between one and two times its costs lives on an estimate of slippage. One that loses without any
costs has no edge to save.

## Regimes

Days by what the market had done in the 30 days before: nothing here looks ahead. A strategy that earns in one row only is a bet on that row.
*/
for (const { id, strategy } of runs) {
  const { regimes } = hedge(`backtest report ${id}`);
  show(
    table(
      `${strategy}: days by the market before them`,
      ["regime", "days", "return", "Sharpe", "worst day", "universe"],
      [...regimes.trend, ...regimes.volatility].map((one) => [
        one.name,
        decimal(one.days, 0),
        toned(one.totalReturn, signedPercent(one.totalReturn)),
        decimal(one.sharpe),
        signedPercent(one.worstDay),
        signedPercent(one.marketReturn),
      ]),
    ),
  );
}

/*
A Sharpe ratio of fewer than 90 days is not told.

## Parity

The sweep's kernel and the event engine, on the same rules and the same bars: `--verify` runs the best row again. On one market 0.01 bps are
allowed and on several 1 bps; beyond that the command ends with 9 and names the first bar that differs.
*/
const sweeps = strategies.map((strategy) =>
  hedge(`backtest sweep --strategy ${strategy} ${markets} ${span} --grid atr_period=10:20:10 --top 1 --verify 1`),
);

show(
  table(
    "The best row, by kernel and by event engine",
    ["strategy", "kernel", "event engine", "difference, bps"],
    sweeps.flatMap(({ verified }, at) =>
      verified.map(({ kernel, event, differenceBps }) => [
        strategies[at],
        signedPercent(kernel, 5),
        signedPercent(event, 5),
        decimal(differenceBps, 6),
      ]),
    ),
  ),
  text(
    `Largest difference: ${percent(Math.max(...sweeps.flatMap(({ verified }) => verified.map(({ differenceBps }) => Math.abs(differenceBps)))) / 10_000, 8)} of NAV.`,
  ),
);
