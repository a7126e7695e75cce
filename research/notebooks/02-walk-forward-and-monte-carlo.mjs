/*
# The winner, chosen without knowing the future

A sweep chooses with the whole record in view. This notebook takes the winner of one, sets beside it what the same way of choosing
would have made if it had been done in time (walk-forward), and asks what else could have come of both (Monte Carlo).
*/
import { compact, decimal, percent, signedPercent } from "../../dist/core/page/figures.js";
import { hedge, runJson, setting, show } from "./support/notebook.mjs";
import { figures, growthLine, table, text } from "./support/tables.mjs";

const { span, grid, folds, paths } = setting({
  full: {
    span: "--from 2023-01-01 --to 2025-01-01",
    grid: "--grid fast=10:60:10 --grid slow=40:240:40",
    ...{ folds: 4, paths: 10_000 },
  },
  quick: {
    span: "--from 2023-01-01 --to 2023-09-01",
    grid: "--grid fast=10:30:10 --grid slow=40:80:20",
    ...{ folds: 1, paths: 500 },
  },
});
const wish = `--strategy momentum --symbols BTCUSDT ${span}`;

/*
## The winner of a sweep

The winner runs twice: by the kernel, which is the row of the sweep with its curve kept, and through the live pipeline, where limits of risk, sizing by
volatility and the venue's filters make it much smaller.
*/
const sweep = hedge(`backtest sweep ${wish} ${grid} --top 1`);
const [best] = sweep.top;
const params = Object.entries(best.params).map(([name, value]) => `--param ${name}=${value}`);
const winner = hedge(`backtest run ${wish} ${params.join(" ")} --engine kernel`);
const live = hedge(`backtest run ${wish} ${params.join(" ")}`);

show(
  figures([
    ["Parameters", params.map((param) => param.replace("--param ", "")).join(", ")],
    ["By the strategy's rules", signedPercent(winner.metrics.totalReturn), `Sharpe ${decimal(winner.metrics.sharpe)}`],
    ["Through the live pipeline", signedPercent(live.metrics.totalReturn), `Sharpe ${decimal(live.metrics.sharpe)}`],
  ]),
);

/*
## Walk-forward

Each fold chooses on its train and lets the choice trade the test behind it. Between the two lie as many bars as a decision can reach, so that
nothing of the test is known on the train. Only tests count.
*/
const walk = hedge(`backtest walkforward ${wish} ${grid} --folds ${folds}`);
const names = Object.keys(walk.folds[0].params);

show(
  figures([
    ["Out of sample", signedPercent(walk.metrics.totalReturn), `${walk.from.slice(0, 10)} to ${walk.to.slice(0, 10)}`],
    ["Sharpe ratio", decimal(walk.metrics.sharpe), `max drawdown ${percent(walk.metrics.maxDrawdown)}`],
    ["Efficiency", decimal(walk.efficiency), "Sharpe on tests over its mean on trains"],
  ]),
  table(
    "Chosen on train, tried on test",
    ["test from", ...names, "Sharpe on train", "return on test", "max drawdown", "trades"],
    walk.folds.map(({ test, params: chosen, trained, tested }) => [
      test.from.slice(0, 10),
      ...names.map((name) => String(chosen[name])),
      decimal(trained),
      signedPercent(tested.totalReturn),
      percent(tested.maxDrawdown),
      decimal(tested.trades, 0),
    ]),
  ),
);

/*
Parameters that jump from fold to fold say that there is no best one, only a latest one. An efficiency near 1 says that the choice carried
over; near 0 or below, that it was fitted to noise.

## Both as curves

Multiples of the first NAV, both by the strategy's rules at equal weights. The walk-forward run begins where its first test does.
*/
show({
  kind: "chart",
  chart: {
    ...{ id: "growth", title: "Growth of 1", area: false, format: compact },
    description:
      "NAV of the winner over the whole span and of the walk-forward run over its tests, each in multiples of its first.",
    lines: [await growthLine("winner, in sample", winner.id), await growthLine("walk-forward, out of sample", walk.id)],
  },
});

/*
## Monte Carlo

Blocks of bar returns, put together at random to paths as long as the run. The 5 % row is what a careful plan must survive. The
winner's returns were selected for being high, and resampling can't undo that: only the right-hand column is free of it.
*/
const studies = [winner, walk].map(({ id }) => {
  hedge(`backtest montecarlo ${id} --paths ${paths} --seed 1`);
  return runJson(id, "montecarlo.json");
});
const rows = [
  ["final return, 5 %", ({ quantiles }) => signedPercent(quantiles.finalReturn.p5)],
  ["final return, 50 %", ({ quantiles }) => signedPercent(quantiles.finalReturn.p50)],
  ["max drawdown, 50 %", ({ quantiles }) => percent(quantiles.maxDrawdown.p50)],
  ["max drawdown, 95 %", ({ quantiles }) => percent(quantiles.maxDrawdown.p95)],
  ["probability of a loss", ({ probabilityOfLoss }) => percent(probabilityOfLoss, 1)],
  ["probability of ruin", ({ probabilityOfRuin }) => percent(probabilityOfRuin, 1)],
  ["mean block, bars", ({ block }) => decimal(block, 0)],
];

show(
  table(
    `What else could have come of it: ${decimal(paths, 0)} paths`,
    ["", "winner, in sample", "walk-forward"],
    rows.map(([name, of]) => [name, ...studies.map(of)]),
  ),
  text(
    `Ruin is a max drawdown of ${percent(studies[0].ruinDrawdown, 0)} or more (max_nav_drawdown_pct of risk_limits.json).`,
  ),
);
