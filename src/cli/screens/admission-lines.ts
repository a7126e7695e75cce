import { grouped } from "../../core/lib/grouped.js";
import { percent, signedPercent } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { adviceLines } from "./admission-advice.js";
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
  /** Gains over all markets on which the strategy was tried. */
  readonly together: {
    readonly markets: number;
    readonly base: number;
    readonly dearer: number;
    readonly later: number;
  };
  readonly failed: readonly string[];
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
  { title: "strategy", cell: ({ strategy }) => strategy },
  { title: "market", cell: ({ name }) => name },
  { title: "no future", cell: ({ truncation }) => same(truncation), leaves: 2 },
  { title: "warm-up", cell: ({ warmup }) => same(warmup), leaves: 3 },
  { title: "gain", align: "decimal", cell: ({ base }) => signedPercent(base.gain, 0) },
  { title: "costs", align: "decimal", cell: ({ base }) => percent(base.costs, 0), leaves: 1 },
  { title: "costs x2", align: "decimal", cell: ({ dearer }) => signedPercent(dearer.gain, 0) },
  { title: "bar later", align: "decimal", cell: ({ later }) => signedPercent(later.gain, 0) },
];

const NOTE =
  "Admitted is who says the same whether the future is there or not, and whatever came before the warm-up, and who still " +
  "gains over all its markets together with costs doubled and with a bar of delay; a market's row repeats the verdict on its " +
  "strategy. Gains follow the strategy's own words " +
  "with one unit of capital at full weight on each market, without stops, sizing and limits: compare them with each other, " +
  "not with a session.";

const TESTS: Readonly<Record<string, string>> = {
  truncation: "it sees the future",
  warmup: "its warm-up is too short, or nothing could be compared",
  dearer: "it gains nothing at twice the costs",
  later: "it gains nothing a bar later",
};

/** One sentence a strategy: its gains on all markets, and what it failed. */
function verdictLines(rows: readonly AdmissionView[], paper: Paper): readonly string[] {
  return [...grouped(rows, ({ strategy }) => strategy)].flatMap(([strategy, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { markets, base, dearer, later } = first.together;
    const failed = [...new Set(own.flatMap((row) => row.failed))];
    const where = markets === 1 ? first.name : `${String(markets)} markets`;
    const gains = `${signedPercent(base, 1)}, at twice the costs ${signedPercent(dearer, 1)}, a bar later ${signedPercent(later, 1)}`;
    const plain = base > 0 || failed.length === 0 ? "" : " (nor in the plain run)";
    const why =
      failed.length === 0
        ? "admitted"
        : `NOT admitted: ${failed.map((test) => TESTS[test] ?? test).join("; ")}${plain}`;
    return paper.wrap(`${strategy} over ${where}: ${gains}. ${why}.`);
  });
}

/** enabled: strategies that trade under the configuration. */
export function admissionLines(
  rows: readonly AdmissionView[],
  enabled: readonly string[],
  paper: Paper,
): readonly string[] {
  return [
    ...renderTable({ columns: COLUMNS, rows, ...paper }),
    "",
    ...verdictLines(rows, paper),
    ...adviceLines(rows, enabled, paper),
    "",
    ...paper.wrap(NOTE),
  ];
}
