import type { TimeRange } from "../../ports/bar-store.js";
import type { ParquetTable, RowRange } from "./columns.js";
import { checkTimes } from "./series-checks.js";
import { lowerBound } from "../../lib/lower-bound.js";

export interface TimedRows {
  readonly rows: RowRange;
  readonly timesMs: Float64Array;
}

/**
 * The rows of a table whose time lies in the range, and these times. Row groups outside the range, by the
 * bounds in the footer, are not decoded.
 *
 * Errors: DataError `time_not_increasing`, and those of `readColumns`.
 */
export async function rowsInRange(
  table: ParquetTable,
  column: string,
  { range, file }: { readonly range: TimeRange | undefined; readonly file: string },
): Promise<TimedRows> {
  const fromMs = range?.fromMs ?? -Infinity;
  const toMs = range?.toMs ?? Infinity;
  const groups = table.groupBounds(column).filter((group) => group.max >= fromMs && group.min < toMs);
  const candidates = { start: groups[0]?.start ?? 0, end: groups.at(-1)?.end ?? 0 };
  const timesMs = (await table.readColumns([column], candidates))[column] ?? new Float64Array(0);
  checkTimes(timesMs, file);
  const first = lowerBound(timesMs, fromMs);
  const end = Math.max(lowerBound(timesMs, toMs), first);
  const rows = { start: candidates.start + first, end: candidates.start + end };
  return { rows, timesMs: timesMs.slice(first, end) };
}
