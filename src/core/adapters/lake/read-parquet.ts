import type { SeriesRows } from "../../domain/data-series.js";
import { openParquet } from "../parquet/columns.js";
import { findColumns } from "./column-names.js";
import type { SourceSeries } from "./read-csv.js";
import { RowCollector } from "./row-collector.js";

/**
 * Reads rows of a series from a Parquet file that somebody else made: columns by name, times in any usual form.
 *
 * Errors: DataError of `openParquet` and `RowCollector`, naming the row.
 */
export async function readForeignParquet(bytes: Uint8Array, file: string, series: SourceSeries): Promise<SeriesRows> {
  const table = await openParquet(bytes, file);
  const { columnNames } = table;
  const found = findColumns(series.kind, columnNames, file);
  const timesMs = await table.readTimes(columnNames[found.time] ?? "");
  const names = found.values.flatMap((index) => (index === null ? [] : [columnNames[index] ?? ""]));
  const columns = await table.readColumns(names);
  const collector = new RowCollector({ ...series, file });
  const values = found.values.map((index) => (index === null ? null : (columns[columnNames[index] ?? ""] ?? null)));
  for (const [row, timeMs] of timesMs.entries()) {
    const cells = values.map((column) => column?.[row] ?? NaN);
    collector.add(timeMs, cells, `row ${row}`);
  }
  return collector.rows();
}
