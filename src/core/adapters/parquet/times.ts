import type { ColumnData } from "hyparquet";
import { timeOfText } from "../../lib/epoch.js";
import { DataError } from "./data-error.js";

/**
 * Times out of the chunks of one column.
 *
 * Errors: DataError `time_invalid` naming the row, `rows_differ`.
 */
export function collectTimes(file: string, rows: number, chunks: readonly ColumnData[]): Float64Array {
  const timesMs = new Float64Array(rows);
  let read = 0;
  for (const { columnName, columnData, rowStart } of chunks) {
    for (let index = 0; index < columnData.length; index += 1) {
      const value: unknown = columnData[index];
      const timeMs = toEpochMs(value);
      if (timeMs === null) {
        const place = `column ${columnName}, row ${rowStart + index}`;
        const expected = "a time: TIMESTAMP, digits since the epoch, or ISO text";
        const found = typeof value === "string" ? value.slice(0, 60) : value === null ? "nothing" : typeof value;
        throw new DataError({ code: "time_invalid", file, place, expected, found });
      }
      timesMs[rowStart + index] = timeMs;
    }
    read += columnData.length;
  }
  if (read !== rows) throw new DataError({ code: "rows_differ", file, expected: rows, found: read });
  return timesMs;
}

/** The library gives TIMESTAMP columns as dates, INT64 as bigint. */
function toEpochMs(value: unknown): number | null {
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.getTime() : null;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "string")
    return timeOfText(String(value));
  return null;
}
