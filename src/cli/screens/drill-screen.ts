import { age, quantity } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";

interface RunView {
  readonly executor: "running" | "dead" | "hung";
  readonly held: readonly { readonly symbol: string; readonly side: string; readonly qty: string }[];
  readonly flat: boolean;
  readonly positionsAtVenue: number;
  readonly ordersAtVenue: number;
  readonly timeToFlatMs: number | null;
  readonly commandMs: number;
}

export interface DrillView {
  readonly mode: string;
  readonly ok: boolean;
  readonly at: string;
  readonly runs: readonly RunView[];
}

const COLUMNS: readonly Column<RunView>[] = [
  { title: "executor", cell: ({ executor }) => executor },
  {
    title: "closed",
    cell: ({ held }) => {
      const [first, ...others] = held.map(({ side, qty, symbol }) => `${side} ${quantity(qty)} ${symbol}`);
      return others.length === 0 ? (first ?? "nothing") : `${first ?? ""} and ${String(others.length)} more`;
    },
    // Side, quantity and the longest symbols of the venue, and how many more.
    minWidth: 38,
  },
  {
    title: "left there",
    cell: ({ positionsAtVenue: positions, ordersAtVenue: orders }) =>
      positions + orders === 0
        ? { text: "nothing", tone: "good" }
        : { text: `${String(positions)} pos., ${String(orders)} orders`, tone: "bad" },
  },
  {
    title: "flat after",
    align: "right",
    cell: ({ timeToFlatMs }) => (timeToFlatMs === null ? { text: "NOT FLAT", tone: "bad" } : age(timeToFlatMs)),
  },
  { title: "command", align: "right", cell: ({ commandMs }) => age(commandMs), leaves: 1 },
];

/** What a rehearsal of `flatten` measured. */
export function drillScreen({ mode, at, ok, runs }: DrillView, paper: Paper): readonly string[] {
  if (runs.length === 0) return ["Interrupted before anything was rehearsed."];
  const verdict = ok
    ? "All flat in every case, by the books and at the venue."
    : "NOT flat in every case: find out why before you go live.";
  const where = "A rehearsal at a paper venue of its own: no real position, order or key was touched.";
  return [
    heading({ mode, at }, "flatten, a rehearsal", paper),
    ...renderTable({ columns: COLUMNS, rows: runs, width: paper.width, tint: paper.tint }),
    paper.tint(verdict, ok ? "good" : "bad"),
    ...paper.wrap(where).map((line) => paper.tint(line, "dim")),
  ];
}
