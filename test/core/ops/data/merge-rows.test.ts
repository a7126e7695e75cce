import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesRows } from "../../../../src/core/domain/data-series.js";
import { mergeRows, withoutRepeats } from "../../../../src/core/ops/data/merge-rows.js";

/** Rows of two columns from [time, a, b]. */
function rowsOf(cells: readonly (readonly [number, number, number])[]): SeriesRows {
  const column = (index: 0 | 1 | 2): Float64Array => Float64Array.from(cells, (cell) => cell[index]);
  return { timesMs: column(0), values: [column(1), column(2)] };
}

function cellsOf({ timesMs, values }: SeriesRows): number[][] {
  return Array.from(timesMs, (timeMs, row) => [timeMs, ...values.map((column) => column[row] ?? NaN)]);
}

const series = fc
  .uniqueArray(fc.tuple(fc.nat(40), fc.nat(2), fc.nat(2)), { selector: ([time]) => time, maxLength: 30 })
  .map((cells) => rowsOf(cells.sort((a, b) => a[0] - b[0])));

describe("mergeRows", () => {
  it("holds each time of both once, in order, and counts each found row exactly once", () => {
    fc.assert(
      fc.property(series, series, fc.boolean(), (kept, found, replace) => {
        const merged = mergeRows(kept, found, replace);
        const times = [...new Set([...kept.timesMs, ...found.timesMs])].sort((a, b) => a - b);
        expect([...merged.rows.timesMs]).toEqual(times);
        const { added, duplicates, completed, conflicting } = merged;
        expect(added + duplicates + completed + conflicting).toBe(found.timesMs.length);
        expect(added).toBe(times.length - kept.timesMs.length);
        const winner = new Map(cellsOf(replace ? kept : found).map((cell) => [cell[0], cell]));
        for (const cell of cellsOf(replace ? found : kept)) winner.set(cell[0], cell);
        expect(cellsOf(merged.rows)).toEqual(times.map((time) => winner.get(time)));
      }),
    );
  });

  it("changes nothing when the same rows come again", () => {
    fc.assert(
      fc.property(series, (rows) => {
        const merged = mergeRows(rows, rows, false);
        expect(merged).toMatchObject({ added: 0, conflicting: 0, duplicates: rows.timesMs.length });
        expect(merged.rows).toEqual(rows);
      }),
    );
  });

  it("names time, column and both values of a conflict, and keeps or replaces", () => {
    const [kept, found] = [rowsOf([[1, 5, 6]]), rowsOf([[1, 5, 7]])];
    expect(mergeRows(kept, found, false)).toMatchObject({
      rows: kept,
      conflicts: [{ timeMs: 1, column: 1, kept: 6, found: 7 }],
    });
    expect(mergeRows(kept, found, true).rows).toEqual(found);
  });

  it("fills a value that one side does not know, whichever it is, and calls it no conflict", () => {
    const [known, unknown] = [rowsOf([[1, 5, 6]]), rowsOf([[1, 5, NaN]])];
    expect(mergeRows(unknown, known, false)).toMatchObject({ rows: known, completed: 1, conflicting: 0 });
    expect(mergeRows(known, unknown, true)).toMatchObject({ rows: known, duplicates: 1, conflicting: 0 });
  });
});

describe("withoutRepeats", () => {
  it("keeps each time once: 2 equal repeats are dropped, of 2 that differ the first stays, or the last", () => {
    const rows = rowsOf([
      [1, 5, 6],
      [1, 5, 6],
      [2, 1, 1],
      [2, 1, 2],
      [2, 1, 2],
      [3, 0, 0],
    ]);
    const first = withoutRepeats(rows, false);
    expect(first).toMatchObject({ duplicates: 1, conflicting: 2, conflicts: [{ timeMs: 2, kept: 1, found: 2 }, {}] });
    expect(cellsOf(first.rows).map(([, , b]) => b)).toEqual([6, 1, 0]);
    expect(cellsOf(withoutRepeats(rows, true).rows).map(([, , b]) => b)).toEqual([6, 2, 0]);
  });
});
