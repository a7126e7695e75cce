import { count, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

export interface DataSeriesView {
  readonly kind: string;
  readonly venue: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  readonly gaps: number;
  readonly missing: number;
  readonly bytes: number;
}

interface DataListView {
  readonly directory: string;
  readonly series: readonly DataSeriesView[];
}

/** Which series it is, how long it is, what is missing. */
export const SERIES_COLUMNS: readonly Column<DataSeriesView>[] = [
  { title: "kind", cell: ({ kind }) => kind },
  { title: "venue", cell: ({ venue }) => venue, leaves: 3 },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "bars", cell: ({ timeframe }) => timeframe },
  { title: "rows", align: "right", cell: ({ rows }) => count(rows) },
  { title: "first", cell: ({ first }) => utc(first) },
  { title: "last", cell: ({ last }) => utc(last) },
  {
    title: "gaps",
    align: "right",
    cell: ({ gaps }) => (gaps === 0 ? "0" : { text: count(gaps), tone: "warn" }),
    leaves: 2,
  },
  {
    title: "missing",
    align: "right",
    cell: ({ missing }) => (missing === 0 ? "0" : { text: count(missing), tone: "warn" }),
    leaves: 4,
  },
];

const LISTED: readonly Column<DataSeriesView>[] = [
  ...SERIES_COLUMNS,
  { title: "KB", align: "right", cell: ({ bytes }) => count(bytes / 1_000), leaves: 1 },
];

/** `hedge data list`: one line a series. */
export function dataScreen({ directory, series }: DataListView, paper: Paper): readonly string[] {
  const title = [paper.tint("DATA", "title"), ...paper.wrap(directory)].join("  ");
  if (series.length === 0) return [title, "no such series"];
  return [title, ...renderTable({ columns: LISTED, rows: series, ...paper })];
}
