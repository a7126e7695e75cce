import { describe, expect, it } from "vitest";
import { leanTables } from "./lean-tables.js";
import { csvColumns } from "./tables.js";

describe.each(leanTables)("$file, $rows rows of SPY", ({ file, rows, checks }) => {
  it.each(checks(csvColumns(file)))(
    "begins $column in row $from (counted from 0), and so do we unless the check names another row",
    ({ column, measured, from, partial, ours }) => {
      const expected = csvColumns(file)(column);
      const firstOf = (values: Float64Array): number => values.findIndex((value) => !Number.isNaN(value));
      expect(expected).toHaveLength(rows);
      expect(measured).toHaveLength(rows);
      expect(firstOf(expected)).toBe(partial ? 0 : from);
      expect(firstOf(measured)).toBe(ours ?? from);
    },
  );
});
