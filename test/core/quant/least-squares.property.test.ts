import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dickeyFuller, schwertLags } from "../../../src/core/quant/dickey-fuller.js";
import { engleGranger } from "../../../src/core/quant/engle-granger.js";
import { leastSquares, residualSquaresOf } from "../../../src/core/quant/least-squares.js";
import { plainDickeyFuller, plainLeastSquares } from "./plain-least-squares.js";

const bits = (values: Float64Array): readonly bigint[] => [...new BigUint64Array(values.slice().buffer)];
const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, Number.NaN, Infinity) },
);

/** 1 to 6 columns and y of up to 40 values; some columns are doubled. */
const regression = fc
  .record({ k: fc.integer({ min: 1, max: 6 }), spare: fc.integer({ min: 1, max: 34 }), twin: fc.boolean() })
  .chain(({ k, spare, twin }) => {
    const column = fc.array(value, { minLength: k + spare, maxLength: k + spare }).map((of) => Float64Array.from(of));
    return fc.tuple(fc.array(column, { minLength: k, maxLength: k }), column).map(([columns, y]) => ({
      columns: twin && k > 1 ? [...columns.slice(0, -1), columns[0]!] : columns,
      y,
    }));
  });

/** Two walks of 30 to 130 days of which the second follows the first by a share. */
const walks = fc
  .record({
    steps: fc.array(
      fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      {
        minLength: 30,
        maxLength: 130,
      },
    ),
    pull: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ steps, pull }) => {
    let [level, gap] = [5, 0];
    const x = new Float64Array(steps.length);
    const y = new Float64Array(steps.length);
    steps.forEach(([a, b], i) => {
      level += a / 20;
      gap = gap * pull + b / 50;
      x[i] = level;
      y[i] = 0.3 + 0.8 * level + gap;
    });
    return { x, y };
  });

describe("least squares in one array", () => {
  it("gives the bits of the same decomposition column by column, NaN and infinities too: 300 regressions", () => {
    fc.assert(
      fc.property(regression, ({ columns, y }) => {
        const [fast, plain] = [leastSquares(columns, y), plainLeastSquares(columns, y)];
        for (const figure of ["coefficients", "standardErrors", "residualSquares"] as const)
          expect([...fast[figure]]).toEqual([...plain[figure]]);
        if ([...fast.residualSquares].every(Number.isFinite))
          expect(bits(residualSquaresOf(columns, y))).toEqual(bits(plain.residualSquares));
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("leaves what it was given as it was", () => {
    const x = Float64Array.of(1, 2, 4, 8);
    const y = Float64Array.of(3, 1, 4, 1);
    leastSquares([x], y);
    expect([[...x], [...y]]).toEqual([
      [1, 2, 4, 8],
      [3, 1, 4, 1],
    ]);
  });
});

describe("a test of Engle and Granger", () => {
  it("finds t and lags of the plain regressions bit by bit: 60 pairs of walks of 30 to 130 days", () => {
    fc.assert(
      fc.property(walks, ({ x, y }) => {
        const { spread, statistic: whole } = engleGranger(x, y, { maxLags: null });
        const { statistic, lags } = dickeyFuller(spread, { trend: "none", lags: { maxLags: null } });
        expect({ statistic, lags }).toEqual(plainDickeyFuller(spread, schwertLags(x.length, "none")));
        // Of a perfect line the whole test has none.
        if (!Number.isNaN(whole)) expect(whole).toBe(statistic);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
