import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketed, plot, rangeOf, sparkline } from "../../../src/tui/paint/plot.js";

const size = { width: 10, height: 3, unicode: true };

describe("a chart of dots", () => {
  it("rises from the bottom on the left to the top on the right", () => {
    const values = Array.from({ length: 20 }, (_, index) => index);
    expect(plot(values, { low: 0, high: 19 }, size)).toEqual(["      ⢀⣠⠴⠚", "   ⢀⡤⠖⠋   ", "⣠⠴⠚⠉      "]);
  });

  it("says the same in ASCII", () => {
    const values = Array.from({ length: 10 }, (_, index) => index);
    expect(plot(values, { low: 0, high: 9 }, { ...size, unicode: false }).join("\n")).toMatchInlineSnapshot(`
      "       .-'
         _.-'   
      _.-       "
    `);
  });

  it("leaves out what is not known", () => {
    const rows = plot([null, null, 1, 1, null, null], { low: 0, high: 2 }, { width: 3, height: 1, unicode: true });
    expect(rows[0]?.[0]).toBe(" ");
    expect(rows[0]?.[2]).toBe(" ");
    expect(rows[0]?.[1]).not.toBe(" ");
  });

  it("has no range where nothing is known, and one around a flat line", () => {
    expect(rangeOf([[null, Number.NaN]])).toBeNull();
    const flat = rangeOf([[5, 5]]);
    expect(flat === null ? false : flat.low < 5 && flat.high > 5).toBe(true);
  });

  it("keeps its size and its signs for any values", () => {
    const values = fc.array(fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 })), { maxLength: 400 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 12 }), (series, width, height) => {
        const range = rangeOf([series]);
        if (range === null) return;
        const rows = plot(series, range, { width, height, unicode: true });
        expect(rows).toHaveLength(height);
        for (const row of rows) expect(row).toMatch(new RegExp(`^[ \\u2801-\\u28ff]{${String(width)}}$`));
      }),
    );
  });

  it("one more value moves the newest column only, once the chart is full", () => {
    const hours = Array.from({ length: 40 }, (_, index) => Math.sin(index));
    expect(bucketed([...hours.slice(0, -1), 99], 40).slice(0, -1)).toEqual(bucketed(hours, 40).slice(0, -1));
  });

  it("a sparkline has as many signs as columns", () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 8, true)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([], 8, true)).toBe("");
  });
});
