/*
# From a sweep to an honest verdict

A sweep always has a best row. This notebook asks what that row is worth: it tries a grid of `momentum` over two markets, and
reads what the sweep says against itself. Formulas and sources are in `docs/METRICS.md`, the steps in `docs/RESEARCH.md`.

Every figure below comes from `hedge` itself, over the bundled data. The state directory is empty at the start, since trials of
earlier sweeps on the same markets count against later ones.
*/
import { decimal, percent, signedPercent } from "../../dist/core/page/figures.js";
import { hedge, runJson, setting, show } from "./support/notebook.mjs";
import { columnsOfRun, figures, heatMap, table, text } from "./support/tables.mjs";

const { span, grid, verify } = setting({
  full: {
    span: "--from 2023-01-01 --to 2025-01-01",
    grid: "--grid fast=5:60:5 --grid slow=20:240:20 --grid stop_atr=1:4:1.5",
    verify: 1,
  },
  quick: { span: "--from 2023-01-01 --to 2023-07-01", grid: "--grid fast=10:30:10 --grid slow=40:80:20", verify: 0 },
});

/*
## The sweep

The kernels of a sweep evaluate the strategy's own rules with fees, slippage, funding and stops, and without the limits of live
trading. `--verify` runs the best row again by the event engine and prints the difference in basis points; a divergence would end the
command with 9, and this notebook with it.
*/
const markets = "--symbols BTCUSDT,ETHUSDT";
const sweep = hedge(`backtest sweep --strategy momentum ${markets} ${grid} ${span} --top 10 --verify ${verify}`);
const [best] = sweep.top;
const axes = Object.keys(best.params);

show(
  figures([
    ["Combinations", decimal(sweep.combinations, 0), `${decimal(sweep.bars, 0)} bars each`],
    [
      "Sharpe ratio of the best",
      decimal(best.metrics.sharpe),
      axes.map((name) => `${name} ${best.params[name]}`).join(", "),
    ],
    [
      "Return of the best",
      signedPercent(best.metrics.totalReturn),
      `max drawdown ${percent(best.metrics.maxDrawdown)}`,
    ],
  ]),
  table(
    "The ten best by Sharpe ratio",
    ["", ...axes, "return", "Sharpe", "max drawdown", "trades"],
    sweep.top.map(({ params, metrics }, at) => [
      String(at + 1),
      ...axes.map((name) => String(params[name])),
      signedPercent(metrics.totalReturn),
      decimal(metrics.sharpe),
      percent(metrics.maxDrawdown),
      decimal(metrics.trades, 0),
    ]),
  ),
  ...sweep.verified.map(({ kernel, event, differenceBps }) =>
    text(
      `The best again by the event engine: ${signedPercent(event, 4)}; the kernel said ${signedPercent(kernel, 4)}, a difference of ${decimal(differenceBps, 5)} bps.`,
    ),
  ),
);

/*
## The plateau

What works because of something in the market works nearly as well with neighbouring parameters. Below, each cell is the best
Sharpe ratio of its pair of averages over all stops: an even colour is a plateau, a lone dark cell is luck.
*/
const columns = await columnsOfRun(sweep.id, sweep.files.results, [...axes, "sharpe"]);

show(
  heatMap("Best Sharpe ratio for each pair of averages, in bars", columns, {
    ...{ down: "fast", across: "slow", of: "sharpe" },
    format: (value) => decimal(value),
  }),
);

/*
## What the sweep says against itself

* The **deflated Sharpe ratio** is the probability that the best row's Sharpe ratio is above what the best of so many trials of pure noise would
  have shown. Under 0.95 it proves nothing.
* **PBO**, the probability of backtest overfitting, says how often the best of one half of the stretches of time is below the median in the other half.
  It is left out where fewer than ten combinations truly differ, or the stretches would be too short for the holdings.
* The **minimum track record** is the length of record that a Sharpe ratio as high needs before it differs from 0.
* The **plateau** is the median of the neighbours' metric as a share of the best's.
*/
const { deflatedSharpe, probabilityOfBacktestOverfitting: pbo, ...graded } = sweep.overfitting;
const { fromMs, toMs } = runJson(sweep.id, "sweep-manifest.json").inputs;
const years = (toMs - fromMs) / (365.25 * 86_400_000);

show(
  figures([
    ["Deflated Sharpe", decimal(deflatedSharpe, 3), "0.95 or more is evidence"],
    ["PBO", decimal(pbo, 3), "noise has 0.5"],
    [
      "Minimum track record",
      `${decimal(graded.minimumTrackRecordYears, 1)} years`,
      `the sweep has ${decimal(years, 1)}`,
    ],
    ["Plateau", decimal(graded.plateau), "1: the neighbours are as good"],
    ["Trials", decimal(graded.trials, 0), `${decimal(graded.effectiveTrials, 0)} that differ`],
  ]),
);

/*
## The verdict

Four questions, with limits that were set beforehand. One "no" is enough to go back to the idea; four times "yes" is a reason to go on
to the second notebook, not to trade.
*/
const answer = (known, holds) =>
  known === null ? { text: "not known" } : holds ? { text: "yes", tone: "good" } : { text: "no", tone: "bad" };

show(
  table(
    "Is the best row more than luck?",
    ["question", "figure", "answer"],
    [
      [
        "Is it better than the best of as much noise? (0.95)",
        decimal(deflatedSharpe, 3),
        answer(deflatedSharpe, deflatedSharpe >= 0.95),
      ],
      ["Would the same choice have held up? (under 0.5)", decimal(pbo, 3), answer(pbo, pbo < 0.5)],
      [
        "Is the record long enough?",
        `${decimal(years, 1)} of ${decimal(graded.minimumTrackRecordYears, 1)} years`,
        answer(graded.minimumTrackRecordYears, years >= graded.minimumTrackRecordYears),
      ],
      [
        "Are its neighbours nearly as good? (0.75)",
        decimal(graded.plateau),
        answer(graded.plateau, graded.plateau >= 0.75),
      ],
    ],
  ),
);
