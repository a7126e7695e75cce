import { figureLines } from "../figures.js";
import { count, multiple, percent, ratio, signedPercent } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { wrapText } from "../../core/lib/text.js";

interface QuantilesView {
  readonly p5: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

interface StudyView {
  readonly run: string;
  readonly paths: number;
  readonly block: number;
  readonly seed: number;
  readonly quantiles: {
    readonly finalReturn: QuantilesView;
    readonly maxDrawdown: QuantilesView;
    readonly sharpe: QuantilesView;
  };
  readonly probabilityOfLoss: number;
  readonly probabilityOfRuin: number;
}

interface CostView {
  readonly multiple: number;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
  readonly sharpe: number | null;
}

interface ExtrasView {
  readonly ruinDrawdown: number;
  readonly reshuffle: {
    readonly trips: number;
    readonly maxDrawdown: QuantilesView;
    readonly probabilityOfRuin: number;
  } | null;
  readonly costs: readonly CostView[];
  readonly breakEvenCostMultiple: number | null;
  readonly notes: readonly string[];
}

interface QuantileRow {
  readonly title: string;
  readonly of: QuantilesView;
  readonly text: (value: number | null) => string;
}

const QUANTILES: readonly Column<QuantileRow>[] = [
  { title: "over the paths", cell: ({ title }) => title },
  { title: "p5", align: "decimal", cell: ({ of, text }) => text(of.p5) },
  { title: "p50", align: "decimal", cell: ({ of, text }) => text(of.p50) },
  { title: "p95", align: "decimal", cell: ({ of, text }) => text(of.p95) },
];

const COSTS: readonly Column<CostView>[] = [
  { title: "costs", align: "right", cell: (row) => multiple(row.multiple, 0) },
  { title: "return", align: "decimal", cell: ({ totalReturn }) => signedPercent(totalReturn) },
  { title: "drawdown", align: "decimal", cell: ({ maxDrawdown }) => percent(maxDrawdown) },
  { title: "Sharpe", align: "decimal", cell: ({ sharpe }) => ratio(sharpe) },
];

/** A Monte Carlo study for a person: blocks of bars, trades in another order, other costs. */
export function monteCarloScreen(of: StudyView, extras: ExtrasView, file: string, paper: Paper): readonly string[] {
  const { width, tint } = paper;
  const { finalReturn, maxDrawdown, sharpe } = of.quantiles;
  const rows: readonly QuantileRow[] = [
    { title: "final return", of: finalReturn, text: signedPercent },
    { title: "max drawdown", of: maxDrawdown, text: percent },
    { title: "Sharpe ratio", of: sharpe, text: ratio },
    ...(extras.reshuffle === null
      ? []
      : [{ title: "max drawdown, trades reshuffled", of: extras.reshuffle.maxDrawdown, text: percent }]),
  ];
  const head = `${count(of.paths)} paths, blocks of ${count(of.block)} bars on average, seed ${String(of.seed)}`;
  return [
    tint(`Monte Carlo ${of.run}`, "strong"),
    ...wrapText(head, width).map((line) => tint(line, "dim")),
    "",
    ...renderTable({ columns: QUANTILES, rows, width, tint }),
    "",
    ...figureLines(chances(of, extras), paper),
    "",
    ...renderTable({ columns: COSTS, rows: extras.costs, width, tint }),
    ...wrapText(breakEven(extras), width),
    "",
    ...extras.notes.flatMap((note) => paper.wrap(note).map((line) => tint(line, "warn"))),
    ...wrapText(`Kept in ${file}`, width).map((line) => tint(line, "dim")),
  ];
}

function chances(of: StudyView, { ruinDrawdown, reshuffle }: ExtrasView): Parameters<typeof figureLines>[0] {
  const ruin = `${percent(of.probabilityOfRuin)} of the paths fall by ${percent(ruinDrawdown, 0)} or more`;
  return [
    { label: "loss", parts: [`${percent(of.probabilityOfLoss)} of the paths end below their start`] },
    { label: "ruin", parts: [ruin] },
    ...(reshuffle === null
      ? []
      : [
          {
            label: "reshuffle",
            parts: [
              `${count(reshuffle.trips)} round trips in other orders`,
              `ruin ${percent(reshuffle.probabilityOfRuin)}`,
            ],
          },
        ]),
  ];
}

function breakEven({ breakEvenCostMultiple: at, costs }: ExtrasView): string {
  if (at !== null) return `It ends where it began at ${multiple(at)} of its fees and slippage.`;
  const wins = (costs.at(-1)?.totalReturn ?? Number.NaN) > 0;
  return wins ? "It wins at up to 100 times its costs." : "It loses even without costs.";
}
