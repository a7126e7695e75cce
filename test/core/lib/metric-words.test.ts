import { expect, it } from "vitest";
import { metricWords } from "../../../src/core/lib/metric-words.js";

import { FIGURES, sweepMetrics } from "../../../src/core/research/sweep/figures.js";

it("has words for every figure of a backtest, none of them written as a program would", () => {
  const figures = Object.fromEntries(FIGURES.map((name) => [name, 1])) as Parameters<typeof sweepMetrics>[0];
  const words = Object.keys(sweepMetrics(figures, { navStart: 1, barMs: 1 })).map(metricWords);
  expect(words).toHaveLength(14);
  for (const word of words) expect(word).toMatch(/^[A-Z]?[a-z ]+$/);
});
