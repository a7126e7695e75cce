import { describe, expect, it } from "vitest";
import { gridPlateau } from "../../../../src/core/quant/plateau.js";
import { plateauRows } from "../../../../src/core/research/grade/plateau-rows.js";
import { sweepPoints } from "../../../../src/core/research/sweep/points.js";

const GRID = { search: "grid", samples: null, seed: "" } as const;
/** Uneven steps, in no order. */
const AXES = [
  { name: "fast", values: [40, 5, 10, 20] },
  { name: "slow", values: [30, 400, 60, 20, 200] },
];

/** Plateau of a grid whose metric is made from the ranks of both values; fast must be below slow, as in a sweep. */
function plateauBy(metric: (fast: number, slow: number) => number) {
  const fasts = [5, 10, 20, 40];
  const slows = [20, 30, 60, 200, 400];
  const values = sweepPoints(AXES, GRID).filter(([fast, slow]) => fast! < slow!);
  const metrics = Float64Array.from(values, ([fast, slow]) => metric(fasts.indexOf(fast!), slows.indexOf(slow!)));
  const best = metrics.indexOf(Math.max(...metrics));
  const placed = plateauRows({ search: "grid", axes: AXES, values, metrics, best });
  if (!("lengths" in placed.rows)) throw new Error("a grid is none");
  return { value: values[best], plateau: gridPlateau(placed.rows, placed.best) };
}

describe("the rows of a grid as its plateau sees them", () => {
  it("have by rank, on unevenly spaced axes in any order, the neighbours of a planted plateau: all four hold", () => {
    const { value, plateau } = plateauBy((i, j) => {
      const steps = Math.abs(i - 1) + Math.abs(j - 2);
      return steps <= 1 ? 2 - 0.1 * steps : -1;
    });
    expect(value).toEqual([10, 60]);
    expect(plateau).toMatchObject({ neighbours: 4, holdingShare: 1 });
    expect(plateau?.worstShare).toBeCloseTo(0.95, 12);
  });

  it("show a planted spike, however much lies near it by its numbers alone", () => {
    const { value, plateau } = plateauBy((i, j) => (i === 1 && j === 3 ? 2 : -0.2));
    expect(value).toEqual([10, 200]);
    expect(plateau).toMatchObject({ neighbours: 4, holdingShare: 0, medianShare: -0.1 });
  });

  it("leave a hole where a combination contradicts itself", () => {
    const { value, plateau } = plateauBy((i, j) => (i === 2 && j === 1 ? 2 : 1));
    expect(value).toEqual([20, 30]);
    // 20/20 and 40/30 contradict themselves; 10/30 and 20/60 are there.
    expect(plateau).toMatchObject({ neighbours: 2, medianShare: 0.5 });
  });

  it("of one market have no neighbours in another", () => {
    const axes = [
      { name: "symbol", values: [0, 1], symbols: ["A", "B"] },
      { name: "fast", values: [5, 10, 20] },
    ];
    const values = sweepPoints(axes, GRID);
    const placed = plateauRows({ search: "grid", axes, values, metrics: Float64Array.of(9, 9, 9, 1, 10, 2), best: 4 });
    expect(placed).toEqual({ rows: { lengths: [3], metrics: Float64Array.of(1, 10, 2) }, best: 1 });
  });

  it("of a random search stay points", () => {
    const rows = {
      values: [
        [5, 20],
        [10, 30],
      ],
      metrics: Float64Array.of(1, 2),
      best: 1,
    };
    const placed = plateauRows({ search: "random", axes: AXES, ...rows });
    expect(placed).toEqual({ rows: { metrics: rows.metrics, points: Float64Array.of(5, 20, 10, 30) }, best: 1 });
  });
});
