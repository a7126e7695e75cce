import { describe, expect, it } from "vitest";
import { leanTables } from "./lean-tables.js";
import { columnNames, csvColumns } from "./tables.js";

describe.each(leanTables)("$file, $rows rows of SPY", ({ file, rows, checks, absent = [] }) => {
  it.each(checks(csvColumns(file)))(
    "begins $column in row $from (counted from 0), and so do we unless the check names another row",
    ({ column, measured, from, until = rows, partial, ours }) => {
      const expected = csvColumns(file)(column);
      const firstOf = (values: Float64Array): number => values.findIndex((value) => !Number.isNaN(value));
      expect(expected).toHaveLength(rows);
      expect(measured).toHaveLength(rows);
      expect(expected.subarray(until).every(Number.isNaN)).toBe(true);
      expect(Number.isNaN(expected[until - 1])).toBe(false);
      expect(firstOf(expected)).toBe(partial ? 0 : from);
      expect(firstOf(measured)).toBe(ours ?? from);
    },
  );

  it("has no column that is neither an input, nor held against, nor without a function here", () => {
    const inputs = /^(?:Date|time|Open|High|Low|Close|close|Volume)$/;
    const columns = checks(csvColumns(file)).map(({ column }) => column);
    const results = columnNames(file).filter((name) => !inputs.test(name));
    expect([...columns, ...absent].sort()).toEqual(results.sort());
  });
});
