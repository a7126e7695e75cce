import { DAY_MS } from "../../lib/time.js";
import { drawdowns } from "../../quant/drawdown.js";
import { openingNav } from "../run/run-evidence.js";
import type { ChartLine } from "../../page/chart.js";
import { daysCsv } from "../../page/csv.js";
import {
  compact,
  compactPercent,
  count,
  dayOf,
  decimal,
  percent,
  signedPercent,
  toned,
  UNKNOWN,
} from "../../page/figures.js";
import { type Block, columnsOf, figureTable, type Section } from "../../page/page.js";
import type { ReportModel } from "./report-model.js";

/** The eight figures that come first. */
export function keyFigures({ evidence, figures }: ReportModel): Section {
  const { metrics } = evidence.run;
  const interval = figures.sharpeInterval?.map((end) => decimal(end)).join(" to ");
  return {
    title: "Key figures",
    blocks: [
      {
        kind: "figures",
        items: [
          { label: "Total return", cell: toned(metrics.totalReturn, signedPercent(metrics.totalReturn)) },
          { label: "A year (CAGR)", cell: toned(metrics.cagr, signedPercent(metrics.cagr)) },
          {
            label: "Sharpe ratio",
            cell: { text: decimal(metrics.sharpe) },
            ...(interval === undefined ? {} : { note: `95 % of daily: ${interval}` }),
          },
          { label: "Max drawdown", cell: { text: percent(metrics.maxDrawdown) } },
          { label: "Calmar ratio", cell: { text: decimal(metrics.calmar) } },
          { label: "Volatility", cell: { text: percent(metrics.volatility) }, note: "a year" },
          { label: "Round trips", cell: { text: count(metrics.trades) }, note: `won ${percent(metrics.winRate, 1)}` },
          { label: "Profit factor", cell: { text: decimal(metrics.profitFactor) } },
        ],
      },
      {
        kind: "text",
        text: "From bar returns, 365 days a year, risk-free rate 0. Annualised figures are n/a under 90 days, figures of trades under 30 round trips.",
      },
    ],
  };
}

/** Charts of the account, and the days behind them as a file. */
export function curves(model: ReportModel): Section {
  const { evidence, daily, universe, rollingSharpe } = model;
  const { equity, run } = evidence;
  const atMs = Array.from(equity.atMs);
  const dayEnds = daily.days.map((day) => (day + 1) * DAY_MS);
  const falls = drawdowns(Float64Array.from([openingNav(run), ...equity.nav])).slice(1);
  const nav: ChartLine = { name: "NAV of the run", atMs, values: equity.nav };
  const beside: ChartLine = {
    name: `Equal-weight universe, ${decimal(universe.weight)} of NAV in it`,
    ...{ atMs: dayEnds, values: universe.nav },
  };
  const hasUniverse = universe.nav.some(Number.isFinite);
  const deepest = percent(run.metrics.maxDrawdown);
  const charts: readonly Block[] = [
    chart(
      "nav",
      hasUniverse ? "NAV, and the universe at the same volatility" : "NAV",
      [nav, ...(hasUniverse ? [beside] : [])],
      {
        description: `NAV from ${decimal(openingNav(run), 0)} to ${decimal(equity.nav.at(-1) ?? null, 0)} USDT.`,
        format: compact,
      },
    ),
    chart("drawdown", "Drawdown", [{ name: "Drawdown", atMs, values: falls.map((fall) => -fall) }], {
      description: `Loss from the highest NAV so far, ${deepest} at most.`,
      format: compactPercent,
      area: true,
    }),
    chart("exposure", "Gross exposure, daily mean", [{ name: "Exposure", atMs: dayEnds, values: daily.exposure }], {
      description: `Notional of all positions over NAV, ${decimal(run.metrics.exposure)} on average.`,
      format: compact,
      area: true,
    }),
  ];
  const isLong = rollingSharpe.some(Number.isFinite);
  const rolling = chart(
    "rolling",
    "Sharpe ratio of 90 days",
    [{ name: "Sharpe ratio", atMs: dayEnds, values: rollingSharpe }],
    {
      description: "Sharpe ratio of the daily returns of the 90 days before each day, annualised.",
      format: compact,
    },
  );
  const text = daysCsv(daily.days.map(dayOf), [
    ["nav", daily.nav],
    ["exposure", daily.exposure],
    ...(hasUniverse ? [["universe_nav", universe.nav] as const] : []),
  ]);
  const download: Block = { kind: "download", name: `${run.id}-days.csv`, label: "Days of these charts (CSV)", text };
  return { title: "NAV, drawdown and exposure", blocks: [...charts, ...(isLong ? [rolling] : []), download] };
}

function chart(
  id: string,
  title: string,
  lines: readonly ChartLine[],
  {
    area = false,
    ...rest
  }: { readonly description: string; readonly format: (value: number) => string; readonly area?: boolean },
): Block {
  return { kind: "chart", chart: { id, title, lines, area, ...rest } };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function months({ years }: Pick<ReportModel, "years">): Section {
  const largest = Math.max(...years.flatMap(({ months: of }) => of.map((value) => Math.abs(value ?? 0))), 1e-9);
  return {
    title: "Monthly returns",
    blocks: [
      {
        kind: "table",
        caption: "Return of each month in percent (UTC)",
        columns: columnsOf(["year", ...MONTHS, "total"]),
        rows: years.map(({ year, months: of, total }) => [
          String(year),
          ...of.map((value) => (value === null ? "" : { text: decimal(value * 100, 1), heat: value / largest })),
          toned(total, decimal(total * 100, 1)),
        ]),
      },
      { kind: "text", text: "The first and the last month are as partial as the run." },
    ],
  };
}

export function worstDrawdowns({ spells }: Pick<ReportModel, "spells">): Section {
  return {
    title: "Deepest drawdowns",
    blocks: [
      {
        kind: "table",
        caption: "Falls of daily NAV from a high, the deepest first",
        columns: columnsOf(["from", "lowest", "back", "depth", "days"], ["from", "lowest", "back"]),
        rows: spells.map(({ from, trough, recovered, depth, days }) => [
          dayOf(from),
          dayOf(trough),
          recovered === null ? "not yet" : dayOf(recovered),
          percent(depth),
          count(days),
        ]),
      },
    ],
  };
}

export function dailySection({ figures: of }: ReportModel): Section {
  const rows: readonly (readonly [string, string])[] = [
    ["days", count(of.days)],
    ["Sharpe ratio", decimal(of.sharpe)],
    ["probability that it is above 0", percent(of.probabilisticSharpe, 1)],
    ["Sortino ratio", decimal(of.sortino)],
    ["volatility a year", percent(of.volatility)],
    ["Omega ratio", decimal(of.omega)],
    ["gain to pain", decimal(of.gainToPain)],
    ["skewness", decimal(of.skewness)],
    ["kurtosis (3 is normal)", decimal(of.kurtosis)],
    ["value at risk, 95 %, a day", percent(of.valueAtRisk95)],
    ["conditional value at risk, 95 %, a day", percent(of.conditionalValueAtRisk95)],
    ["tail ratio", decimal(of.tailRatio)],
    ["best day", signedPercent(of.bestDay)],
    ["worst day", signedPercent(of.worstDay)],
    ["days won", percent(of.winningDays, 1)],
    ["max drawdown of daily closes", percent(of.maxDrawdown)],
    ["mean drawdown", percent(of.averageDrawdown)],
    ["longest drawdown, days", of.longestDrawdownDays === null ? UNKNOWN : count(of.longestDrawdownDays)],
    ["ulcer index", percent(of.ulcerIndex)],
    ["recovery factor", decimal(of.recoveryFactor)],
  ];
  return {
    title: "Daily figures",
    blocks: [figureTable("From daily returns by UTC closes, 365 days a year", rows)],
  };
}
