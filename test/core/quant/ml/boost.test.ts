import { describe, expect, it } from "vitest";
import { createRng } from "../../../../src/core/lib/rng.js";
import { type BoostOptions, fitForest } from "../../../../src/core/quant/ml/boost.js";
import { thresholdBelow } from "../../../../src/core/quant/ml/grow-tree.js";
import { marginOf } from "../../../../src/core/quant/ml/margin.js";
import { matrixOf } from "../../../../src/core/quant/ml/matrix.js";
import { areaUnderRoc } from "../../../../src/core/quant/ml/score-metrics.js";

const ONE: BoostOptions = { trees: 1, bands: 16, rowShare: 1, maxDepth: 1, l2: 1, minWeight: 0.1, learningRate: 1 };

describe("boosted trees", () => {
  // Base rate ½: base 0, gradients ±½, curvature ¼. Left: G = 2 × ½, H = ½, value −1/(½ + 1) = −⅔; right the opposite.
  it("grow the stump that is worked out by hand", () => {
    const { base, trees } = fitForest(matrixOf([[1], [2], [3], [4]], 1), [0, 0, 1, 1], ONE, createRng("a"));
    expect(base).toBe(0);
    const tree = trees[0];
    expect(tree?.threshold[0]).toBe(thresholdBelow(3));
    expect(tree?.value.slice(1)).toEqual([Math.fround(-2 / 3), Math.fround(2 / 3)]);
  });

  it("are the same for a seed and others for another", () => {
    const rng = createRng("rows");
    const rows = Array.from({ length: 300 }, () => [rng.next(), rng.next()].map(Math.fround));
    const labels = rows.map(([x = 0]) => (x + 0.4 * rng.next() > 0.7 ? 1 : 0));
    const fit = (seed: string): unknown =>
      fitForest(matrixOf(rows, 2), labels, { ...ONE, trees: 10, rowShare: 0.7 }, createRng(seed));
    expect(fit("a")).toEqual(fit("a"));
    expect(fit("a")).not.toEqual(fit("b"));
  });

  it("learn an exclusive or, which no line parts", () => {
    const rng = createRng("xor");
    const rows = Array.from({ length: 400 }, () => [rng.next() - 0.5, rng.next() - 0.5].map(Math.fround));
    const labels = rows.map(([x = 0, y = 0]) => (x * y > 0 ? 1 : 0));
    const options = { ...ONE, trees: 60, maxDepth: 3, learningRate: 0.3, rowShare: 0.8, bands: 32 };
    const forest = fitForest(matrixOf(rows, 2), labels, options, createRng("xor"));
    const margins = rows.map((row) => marginOf({ kind: "gbm", ...forest }, row));
    expect(areaUnderRoc(margins, labels)).toBeGreaterThan(0.97);
  });
});

describe("a threshold below an edge", () => {
  it.each([3, -3, 0, 1e-30, 12345.678].map(Math.fround))("of %d is the next smaller 32-bit float", (edge) => {
    const threshold = thresholdBelow(edge);
    expect(threshold).toBeLessThan(edge);
    expect(Math.fround(threshold)).toBe(threshold);
    expect([threshold, edge]).toContain(Math.fround((threshold + edge) / 2));
  });
});
