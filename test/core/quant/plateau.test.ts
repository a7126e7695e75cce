import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridPlateau, scatteredPlateau } from "../../../src/core/quant/plateau.js";

describe("the plateau around the best row of a grid", () => {
  it("looks one step along each axis: 4 neighbours inside, 2 in a corner", () => {
    // 4 × 5 rows, metric 1 everywhere but 2 at (1, 2).
    const metrics = new Float64Array(20).fill(1).with(7, 2);
    expect(gridPlateau({ lengths: [4, 5], metrics }, 7)).toEqual({
      neighbours: 4,
      medianShare: 0.5,
      holdingShare: 0,
      worstShare: 0.5,
    });
    expect(gridPlateau({ lengths: [4, 5], metrics: new Float64Array(20).fill(1) }, 0)).toMatchObject({
      neighbours: 2,
      medianShare: 1,
      holdingShare: 1,
    });
  });

  it("tells a broad top from a spike: 1.8, 1.6 and 1.9 around 2 hold, −1 does not, whatever the corners are", () => {
    const metrics = Float64Array.of(-9, 1.8, -9, 1.6, 2, -1, -9, 1.9, -9);
    const plateau = gridPlateau({ lengths: [3, 3], metrics }, 4)!;
    expect(plateau.holdingShare).toBe(3 / 4);
    expect(plateau.medianShare).toBeCloseTo(1.7 / 2, 12);
    expect(plateau.worstShare).toBe(-0.5);
  });

  it("leaves out neighbours without the metric, and is unknown where none has it or the best isn't positive", () => {
    const metrics = Float64Array.of(1, 2, Number.NaN);
    expect(gridPlateau({ lengths: [3], metrics }, 1)).toMatchObject({ neighbours: 1, medianShare: 0.5 });
    expect(gridPlateau({ lengths: [1], metrics: Float64Array.of(3) }, 0)).toBeNull();
    expect(gridPlateau({ lengths: [3], metrics: Float64Array.of(-3, -1, -2) }, 1)).toBeNull();
    expect(gridPlateau({ lengths: [2], metrics: Float64Array.of(Number.NaN, Number.NaN) }, 0)).toBeNull();
    expect(() => gridPlateau({ lengths: [2, 2], metrics }, 0)).toThrow("a grid of 4 rows has 3 metrics");
  });

  it("takes exactly the rows that differ by one step on one axis, for any grid", () => {
    const axis = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 4 }), fc.nat(), (lengths, pick) => {
        const rows = lengths.reduce((product, length) => product * length, 1);
        const best = pick % rows;
        const placeOf = (row: number): number[] => {
          let left = row;
          return lengths.toReversed().map((length) => {
            const at = left % length;
            left = Math.floor(left / length);
            return at;
          });
        };
        const near = (row: number): boolean =>
          placeOf(row).reduce((steps, at, axisAt) => steps + Math.abs(at - placeOf(best)[axisAt]!), 0) === 1;
        const count = Array.from({ length: rows }, (_, row) => row).filter(near).length;
        // Only neighbours have a metric of 1: any other row among them would show in the worst or the median.
        const metrics = Float64Array.from({ length: rows }, (_, row) => (row === best || near(row) ? 1 : 0.001));
        const plateau = gridPlateau({ lengths, metrics }, best);
        if (count === 0) expect(plateau).toBeNull();
        else expect(plateau).toEqual({ neighbours: count, medianShare: 1, holdingShare: 1, worstShare: 1 });
      }),
      { numRuns: 60 },
    );
  });
});

describe("the plateau around the best row of a random search", () => {
  it("takes the 4 nearest of two scaled axes: 10 on an axis of 1,000 is nearer than 0.1 on an axis of 1", () => {
    const rows: readonly (readonly [number, number, number])[] = [
      [500, 0.5, 2],
      [510, 0.5, 1.8],
      [490, 0.5, 1.8],
      [500, 0.51, 1.8],
      [500, 0.49, 1],
      [500, 0.6, -5],
      [0, 0, -5],
      [1000, 1, -5],
    ];
    const metrics = Float64Array.from(rows, ([, , metric]) => metric);
    const points = Float64Array.from(rows.flatMap(([x, y]) => [x, y]));
    expect(scatteredPlateau({ metrics, points }, 0)).toEqual({
      neighbours: 4,
      medianShare: 0.9,
      holdingShare: 0.75,
      worstShare: 0.5,
    });
  });

  it("takes no row at the best one's own place for its surroundings, and refuses one at no place", () => {
    const metrics = Float64Array.of(2, 2, 1);
    expect(scatteredPlateau({ metrics, points: Float64Array.of(5, 5, 6) }, 0)).toMatchObject({
      neighbours: 1,
      medianShare: 0.5,
    });
    expect(() => scatteredPlateau({ metrics, points: Float64Array.of(5, Number.NaN, 6) }, 0)).toThrow("finite");
  });

  it("ignores an axis that the search never varied and rows without the metric; a single row has no plateau", () => {
    const points = Float64Array.of(1, 7, 2, 7, 3, 7);
    const metrics = Float64Array.of(1, 2, Number.NaN);
    expect(scatteredPlateau({ metrics, points }, 1)).toMatchObject({ neighbours: 1, medianShare: 0.5 });
    expect(scatteredPlateau({ metrics: Float64Array.of(1), points: Float64Array.of(5) }, 0)).toBeNull();
    expect(() => scatteredPlateau({ metrics, points: new Float64Array(4) }, 0)).toThrow("4 coordinates");
  });
});
