import { cleanText, wrapText } from "../../core/lib/text.js";
import { money, quantity, signedMoney } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

interface Counts {
  readonly before: number;
  readonly after: number;
}

interface Moves extends Counts {
  readonly gone: number;
  readonly new: number;
}

interface OutcomeView {
  readonly verdict: string;
  readonly qty: string;
  readonly notional: string;
  readonly rules: readonly string[];
}

interface DecisionView {
  readonly at: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: string;
  readonly purpose: string;
  readonly before: OutcomeView | null;
  readonly after: OutcomeView | null;
}

export interface ReplayView {
  readonly baseline: string;
  readonly from: string;
  readonly to: string;
  readonly cycles: Counts;
  readonly vetoes: Moves & { readonly byRule: Readonly<Record<string, Moves>> };
  readonly approved: Moves & { readonly resized: number };
  readonly ordersSent: Counts;
  readonly fills: Counts;
  readonly nav: { readonly before: string; readonly after: string; readonly difference: string };
  readonly firstDifference: DecisionView | null;
  readonly changes: readonly DecisionView[];
  readonly changesTotal: number;
}

interface Row {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly gone: string;
  readonly fresh: string;
  readonly other: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "", cell: ({ name }) => name },
  { title: "before", align: "right", cell: ({ before }) => before },
  { title: "after", align: "right", cell: ({ after }) => after },
  { title: "gone", align: "right", cell: ({ gone }) => gone },
  { title: "new", align: "right", cell: ({ fresh }) => fresh },
  { title: "", cell: ({ other }) => other },
];

function countRow(name: string, { before, after }: Counts): Row {
  return { name, before: String(before), after: String(after), gone: "", fresh: "", other: "" };
}

function moveRow(name: string, moves: Moves): Row {
  return { ...countRow(name, moves), gone: String(moves.gone), fresh: String(moves.new) };
}

function rowsOf(view: ReplayView): readonly Row[] {
  const { vetoes, approved, nav } = view;
  const resized = approved.resized === 0 ? "" : `${String(approved.resized)} of another size`;
  return [
    countRow("cycles", view.cycles),
    moveRow("vetoes", vetoes),
    ...Object.entries(vetoes.byRule).map(([rule, moves]) => moveRow(`  by ${rule}`, moves)),
    { ...moveRow("approved", approved), other: resized },
    countRow("orders sent", view.ordersSent),
    countRow("fills", view.fills),
    {
      ...countRow("NAV USDT", { before: 0, after: 0 }),
      before: money(nav.before),
      after: money(nav.after),
      other: signedMoney(nav.difference),
    },
  ];
}

function outcomeText(outcome: OutcomeView | null): string {
  if (outcome === null) return "no intent";
  if (outcome.verdict === "vetoed") return `vetoed by ${outcome.rules.join(", ")}`;
  return `approved ${quantity(outcome.qty)} (${money(outcome.notional)} USDT)`;
}

function decisionText({ at, strategy, symbol, side, purpose, before, after }: DecisionView): string {
  const what = `${at.slice(0, 16).replace("T", " ")} ${strategy} ${symbol} ${purpose} ${side}`;
  return cleanText(`${what}: ${outcomeText(before)} → ${outcomeText(after)}`);
}

/** Changes that a screen shows; --json has more of them. */
const SHOWN = 10;

/** What the last recorded days would have been: totals, the first difference, the next ones. */
export function replayLines(view: ReplayView, paper: Paper): readonly string[] {
  const span = `${view.from.slice(0, 10)} to ${view.to.slice(0, 10)}`;
  const title = `Replay of ${span}, before (${cleanText(view.baseline)}) and after (as audited):`;
  const table = renderTable({ columns: COLUMNS, rows: rowsOf(view), ...paper });
  const head = ["", ...paper.wrap(title), ...table];
  if (view.firstDifference === null) return [...head, "", ...paper.wrap("No decision differs.")];
  const shown = view.changes.slice(0, SHOWN);
  const rest = view.changesTotal - shown.length;
  const parting = `The first of ${String(view.changesTotal)} decisions that differ; from there on the books differ as well:`;
  return [
    ...head,
    "",
    ...paper.wrap(parting),
    ...shown.flatMap((change) =>
      wrapText(decisionText(change), paper.width - 2).map((line, index) => (index === 0 ? line : `  ${line}`)),
    ),
    ...(rest === 0 ? [] : paper.wrap(`and ${String(rest)} more: --json has the first 200`)),
  ];
}
