import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  drawdownLine,
  drawnRows,
  liveChart,
  profitSince,
} from "../../../../src/core/readmodel/dashboard/live-charts.js";

const DAY_MS = 86_400_000;

describe("rows that are drawn", () => {
  it("are at most 320, rising, and the newest is always among them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (length) => {
        const rows = drawnRows(length);
        expect(rows.length).toBeLessThanOrEqual(320);
        expect(rows.at(-1)).toBe(length - 1);
        expect(rows.every((row, at) => at === 0 || row > (rows[at - 1] ?? 0))).toBe(true);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("of nothing are none", () => {
    expect(drawnRows(0)).toEqual([]);
  });
});

describe("a chart", () => {
  it("has null where a value is unknown, never 0", () => {
    const words = { id: "a", title: "A", description: "B", unit: "money" } as const;
    const block = liveChart(words, [1, 2, 3], [{ name: "NAV", values: [1, Number.NaN, 3] }]);
    expect(block).toMatchObject({ chart: { atMs: [1, 2, 3], lines: [{ values: [1, null, 3] }] } });
  });
});

describe("figures of the books", () => {
  it("drawdown counts from the opening NAV", () => {
    expect(Array.from(drawdownLine({ nav: [90, 110, 99] }, 100).values)).toEqual([90 / 100 - 1, 0, 99 / 110 - 1]);
  });

  it("a strategy's week is what it made since then over the NAV of then, and unknown in younger books", () => {
    const points = {
      ...{ atMs: [0, 1, 2, 3].map((day) => day * DAY_MS), nav: [100, 100, 200, 200], flows: [0, 0, 0, 0] },
      ...{ grossExposure: [0, 0, 0, 0], netExposure: [0, 0, 0, 0], profits: new Map() },
    };
    expect(profitSince(points, [0, 5, 10, 14], 1)).toBeCloseTo(4 / 200, 12);
    expect(profitSince(points, [0, 5, 10, 14], 7)).toBeNull();
  });
});
