import { count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { type DataSeriesView, SERIES_COLUMNS } from "./data-screen.js";

interface WrittenView extends DataSeriesView {
  readonly added: number;
  readonly duplicates: number;
  readonly completed: number;
  readonly replaced: number;
  readonly unfinished: number;
}

interface DataImportView {
  readonly directory: string;
  readonly files: readonly { readonly checksum: string }[];
  readonly series: readonly WrittenView[];
  readonly gaps: readonly { readonly series: string; readonly from: string; readonly missing: number }[];
}

const SHOWN_GAPS = 5;

const COLUMNS: readonly Column<WrittenView>[] = [
  ...SERIES_COLUMNS,
  { title: "new", align: "right", cell: ({ added }) => count(added) },
  { title: "same", align: "right", cell: ({ duplicates }) => count(duplicates), leaves: 5 },
];

/** `hedge data import`: what each series is now, and what the files brought. */
export function dataImportScreen({ directory, files, series, gaps }: DataImportView, paper: Paper): readonly string[] {
  const sum = (pick: (row: WrittenView) => number): number => series.reduce((total, row) => total + pick(row), 0);
  const verified = files.filter(({ checksum }) => checksum === "verified").length;
  const notes = [
    `${count(files.length)} files into ${directory}; checksum proved of ${count(verified)}`,
    ...[
      [sum(({ replaced }) => replaced), "rows replaced"] as const,
      [sum(({ completed }) => completed), "settlements got their mark price"] as const,
      [sum(({ unfinished }) => unfinished), "bars left out: they have not ended yet"] as const,
    ].flatMap(([figure, what]) => (figure === 0 ? [] : [`${count(figure)} ${what}`])),
    ...gaps.slice(0, SHOWN_GAPS).map((gap) => `${gap.series}: ${count(gap.missing)} missing from ${utc(gap.from)}`),
    ...(gaps.length > SHOWN_GAPS ? [`${count(gaps.length - SHOWN_GAPS)} more gaps: hedge data verify`] : []),
  ];
  return [
    paper.tint("DATA IMPORT", "title"),
    ...renderTable({ columns: COLUMNS, rows: series, ...paper }),
    ...notes.flatMap((note) => paper.wrap(note)),
  ];
}
