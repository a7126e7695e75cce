import { count, decimal, percent, signedPercent, toned, UNKNOWN } from "../../page/figures.js";
import type { Factor } from "./factors.js";
import { type Block, columnsOf, type Section, type Table } from "../../page/page.js";
import type { Regime } from "./regimes.js";
import type { ReportModel } from "./report-model.js";

const FACTOR_NAMES: Readonly<Record<Factor, string>> = {
  market: "market: equal-weight universe",
  trend: "momentum: each symbol in the direction of its last 30 days",
  surprise: "volatility: how much more than lately the market moves",
};

/** What of the returns the market explains. */
export function factorSection({ factors, benchmark, missing }: ReportModel): Section {
  const title = "Factor exposure";
  if (factors === null || benchmark === null) {
    return { title, blocks: [{ kind: "text", text: missing.join(" ") }] };
  }
  const blocks: readonly Block[] = [
    {
      kind: "figures",
      items: [
        { label: "Beta to the market", cell: { text: decimal(factors.beta, 3) }, note: "alone" },
        { label: "Correlation with it", cell: { text: decimal(factors.correlation, 3) } },
        {
          label: "Alpha a year",
          cell: toned(factors.alpha, signedPercent(factors.alpha)),
          note: `t ${decimal(factors.alphaTStatistic, 1)}`,
        },
        { label: "Explained (R²)", cell: { text: percent(factors.rSquared, 1) } },
      ],
    },
    {
      kind: "table",
      caption: "Daily returns regressed on all three factors at once",
      columns: columnsOf(["factor", "coefficient", "t", "a year"]),
      rows: factors.loadings.map(({ factor, coefficient, tStatistic, contribution }) => [
        FACTOR_NAMES[factor],
        decimal(coefficient, 3),
        decimal(tStatistic, 1),
        signedPercent(contribution),
      ]),
    },
    {
      kind: "text",
      text: `${count(factors.days)} whole days; the universe is ${benchmark.symbols.join(", ")}. A |t| under 2 may be chance. "A year" is coefficient × mean of the factor × 365; alpha is what is left.`,
    },
  ];
  return { title, blocks };
}

export function regimeSection({ byTrend, byVolatility }: ReportModel): Section {
  const blocks = [
    ...(byTrend.length === 0
      ? []
      : [regimes("By the market's return of the 30 days before: beyond ±5 % is a trend", byTrend)]),
    ...(byVolatility.length === 0
      ? []
      : [regimes("By the market's volatility of the 30 days before, in thirds of the run's days", byVolatility)]),
  ];
  const text = "Not known without market data.";
  return { title: "Regimes", blocks: blocks.length === 0 ? [{ kind: "text", text }] : blocks };
}

function regimes(caption: string, of: readonly Regime[]): Table {
  return {
    kind: "table",
    caption,
    columns: columnsOf(["regime", "days", "share", "return", "Sharpe", "worst day", "exposure", "universe"]),
    rows: of.map((one) => [
      one.name,
      count(one.days),
      percent(one.share, 0),
      toned(one.totalReturn, signedPercent(one.totalReturn)),
      decimal(one.sharpe),
      signedPercent(one.worstDay),
      decimal(one.meanExposure),
      signedPercent(one.marketReturn),
    ]),
  };
}

/** The newest Monte Carlo study of the run, where there is one. */
export function monteCarloSection({ monteCarlo: of }: ReportModel): readonly Section[] {
  if (of === null) return [];
  const { quantiles, reshuffle, costs } = of;
  const row = (
    name: string,
    { p5, p50, p95 }: typeof quantiles.sharpe,
    text: (value: number | null) => string,
  ): string[] => [name, ...[p5, p50, p95].map((value) => text(value))];
  return [
    {
      title: "Monte Carlo",
      blocks: [
        {
          kind: "text",
          text: `${count(of.paths)} paths of blocks of ${count(of.block)} bars on average, seed ${String(of.seed)}. ${percent(of.probabilityOfLoss, 1)} end below their start; ${percent(of.probabilityOfRuin, 1)} fall by ${percent(of.ruinDrawdown, 0)} or more.`,
        },
        {
          kind: "table",
          caption: "Quantiles over the paths",
          columns: columnsOf(["figure", "5 %", "50 %", "95 %"]),
          rows: [
            row("final return", quantiles.finalReturn, signedPercent),
            row("max drawdown", quantiles.maxDrawdown, percent),
            row("Sharpe ratio", quantiles.sharpe, decimal),
            ...(reshuffle === null ? [] : [row("max drawdown, trades reshuffled", reshuffle.maxDrawdown, percent)]),
          ],
        },
        {
          kind: "table",
          caption: "The run at multiples of its fees and slippage",
          columns: columnsOf(["costs", "return", "max drawdown", "Sharpe"]),
          rows: costs.map(({ multiple, totalReturn, maxDrawdown, sharpe }) => [
            `${decimal(multiple, 0)} ×`,
            toned(totalReturn, signedPercent(totalReturn)),
            percent(maxDrawdown),
            decimal(sharpe),
          ]),
        },
        ...(of.notes.length === 0 ? [] : [{ kind: "list", items: of.notes } as const]),
      ],
    },
  ];
}

/** What each fold of a walk-forward run chose. */
export function walkForwardSection({ walkForward: of }: ReportModel): readonly Section[] {
  if (of === null) return [];
  const names = Object.keys(of.folds[0]?.params ?? {});
  const titles = ["test from", "to", ...names, `${of.metric} on train`, "return", "max drawdown", "trades"];
  return [
    {
      title: "Folds",
      blocks: [
        {
          kind: "text",
          text: `${count(of.combinations)} combinations on each ${of.windows.mode} train, ${count(of.windows.purgeBars)} bars before its test. The ${of.metric} out of sample is ${of.efficiency === null ? UNKNOWN : percent(of.efficiency, 0)} of its mean on train.`,
        },
        {
          kind: "table",
          caption: "Chosen on train, tried on test",
          columns: columnsOf(titles, ["test from", "to"]),
          rows: of.folds.map(({ test, params, trained, tested }) => [
            ...[test.from.slice(0, 10), test.to.slice(0, 10), ...names.map((name) => String(params[name] ?? UNKNOWN))],
            ...[decimal(trained), toned(tested.totalReturn, signedPercent(tested.totalReturn))],
            ...[percent(tested.maxDrawdown), count(tested.trades)],
          ]),
        },
      ],
    },
  ];
}
