import { count } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { renderTable } from "../table.js";
import { type DataSeriesView, SERIES_COLUMNS } from "./data-screen.js";

interface DataDownloadView {
  readonly directory: string;
  readonly complete: boolean;
  readonly added: number;
  readonly series: DataSeriesView | null;
}

/** `hedge data download`: what the series is now. */
export function dataDownloadScreen(view: DataDownloadView, paper: Paper): readonly string[] {
  const { directory, complete, added, series } = view;
  const title = paper.tint("DATA DOWNLOAD", "title");
  if (series === null) return [title, ...paper.wrap("the venue has nothing of it")];
  const end = complete ? "" : ", stopped before the end: the same command goes on";
  return [
    title,
    ...renderTable({ columns: SERIES_COLUMNS, rows: [series], ...paper }),
    ...paper.wrap(`${count(added)} new rows in ${directory}${end}`),
  ];
}
