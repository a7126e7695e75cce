import type { SeriesRows } from "../../domain/data-series.js";

/** A time for which two sources say different things. */
export interface RowConflict {
  readonly timeMs: number;
  /** Index into the columns of the series. */
  readonly column: number;
  readonly kept: number;
  readonly found: number;
}

export interface MergedRows {
  readonly rows: SeriesRows;
  readonly added: number;
  /** Rows that were there already, equal in every column. */
  readonly duplicates: number;
  /** Rows of which one source did not know a value (NaN) that the other has; it is in `rows`. */
  readonly completed: number;
  /** Rows that differ; with `replace` the found one is in `rows`, else the kept one. */
  readonly conflicting: number;
  /** The first differing column of the first of them. */
  readonly conflicts: readonly RowConflict[];
}

const MOST_SHOWN = 20;

/**
 * Two series of one kind as one, each time once. Rows that are equal bit for bit count as duplicates, rows that differ as
 * conflicts. NaN is a value that is not known: it differs from nothing, and gives way to one that is.
 *
 * Shape: both sorted by rising time, each time once.
 */
export function mergeRows(kept: SeriesRows, found: SeriesRows, replace: boolean): MergedRows {
  const [keptCount, foundCount] = [kept.timesMs.length, found.timesMs.length];
  const timesMs = new Float64Array(keptCount + foundCount);
  const values = kept.values.map(() => new Float64Array(keptCount + foundCount));
  const counts = { added: 0, duplicates: 0, completed: 0, conflicting: 0 };
  const conflicts: RowConflict[] = [];
  let [i, j, rows] = [0, 0, 0];
  const take = (timeMs: number, valueOf: (column: number) => number): void => {
    timesMs[rows] = timeMs;
    for (const [column, target] of values.entries()) target[rows] = valueOf(column);
    rows += 1;
  };
  const keptAt = (column: number): number => kept.values[column]?.[i] ?? NaN;
  const foundAt = (column: number): number => found.values[column]?.[j] ?? NaN;
  while (i < keptCount || j < foundCount) {
    const keptMs = kept.timesMs[i] ?? Infinity;
    const foundMs = found.timesMs[j] ?? Infinity;
    if (keptMs < foundMs) take(keptMs, keptAt);
    else if (foundMs < keptMs) take(foundMs, foundAt);
    else take(keptMs, replace ? orElse(foundAt, keptAt) : orElse(keptAt, foundAt));
    if (foundMs < keptMs) counts.added += 1;
    if (keptMs === foundMs) {
      const column = kept.values.findIndex((_, c) => differs(keptAt(c), foundAt(c)));
      if (column !== -1 && conflicts.length < MOST_SHOWN) {
        conflicts.push({ timeMs: keptMs, column, kept: keptAt(column), found: foundAt(column) });
      }
      const isCompleted = kept.values.some((_, c) => Number.isNaN(keptAt(c)) && !Number.isNaN(foundAt(c)));
      counts[column !== -1 ? "conflicting" : isCompleted ? "completed" : "duplicates"] += 1;
    }
    if (keptMs <= foundMs) i += 1;
    if (foundMs <= keptMs) j += 1;
  }
  const cut = { timesMs: timesMs.slice(0, rows), values: values.map((column) => column.slice(0, rows)) };
  return { rows: cut, ...counts, conflicts };
}

function orElse(first: (column: number) => number, second: (column: number) => number): (column: number) => number {
  return (column) => (Number.isNaN(first(column)) ? second(column) : first(column));
}

function differs(a: number, b: number): boolean {
  return !Number.isNaN(a) && !Number.isNaN(b) && !Object.is(a, b);
}

/**
 * Rows of one source with each time once: repeats that are equal are dropped, of repeats that differ the later one stays
 * with `replace`, the earlier one without.
 *
 * Shape: sorted by time, repeats beside each other.
 */
export function withoutRepeats(rows: SeriesRows, replace: boolean): MergedRows {
  const timesMs = rows.timesMs.slice();
  const values = rows.values.map((column) => column.slice());
  const counts = { duplicates: 0, completed: 0, conflicting: 0 };
  const conflicts: RowConflict[] = [];
  let last = -1;
  for (const [row, timeMs] of rows.timesMs.entries()) {
    const found = (column: number): number => rows.values[column]?.[row] ?? NaN;
    const kept = (column: number): number => values[column]?.[last] ?? NaN;
    const isRepeat = last >= 0 && timesMs[last] === timeMs;
    if (isRepeat) {
      const column = values.findIndex((_, c) => differs(kept(c), found(c)));
      const isCompleted = values.some((_, c) => Number.isNaN(kept(c)) && !Number.isNaN(found(c)));
      counts[column !== -1 ? "conflicting" : isCompleted ? "completed" : "duplicates"] += 1;
      if (column !== -1 && conflicts.length < MOST_SHOWN) {
        conflicts.push({ timeMs, column, kept: kept(column), found: found(column) });
      }
    } else {
      last += 1;
      timesMs[last] = timeMs;
    }
    const valueOf = !isRepeat ? found : replace ? orElse(found, kept) : orElse(kept, found);
    for (const [column, target] of values.entries()) target[last] = valueOf(column);
  }
  const end = last + 1;
  const cut = { timesMs: timesMs.slice(0, end), values: values.map((column) => column.slice(0, end)) };
  return { rows: cut, added: end, ...counts, conflicts };
}
