import { count, percent, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

interface MetricsView {
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
}

interface RunView {
  readonly id: string;
  readonly engine: string;
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly metrics: MetricsView;
  readonly inputs: { readonly kind: string };
}

interface SweepView {
  readonly id: string;
  readonly combinations: number;
  /** The best first. */
  readonly top: readonly { readonly metrics: MetricsView }[];
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly engine: string;
  readonly markets: string;
  readonly from: string;
  readonly to: string;
  /** Of a sweep: those of its best row; null where it has none. */
  readonly metrics: MetricsView | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "run", cell: ({ id }) => id },
  { title: "kind", cell: ({ kind }) => kind, leaves: 4 },
  { title: "engine", cell: ({ engine }) => engine, leaves: 5 },
  { title: "markets", cell: ({ markets }) => markets, minWidth: 10, leaves: 3 },
  { title: "from", cell: ({ from }) => from, leaves: 1 },
  { title: "to", cell: ({ to }) => to, leaves: 2 },
  { title: "return", align: "decimal", cell: ({ metrics }) => signedPercent(metrics?.totalReturn ?? null) },
  { title: "Sharpe", align: "decimal", cell: ({ metrics }) => metrics?.sharpe?.toFixed(2) ?? UNKNOWN },
  { title: "drawdown", align: "decimal", cell: ({ metrics }) => percent(metrics?.maxDrawdown ?? null) },
  { title: "trades", align: "right", cell: ({ metrics }) => count(metrics?.trades ?? null) },
];

/** The kept runs and sweeps for a person; a sweep shows the figures of its best row. */
export function backtestListScreen(items: readonly (RunView | SweepView)[], { width, tint }: Paper): readonly string[] {
  if (items.length === 0) return ["no backtest is kept here; `hedge backtest run --strategy momentum` makes one"];
  const rows = items.map((item) => ("top" in item ? rowOfSweep(item) : rowOfRun(item)));
  return renderTable({ columns: COLUMNS, rows, width, tint });
}

function rowOfRun({ id, engine, inputs, symbols, from, to, metrics }: RunView): Row {
  const markets = symbols.length > 3 ? `${String(symbols.length)} symbols` : symbols.join(", ");
  return { id, kind: inputs.kind, engine, markets, from: from.slice(0, 10), to: to.slice(0, 10), metrics };
}

function rowOfSweep({ id, combinations, top }: SweepView): Row {
  const markets = `best of ${count(combinations)}`;
  return { id, kind: "sweep", engine: "kernel", markets, from: UNKNOWN, to: UNKNOWN, metrics: top[0]?.metrics ?? null };
}
