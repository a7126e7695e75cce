import { describe, expect, it } from "vitest";
import { contribLine } from "../../../src/tui/paint/contrib-line.js";
import { lookOf } from "../../../src/tui/paint/style.js";

const chart = (...lines: readonly (readonly number[])[]) =>
  contribLine({ lines, labels: ["05-01", "05-02", "05-03"], low: 0, high: 10, width: 40, height: 12 });

/** Rows on which a colour stands, from the top. */
function rowsOf(grid: ReturnType<typeof chart>, colour: number): readonly number[] {
  return Array.from({ length: grid.height }, (_, y) => y).filter((y) =>
    Array.from({ length: grid.width }, (_, x) => grid.styles[y * grid.width + x] ?? 0).some(
      (style) => lookOf(style).foreground === colour,
    ),
  );
}

describe("blessed-contrib as a source of charts", () => {
  it("draws two lines in two colours: one at 9 of 10 high up, one at 1 low down", () => {
    const grid = chart([9, 9, 9], [1, 1, 1]);
    const [above, below] = [rowsOf(grid, 1), rowsOf(grid, 2)];
    expect(above).toHaveLength(1);
    expect(below).toHaveLength(1);
    expect(above[0]).toBeLessThan(3);
    expect(below[0]).toBeGreaterThan(6);
  });

  it("writes labels on both axes within its 40 columns and 12 rows", () => {
    const rows = chart([1, 5, 9]).rows();
    expect(rows).toHaveLength(12);
    expect(rows.join("\n")).toContain("05-01");
    expect(rows.at(-1)).not.toContain("null");
    expect(rows.some((row) => row.trimStart().startsWith("0"))).toBe(true);
  });
});
