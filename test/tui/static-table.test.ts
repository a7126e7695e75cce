import { describe, expect, it } from "vitest";
import { staticTable } from "../../src/tui/static-table.js";
import { countedRows } from "../../src/cli/counted.js";

const CHECKS = [
  { status: "pass", subject: "journal" },
  { status: "pass", subject: "disk" },
  { status: "pass", subject: "disk" },
  { status: "fail", subject: "lock" },
];

const rows = (room: number) =>
  countedRows(CHECKS, {
    kinds: ["fail", "warn", "pass"],
    kindOf: ({ status }) => status,
    groupOf: ({ subject }) => subject,
    room,
  });

describe("a table with borders, drawn by ink-table with the Ink that is loaded", () => {
  it("has a row for each kind that occurs, the groups with the most first, figures right", () => {
    expect(staticTable(rows(40), { width: 80, colour: false })).toEqual([
      "┌──────┬────────┬───────────────┐",
      "│ what │ number │ where         │",
      "├──────┼────────┼───────────────┤",
      "│ fail │      1 │ lock          │",
      "├──────┼────────┼───────────────┤",
      "│ pass │      3 │ disk, journal │",
      "└──────┴────────┴───────────────┘",
    ]);
  });

  it("cuts names with a sign that says so, never a figure", () => {
    expect(rows(8)[1]).toEqual({ what: "pass", number: "3", where: "disk, j…" });
  });

  it("is left out whole at 32 columns, one less than it needs", () => {
    expect(staticTable(rows(40), { width: 33, colour: false })).toHaveLength(7);
    expect(staticTable(rows(40), { width: 32, colour: false })).toEqual([]);
  });

  it("of no rows is no line", () => {
    expect(staticTable([], { width: 80, colour: false })).toEqual([]);
  });
});
