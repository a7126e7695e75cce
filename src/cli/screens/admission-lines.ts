import { percent, signedPercent } from "../format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

interface InvarianceView {
  readonly compared: number;
  readonly first: { readonly atMs: number } | null;
}

/** The admission of one strategy on one market or pair. */
export interface AdmissionView {
  readonly strategy: string;
  readonly name: string;
  readonly truncation: InvarianceView;
  readonly warmup: InvarianceView;
  readonly base: { readonly gain: number; readonly costs: number; readonly changes: number };
  readonly dearer: { readonly gain: number };
  readonly later: { readonly gain: number };
  readonly admitted: boolean;
}

/** `8 the same`, or where two folds disagree first. */
function same({ compared, first }: InvarianceView): { text: string; tone?: "bad" } {
  if (first !== null) return { text: `differs ${new Date(first.atMs).toISOString().slice(0, 10)}`, tone: "bad" };
  return compared === 0 ? { text: "nothing compared", tone: "bad" } : { text: `${String(compared)} the same` };
}

const COLUMNS: readonly Column<AdmissionView>[] = [
  {
    title: "admitted",
    cell: ({ admitted }) => (admitted ? { text: "yes", tone: "good" } : { text: "NO", tone: "bad" }),
  },
  { title: "strategy", cell: ({ strategy }) => strategy, minWidth: 6 },
  { title: "market", cell: ({ name }) => name, minWidth: 7 },
  { title: "no future", cell: ({ truncation }) => same(truncation) },
  { title: "warm-up", cell: ({ warmup }) => same(warmup) },
  { title: "gain", align: "decimal", cell: ({ base }) => signedPercent(base.gain, 0) },
  { title: "costs", align: "decimal", cell: ({ base }) => percent(base.costs, 0), leaves: 1 },
  { title: "costs x2", align: "decimal", cell: ({ dearer }) => signedPercent(dearer.gain, 0) },
  { title: "bar later", align: "decimal", cell: ({ later }) => signedPercent(later.gain, 0) },
];

const NOTE =
  "Admitted is who says the same whether the future is there or not, and whatever came before the warm-up. Gains follow " +
  "the strategy's own words with one unit of capital at full weight, without stops, sizing and limits: compare them with " +
  "each other, not with a session.";

export function admissionLines(rows: readonly AdmissionView[], paper: Paper): readonly string[] {
  return [...renderTable({ columns: COLUMNS, rows, ...paper }), ...paper.wrap(NOTE)];
}
