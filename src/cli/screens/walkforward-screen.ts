import { figureLines } from "../figures.js";
import { count, percent, ratio, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { wrapText } from "../../core/lib/text.js";

interface FoldView {
  readonly train: { readonly from: string; readonly to: string; readonly bars: number };
  readonly test: { readonly from: string; readonly to: string; readonly bars: number };
  readonly params: Readonly<Record<string, number>>;
  readonly trained: number | null;
  readonly tested: {
    readonly totalReturn: number | null;
    readonly sharpe: number | null;
    readonly maxDrawdown: number | null;
    readonly trades: number;
  };
}

interface WalkForwardView {
  readonly id: string;
  readonly metric: string;
  readonly combinations: number;
  readonly windows: { readonly mode: string; readonly purgeBars: number };
  readonly from: string;
  readonly to: string;
  readonly folds: readonly FoldView[];
  readonly metrics: {
    readonly totalReturn: number | null;
    readonly cagr: number | null;
    readonly sharpe: number | null;
    readonly calmar: number | null;
    readonly maxDrawdown: number | null;
    readonly trades: number;
    readonly winRate: number | null;
    readonly profitFactor: number | null;
  };
  readonly efficiency: number | null;
  readonly trials: { readonly run: number; readonly effective: number; readonly earlier: number };
  readonly flags: readonly string[];
}

/** A walk-forward run for a person: what each fold chose, and what the tests made together. */
export function walkForwardScreen(view: WalkForwardView, directory: string, paper: Paper): readonly string[] {
  const { width, tint } = paper;
  const { windows, folds, metrics, trials } = view;
  const head = `${count(folds.length)} ${windows.mode} folds of ${count(view.combinations)} combinations, ${count(windows.purgeBars)} bars between train and test`;
  const figures = [
    {
      label: "out of sample",
      parts: [
        `${signedPercent(metrics.totalReturn)} ${day(view.from)} to ${day(view.to)}`,
        `a year ${signedPercent(metrics.cagr)}`,
      ],
    },
    {
      label: "risk",
      parts: [
        `Sharpe ${ratio(metrics.sharpe)}`,
        `Calmar ${ratio(metrics.calmar)}`,
        `max drawdown ${percent(metrics.maxDrawdown)}`,
      ],
    },
    {
      label: "trades",
      parts: [
        count(metrics.trades),
        `won ${percent(metrics.winRate, 1)}`,
        `profit factor ${ratio(metrics.profitFactor)}`,
      ],
    },
    {
      label: "kept of train",
      parts: [
        view.efficiency === null
          ? `unknown: the mean ${view.metric} on train is not above 0`
          : `${view.metric} out of sample is ${percent(view.efficiency, 0)} of its mean on train`,
      ],
    },
    {
      label: "trials",
      parts: [
        `${count(trials.run)} here`,
        `${trials.effective.toFixed(0)} that differ`,
        `${count(trials.earlier)} before`,
      ],
    },
  ];
  return [
    tint(`Walk-forward ${view.id}`, "strong"),
    ...wrapText(head, width).map((line) => tint(line, "dim")),
    "",
    ...renderTable({ columns: columnsOf(view), rows: folds, width, tint }),
    "",
    ...figureLines(figures, paper),
    "",
    ...view.flags.flatMap((flag) => wrapText(flag, width - 4).map((line, at) => `  ${at === 0 ? "·" : " "} ${line}`)),
    "",
    ...wrapText(`Kept in ${directory}`, width).map((line) => tint(line, "dim")),
  ];
}

function columnsOf({ folds, metric }: WalkForwardView): readonly Column<FoldView>[] {
  return [
    { title: "train to", cell: ({ train }) => day(train.to), leaves: 2 },
    { title: "test from", cell: ({ test }) => day(test.from) },
    { title: "to", cell: ({ test }) => day(test.to), leaves: 1 },
    ...Object.keys(folds[0]?.params ?? {}).map((name): Column<FoldView> => ({
      title: name,
      align: "decimal",
      cell: ({ params }) => String(params[name] ?? UNKNOWN),
    })),
    { title: `${metric} on train`, align: "decimal", cell: ({ trained }) => trained?.toFixed(2) ?? UNKNOWN },
    { title: "return", align: "decimal", cell: ({ tested }) => signedPercent(tested.totalReturn) },
    { title: "drawdown", align: "decimal", cell: ({ tested }) => percent(tested.maxDrawdown), leaves: 3 },
    { title: "trades", align: "right", cell: ({ tested }) => count(tested.trades) },
  ];
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
