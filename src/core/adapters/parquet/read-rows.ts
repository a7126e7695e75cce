import { type DataKind, type SeriesRows, timeColumn, valueColumns } from "../../domain/data-series.js";
import { openParquet } from "./columns.js";

/**
 * All rows of a file of the lake, as they are: nothing is checked but that its columns can be read as numbers.
 *
 * Errors: DataError of `openParquet`.
 */
export async function readSeriesRows(kind: DataKind, bytes: Uint8Array, file: string): Promise<SeriesRows> {
  const table = await openParquet(bytes, file);
  const [time, names] = [timeColumn(kind), valueColumns(kind)];
  const columns = await table.readColumns([time, ...names]);
  const column = (name: string): Float64Array => columns[name] ?? new Float64Array(0);
  return { timesMs: column(time), values: names.map(column) };
}
