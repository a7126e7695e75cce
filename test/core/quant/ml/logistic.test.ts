import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLogistic } from "../../../../src/core/quant/ml/logistic.js";
import { matrixOf } from "../../../../src/core/quant/ml/matrix.js";
import { sigmoid } from "../../../../src/core/quant/ml/sigmoid.js";

describe("logistic regression", () => {
  it("finds the odds of a single group: 3 of 4 is a bias of ln 3", () => {
    const { bias, converged } = fitLogistic({ rows: 4, columns: 0, values: new Float64Array(0) }, [1, 1, 1, 0], {
      l2: 0,
    });
    expect(converged).toBe(true);
    expect(bias).toBeCloseTo(Math.log(3), 12);
  });

  it("finds the log odds ratio of a two by two table: 8 of 10 against 3 of 10", () => {
    const rows = [...new Array<number>(10).fill(0), ...new Array<number>(10).fill(1)].map((x) => [x]);
    const labels = rows.map(([x], i) => (x === 1 ? (i < 18 ? 1 : 0) : i < 3 ? 1 : 0));
    const { bias, weights } = fitLogistic(matrixOf(rows, 1), labels, { l2: 0 });
    expect(bias).toBeCloseTo(Math.log(3 / 7), 9);
    expect(weights[0]).toBeCloseTo(Math.log(8 / 2) - Math.log(3 / 7), 9);
  });

  // Grades against hours of study: the worked example of many textbooks, as published with bias −4.0777 and slope 1.5046
  // (Wikipedia, "Logistic regression", read 2026).
  it("agrees with the published fit of passing an exam by hours of study", () => {
    const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];
    const { bias, weights } = fitLogistic(
      matrixOf(
        hours.map((h) => [h]),
        1,
      ),
      passed,
      { l2: 0 },
    );
    expect(bias).toBeCloseTo(-4.0777, 4);
    expect(weights[0]).toBeCloseTo(1.5046, 4);
  });

  it("shrinks the slope of classes that a line parts, and stays finite", () => {
    const x = matrixOf([[-2], [-1], [1], [2]], 1);
    const [mild, strong] = [0.1, 10].map((l2) => fitLogistic(x, [0, 0, 1, 1], { l2 }).weights[0] ?? Number.NaN);
    expect(mild).toBeGreaterThan(strong ?? Number.NaN);
    expect(strong).toBeGreaterThan(0);
  });

  it("ends where the slope of the penalised loss is 0, for any samples", () => {
    const sample = fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 2, maxLength: 40 }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (samples, l2) => {
          // Both classes, else the bias has no maximum.
          const labels = [...samples.map(([, label]) => label), 0, 1];
          const xs = [...samples.map(([x]) => x), 0, 0];
          const { bias, weights } = fitLogistic(
            matrixOf(
              xs.map((x) => [x]),
              1,
            ),
            labels,
            { l2 },
          );
          const [weight = Number.NaN] = weights;
          const misses = xs.map((x, i) => (labels[i] ?? 0) - sigmoid(bias + weight * x));
          expect(misses.reduce((sum, miss) => sum + miss, 0)).toBeCloseTo(0, 6);
          expect(misses.reduce((sum, miss, i) => sum + miss * (xs[i] ?? 0), 0) - l2 * weight).toBeCloseTo(0, 6);
        },
      ),
      { seed: 7 },
    );
  });
});
