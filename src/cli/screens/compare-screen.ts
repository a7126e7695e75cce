import { count, money, percent, ratio, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import { metricWords } from "../../core/lib/metric-words.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { wrapText } from "../../core/lib/text.js";

interface RunView {
  readonly id: string;
  readonly engine: string;
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

interface MetricView {
  readonly metric: string;
  readonly values: readonly (number | null)[];
  readonly fromFirst: readonly (number | null)[];
}

interface CompareView {
  readonly runs: readonly RunView[];
  readonly differences: readonly MetricView[];
  readonly common: {
    readonly from: string;
    readonly to: string;
    readonly bars: number;
    readonly figures: readonly {
      readonly totalReturn: number | null;
      readonly sharpe: number | null;
      readonly maxDrawdown: number | null;
    }[];
    readonly correlation: readonly (readonly (number | null)[])[];
    readonly curve: readonly { readonly at: string; readonly returns: readonly number[] }[];
  } | null;
}

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
}

const FIGURES: Readonly<Record<string, (value: number | null) => string>> = {
  ...{ sharpe: ratio, sortino: ratio, calmar: ratio, profitFactor: ratio, turnover: ratio, exposure: ratio },
  ...{ trades: count, fees: wholeMoney, funding: wholeMoney },
};

/** Several runs beside each other for a person: figures, what they have in common, and their way. */
export function compareScreen(view: CompareView, out: string | null, paper: Paper): readonly string[] {
  const { width, tint } = paper;
  const { runs, differences, common } = view;
  const letters = runs.map((_, at) => letterOf(at));
  const others = letters.slice(1);
  const table = (first: string, titles: readonly string[], rows: readonly Row[]): readonly string[] =>
    renderTable({ columns: columnsOf(first, titles), rows, width, tint });
  const rows = differences.map(({ metric, values, fromFirst }) => {
    const text = FIGURES[metric] ?? percent;
    return {
      title: metricWords(metric),
      own: values.map((value) => text(value)),
      less: fromFirst.slice(1).map((value) => text(value)),
    };
  });
  const own = rows.map(({ title, own: cells }) => ({ title, cells }));
  const less = rows.map(({ title, less: cells }) => ({ title, cells }));
  const beside = rows.map(({ title, own: cells, less: rest }) => ({ title, cells: [...cells, ...rest] }));
  return [
    ...runs.flatMap((run, at) => wrapText(`${letterOf(at)}  ${describe(run)}`, width)),
    "",
    ...(runs.length === 2
      ? table("own span", [...letters, "B − A"], beside)
      : [...table("own span", letters, own), "", ...table("less A", others, less)]),
    "",
    ...commonLines(common, letters, table),
    ...(out === null ? [] : ["", ...wrapText(`Written: ${out}`, width).map((line) => tint(line, "dim"))]),
  ];
}

function commonLines(
  common: CompareView["common"],
  letters: readonly string[],
  table: (first: string, titles: readonly string[], rows: readonly Row[]) => readonly string[],
): readonly string[] {
  if (common === null) return ["They have no three bars in common."];
  const { figures, correlation, curve } = common;
  return [
    `Common: ${day(common.from)} to ${day(common.to)}, ${count(common.bars)} bars`,
    "",
    ...table("common bars", letters, [
      { title: "return", cells: figures.map(({ totalReturn }) => signedPercent(totalReturn)) },
      { title: "Sharpe", cells: figures.map(({ sharpe }) => ratio(sharpe)) },
      { title: "max drawdown", cells: figures.map(({ maxDrawdown }) => percent(maxDrawdown)) },
    ]),
    "",
    ...table(
      "correlation",
      letters,
      correlation.map((row, at) => ({ title: letterOf(at), cells: row.map((value) => ratio(value)) })),
    ),
    "",
    ...table(
      "return until",
      letters,
      curve.map(({ at, returns }) => ({ title: day(at), cells: returns.map((value) => signedPercent(value)) })),
    ),
  ];
}

function columnsOf(first: string, titles: readonly string[]): readonly Column<Row>[] {
  return [
    { title: first, cell: ({ title }) => title },
    ...titles.map((title, at): Column<Row> => ({
      title,
      align: "decimal",
      cell: ({ cells }) => cells[at] ?? UNKNOWN,
    })),
  ];
}

function describe({ id, engine, symbols, from, to }: RunView): string {
  const markets = symbols.length > 3 ? `${count(symbols.length)} symbols` : symbols.join(", ");
  return `${id}  ${engine} engine  ${markets}  ${day(from)} to ${day(to)}`;
}

function letterOf(run: number): string {
  return String.fromCharCode("A".charCodeAt(0) + run);
}

function wholeMoney(value: number | null): string {
  return money(value?.toFixed(2) ?? null, 0);
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
