import { figureLines } from "../figures.js";
import { count, percent, ratio, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { wrapText } from "../../core/lib/text.js";

interface RowView {
  readonly params: Readonly<Record<string, number | string>>;
  readonly metrics: {
    readonly totalReturn: number | null;
    readonly sharpe: number | null;
    readonly calmar: number | null;
    readonly maxDrawdown: number | null;
    readonly trades: number;
    readonly profitFactor: number | null;
  };
}

interface SweepView {
  readonly id: string;
  readonly combinations: number;
  readonly bars: number;
  readonly elapsedMs: number;
  readonly barEvaluationsPerSecond: number;
  readonly peakRssBytes: number;
  readonly workers: number;
  readonly top: readonly RowView[];
  readonly overfitting: {
    readonly trials: number;
    readonly effectiveTrials: number;
    readonly deflatedSharpe: number | null;
    readonly probabilityOfBacktestOverfitting: number | null;
    readonly minimumTrackRecordYears: number | null;
    readonly plateau: number | null;
  };
  readonly verified: readonly { readonly kernel: number; readonly event: number; readonly differenceBps: number }[];
}

interface SweepContext {
  readonly notes: readonly string[];
  readonly dataNotes: readonly string[];
  /** Tells the notes on the data as well, not only how many there are. */
  readonly wantsAll: boolean;
  readonly directory: string;
}

/** A sweep for a person: what to know before the rows, the best rows, and what they are worth last, where the eye is. */
export function sweepScreen(
  view: SweepView,
  { notes, dataNotes, wantsAll, directory }: SweepContext,
  paper: Paper,
): readonly string[] {
  const { width, tint } = paper;
  const { overfitting: of, verified } = view;
  const speed = (view.barEvaluationsPerSecond / 1e6).toFixed(1);
  const work = `${count(view.combinations)} combinations, ${count(view.bars)} bars, ${(view.elapsedMs / 1_000).toFixed(1)} s`;
  const lines = [
    {
      label: "work",
      parts: [work, `${speed} M bar evaluations/s`, `${String(view.workers)} workers`, megabytes(view)],
    },
    {
      label: "is it luck?",
      parts: [
        `deflated Sharpe ${share(of.deflatedSharpe)}`,
        `overfitting ${share(of.probabilityOfBacktestOverfitting)}`,
        `plateau ${ratio(of.plateau)}`,
        `record needed ${of.minimumTrackRecordYears === null ? UNKNOWN : `${of.minimumTrackRecordYears.toFixed(1)} years`}`,
        `${count(of.trials)} trials, ${of.effectiveTrials.toFixed(0)} that differ`,
      ],
    },
    ...verified.map(({ kernel, event, differenceBps }, at) => ({
      label: at === 0 ? "verified" : "",
      parts: [
        `row ${String(at + 1)}: kernel ${signedPercent(kernel)}`,
        `event engine ${signedPercent(event)}`,
        `${Math.abs(differenceBps).toFixed(4)} bps apart at most`,
      ],
    })),
  ];
  return [
    tint(`Sweep ${view.id}`, "strong"),
    ...[...notes, ...(wantsAll ? dataNotes : counted(dataNotes))].flatMap((note) =>
      wrapText(note, width - 4).map((line, index) => `  ${index === 0 ? "·" : " "} ${line}`),
    ),
    "",
    ...renderTable({ columns: columnsOf(view.top), rows: view.top, width, tint }),
    "",
    ...figureLines(lines, paper),
    ...wrapText(`Kept in ${directory}`, width).map((line) => tint(line, "dim")),
  ];
}

function counted(dataNotes: readonly string[]): readonly string[] {
  const { length } = dataNotes;
  if (length === 0) return [];
  return [`${String(length)} ${length === 1 ? "note" : "notes"} on the recorded data: --notes, or sweep.json below.`];
}

function columnsOf(rows: readonly RowView[]): readonly Column<RowView>[] {
  const names = Object.keys(rows[0]?.params ?? {});
  return [
    ...names.map((name): Column<RowView> => ({
      title: name,
      align: name === "symbol" ? "left" : "decimal",
      cell: ({ params }) => String(params[name] ?? UNKNOWN),
    })),
    { title: "return", align: "decimal", cell: ({ metrics }) => signedPercent(metrics.totalReturn) },
    { title: "Sharpe", align: "decimal", cell: ({ metrics }) => ratio(metrics.sharpe) },
    { title: "Calmar", align: "decimal", cell: ({ metrics }) => ratio(metrics.calmar), leaves: 1 },
    { title: "drawdown", align: "decimal", cell: ({ metrics }) => percent(metrics.maxDrawdown) },
    { title: "trades", align: "right", cell: ({ metrics }) => count(metrics.trades) },
    { title: "profit factor", align: "decimal", cell: ({ metrics }) => ratio(metrics.profitFactor), leaves: 2 },
  ];
}

function megabytes({ peakRssBytes }: SweepView): string {
  return `${String(Math.round(peakRssBytes / 1_048_576))} MiB`;
}

function share(value: number | null): string {
  return value === null ? UNKNOWN : value.toFixed(3);
}
