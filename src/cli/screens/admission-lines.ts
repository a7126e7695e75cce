import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

/** One admission test of one strategy. */
export interface AdmissionView {
  readonly strategy: string;
  readonly test: string;
  readonly status: string;
  readonly detail: string;
}

const COLUMNS: readonly Column<AdmissionView>[] = [
  {
    title: "admission",
    cell: ({ status }) => ({ text: status, tone: status === "pass" ? "good" : status === "fail" ? "bad" : "warn" }),
  },
  { title: "strategy", cell: ({ strategy }) => strategy },
  { title: "test", cell: ({ test }) => test.replaceAll("_", " ") },
  { title: "seen", cell: ({ detail }) => detail, minWidth: 24 },
];

export function admissionLines(rows: readonly AdmissionView[], paper: Paper): readonly string[] {
  return renderTable({ columns: COLUMNS, rows, ...paper });
}
