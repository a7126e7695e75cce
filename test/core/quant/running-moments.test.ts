import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean, variance } from "../../../src/core/quant/moments.js";
import { mergeMoments, momentsOf, varianceOf } from "../../../src/core/quant/running-moments.js";

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe("running moments", () => {
  it("of parts, merged, are those of all values: mean and variance within 1e-9", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.array(value, { maxLength: 40 }), (a, b) => {
        const merged = mergeMoments(momentsOf(a), momentsOf(b));
        const all = [...a, ...b];
        expect(merged.count).toBe(all.length);
        if (all.length === 0) return;
        expect(Math.abs(merged.mean - mean(all))).toBeLessThan(1e-9);
        if (all.length < 2) expect(varianceOf(merged)).toBeNaN();
        else expect(Math.abs(varianceOf(merged) - variance(all))).toBeLessThan(1e-9 * 1e6);
      }),
    );
  });

  it("leave out what is no number: 1, NaN, 3 and Infinity have mean 2 and variance 2", () => {
    const moments = momentsOf([1, Number.NaN, 3, Number.POSITIVE_INFINITY]);
    expect(moments).toEqual({ count: 2, mean: 2, squaredDeviations: 2 });
    expect(varianceOf(moments)).toBe(2);
  });
});
