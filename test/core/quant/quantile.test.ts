import { expect, it } from "vitest";
import { quantile } from "../../../src/core/quant/quantile.js";

it("takes the nearest rank: of 1 to 10 the median is 5, p95 10, p0 1; of nothing there is none", () => {
  const sorted = Array.from({ length: 10 }, (_, at) => at + 1);
  expect([0.5, 0.95, 0].map((share) => quantile(sorted, share))).toEqual([5, 10, 1]);
  expect(quantile(Float64Array.of(7), 0.5)).toBe(7);
  expect(quantile([], 0.5)).toBeNull();
});
