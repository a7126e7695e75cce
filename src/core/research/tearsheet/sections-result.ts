import { DAY_MS } from "../../lib/time.js";
import { csv } from "../../page/csv.js";
import type { Chart } from "../../page/chart.js";
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
import { type Block, type ChartData, columnsOf, type Section, type Table } from "../../page/page.js";
import { drawdowns } from "../../quant/drawdown.js";
import { equityCurve } from "../../quant/equity-curve.js";
import type { RandView } from "../../readmodel/rand.js";
import { ROLLING_DAYS } from "../report/report-model.js";
import { LEAST_DAYS } from "../run/metrics.js";
import type { TearSheetModel } from "./model.js";

/** The eight figures that come first. */
export function keyFigures(model: TearSheetModel, rand: RandView | null): Section {
  const { figures, source } = model;
  const navZar = rand?.navZar ?? null;
  const beside = rand === null ? "" : ` · ${navZar === null ? UNKNOWN : decimal(Number(navZar), 0)} ZAR`;
  const interval = figures.sharpeInterval?.map((end) => decimal(end)).join(" to ");
  const growth = signedPercent(model.totalReturn);
  return {
    title: "Key figures",
    blocks: [
      {
        kind: "figures",
        items: [
          { label: "Total return", cell: toned(model.totalReturn, growth), note: `${count(figures.days)} days` },
          { label: "A year (CAGR)", cell: toned(model.cagr, signedPercent(model.cagr)) },
          {
            label: "Sharpe ratio",
            cell: { text: decimal(figures.sharpe) },
            ...(interval === undefined ? {} : { note: `95 %: ${interval}` }),
          },
          { label: "Sortino ratio", cell: { text: decimal(figures.sortino) } },
          { label: "Max drawdown", cell: { text: percent(figures.maxDrawdown) }, note: "of daily closes" },
          { label: "Calmar ratio", cell: { text: decimal(model.calmar) } },
          { label: "Volatility", cell: { text: percent(figures.volatility) }, note: "a year" },
          { label: "NAV", cell: { text: decimal(source.points.nav.at(-1) ?? null, 0) }, note: `USDT${beside}` },
        ],
      },
    ],
  };
}

/** What is drawn day by day. */
interface DailyLine {
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly text: (value: number) => string;
}

/** Growth of a unit, its falls and what is rolled over 90 days. */
export function curves(model: TearSheetModel): readonly Section[] {
  const { daily, universe, rolling, source } = model;
  const value = (of: number): string => decimal(of, 4);
  const unit = { name: "One unit", values: daily.nav, text: value };
  const beside = {
    name: `Equal-weight universe, ${decimal(universe.weight)} of NAV in it (same volatility)`,
    ...{ values: universe.nav, text: value },
  };
  const falls = drawdowns(equityCurve(daily.returns))
    .slice(1)
    .map((fall) => -fall);
  const isWhole = universe.nav.some(Number.isFinite);
  const growth = {
    ...{ id: "nav", title: isWhole ? "Value of a unit, and the universe at the same volatility" : "Value of a unit" },
    description: `1 at the start, ${value(daily.nav.at(-1) ?? Number.NaN)} at the end, after fees and funding; the axis is logarithmic.`,
    ...{ logarithmic: true, format: compact },
  };
  const fall = {
    ...{ id: "drawdown", title: "Drawdown of daily closes", area: true, format: compactPercent },
    description: `Loss from the highest daily close so far, ${percent(model.figures.maxDrawdown)} at most.`,
  };
  const drawn = [
    dailyChart(model, growth, [unit, ...(isWhole ? [beside] : [])]),
    dailyChart(model, fall, [{ name: "Drawdown", values: falls, text: (of) => percent(of) }]),
  ];
  return [
    { title: "Value", blocks: drawn },
    { title: `Rolling figures of ${String(ROLLING_DAYS)} days`, blocks: rollingCharts(model, rolling) },
    { title: "Exposure", blocks: [...exposureChart(model), ...heldTable(source)] },
  ];
}

function rollingCharts(model: TearSheetModel, rolling: TearSheetModel["rolling"]): readonly Block[] {
  if (!rolling.sharpe.some(Number.isFinite)) {
    return [{ kind: "text", text: `n/a: there are fewer than ${String(LEAST_DAYS)} days.` }];
  }
  const of = `of the ${String(ROLLING_DAYS)} days up to each`;
  const charts: readonly [Omit<Chart, "lines" | "area">, DailyLine][] = [
    [
      { id: "sharpe", title: "Sharpe ratio", description: `Sharpe ratio ${of}, annualised.`, format: compact },
      { name: "Sharpe ratio", values: rolling.sharpe, text: (value) => decimal(value) },
    ],
    [
      { id: "volatility", title: "Volatility", description: `Volatility ${of}, annualised.`, format: compactPercent },
      { name: "Volatility", values: rolling.volatility, text: (value) => percent(value) },
    ],
    [
      { id: "beta", title: "Beta to the universe", description: `Beta ${of} to the universe.`, format: compact },
      { name: "Beta", values: rolling.beta, text: (value) => decimal(value) },
    ],
  ];
  return charts
    .filter(([, { values }]) => Array.from(values).some(Number.isFinite))
    .map(([chart, line]) => dailyChart(model, chart, [line]));
}

function exposureChart(model: TearSheetModel): readonly Block[] {
  const text = (value: number): string => decimal(value, 3);
  const gross = dailyChart(
    model,
    {
      ...{ id: "exposure", title: "Gross exposure, multiples of NAV", area: true, format: compact },
      description: `Notional of all positions over NAV, mean of each day; something was held ${percent(model.exposureTime, 0)} of the time.`,
    },
    [{ name: "Gross", values: model.daily.exposure, text }],
  );
  if (model.netExposure === null) return [gross];
  const net = dailyChart(
    model,
    {
      ...{ id: "net", title: "Net exposure, multiples of NAV", area: true, format: compact },
      description: "Notional of longs less shorts over NAV, mean of each day.",
    },
    [{ name: "Net", values: model.netExposure, text }],
  );
  return [gross, net];
}

function heldTable({ held }: TearSheetModel["source"]): readonly Block[] {
  if (held === null) return [];
  if (held.length === 0) return [{ kind: "text", text: "Nothing is held at the end." }];
  return [
    {
      kind: "table",
      caption: "Held at the end",
      columns: columnsOf(["market", "side", "strategy", "of NAV", "unrealised, USDT"], ["market", "side", "strategy"]),
      rows: held.map(({ symbol, side, strategy, exposure, unrealizedPnl }) => {
        const profit = unrealizedPnl === null ? null : Number(unrealizedPnl);
        return [symbol, side, strategy, signedPercent(exposure), toned(profit, decimal(profit))];
      }),
    },
  ];
}

/** A chart of days, its month ends as a table and all of its days as a file. */
function dailyChart(
  { daily: { days } }: TearSheetModel,
  { area = false, ...chart }: Omit<Chart, "lines" | "area"> & { readonly area?: boolean },
  lines: readonly DailyLine[],
): Block {
  const atMs = days.map((day) => (day + 1) * DAY_MS);
  return {
    kind: "chart",
    chart: { ...chart, area, lines: lines.map(({ name, values }) => ({ name, atMs, values })) },
    data: { table: monthEnds(chart.title, days, lines), file: daysFile(chart.id, days, lines) },
  };
}

function monthEnds(title: string, days: readonly number[], lines: readonly DailyLine[]): Table {
  const month = (at: number): string => dayOf(days[at] ?? Number.NaN).slice(0, 7);
  const ends = days.flatMap((_, at) => (at === days.length - 1 || month(at) !== month(at + 1) ? [at] : []));
  return {
    kind: "table",
    caption: `${title}: month ends as a table`,
    columns: columnsOf(["day", ...lines.map(({ name }) => name)]),
    rows: ends.map((at) => [
      dayOf(days[at] ?? Number.NaN),
      ...lines.map(({ values, text }) => text(values[at] ?? Number.NaN)),
    ]),
  };
}

/** Digits that a reader can use; the page stays small. */
const FILE_DIGITS = 6;

function daysFile(id: string, days: readonly number[], lines: readonly DailyLine[]): NonNullable<ChartData["file"]> {
  const cell = (value: number | undefined): string =>
    value !== undefined && Number.isFinite(value) ? String(Number(value.toPrecision(FILE_DIGITS))) : "";
  const names = lines.map((_, at) => (at === 0 ? id : `universe`));
  const rows = days.map((day, at) => [dayOf(day), ...lines.map(({ values }) => cell(values[at]))]);
  return { name: `${id}.csv`, text: csv(["day", ...names], rows) };
}
