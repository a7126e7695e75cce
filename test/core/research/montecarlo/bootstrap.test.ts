import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxDrawdown } from "../../../../src/core/quant/drawdown.js";
import { equityCurve, totalReturn } from "../../../../src/core/quant/equity-curve.js";
import { sharpe } from "../../../../src/core/quant/sharpe.js";
import { meanBlockBars } from "../../../../src/core/research/montecarlo/block-length.js";
import { createBootstrap } from "../../../../src/core/research/montecarlo/bootstrap.js";
import { mergeFigures } from "../../../../src/core/research/montecarlo/path-figures.js";
import type { PathSource } from "../../../../src/core/research/montecarlo/random-blocks.js";
import { createBlocks, drawBlocks } from "../../../../src/core/research/montecarlo/random-blocks.js";
import { randomReturns, seeds } from "../../quant/random-series.js";

/** The path itself, bar by bar. */
function pathOf(returns: Float64Array, source: PathSource, index: number): Float64Array {
  const path: number[] = [];
  const blocks = createBlocks(source.bars);
  drawBlocks(source, index, blocks);
  for (let block = 0; block < blocks.count; block++) {
    for (let i = 0; i < blocks.lengths[block]!; i++) path.push(returns[(blocks.starts[block]! + i) % returns.length]!);
  }
  return Float64Array.from(path);
}

const within = (found: number, expected: number, scale: number): void => {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * scale);
};

describe("the stationary block bootstrap", () => {
  it("has the figures of a walk along each path, bar by bar, within 1e-12 relative, for any returns and blocks", () => {
    const shape = fc.record({
      seed: seeds,
      bars: fc.integer({ min: 2, max: 700 }),
      block: fc.oneof(fc.constant(1), fc.double({ min: 1, max: 900, noNaN: true })),
      scale: fc.constantFrom(0.01, 1, 20),
    });
    fc.assert(
      fc.property(shape, ({ seed, bars, block, scale }) => {
        const returns = randomReturns(seed, bars).map((value) => Math.max(-1, scale * value));
        const input = { returns, barsPerYear: 8760, meanBlockBars: block, seed: `s${seed}` };
        const figures = createBootstrap(input).paths(0, 5);
        for (let index = 0; index < 5; index++) {
          const path = pathOf(returns, { seed: input.seed, bars, meanBlockBars: block }, index);
          expect(path).toHaveLength(bars);
          within(1 + figures.finalReturn[index]!, 1 + totalReturn(path), 1 + totalReturn(path));
          within(figures.maxDrawdown[index]!, maxDrawdown(equityCurve(path)), 1);
          // A ratio near 0 is a small difference of large sums: its error is relative to that of the sums.
          const ratio = sharpe(path, 8760);
          if (Number.isFinite(ratio)) within(figures.sharpe[index]!, ratio, 100 * (1 + ratio * ratio));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes however the paths are split, in whatever order the parts come back", () => {
    const input = { returns: randomReturns(1, 500), barsPerYear: 365, meanBlockBars: 20, seed: "split" };
    const whole = createBootstrap(input).paths(0, 100);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 5 }), seeds, (cuts, order) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), 100];
        const parts = edges.slice(1).map((to, at) => createBootstrap(input).paths(edges[at]!, to));
        const turned = [...parts.slice(order % parts.length), ...parts.slice(0, order % parts.length)];
        expect(mergeFigures(turned)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it("refuses to merge parts of which one is missing or there twice", () => {
    const bootstrap = createBootstrap({ returns: randomReturns(1, 50), barsPerYear: 365, meanBlockBars: 5, seed: "m" });
    const [a, b, c] = [bootstrap.paths(0, 3), bootstrap.paths(3, 6), bootstrap.paths(6, 9)];
    expect(() => mergeFigures([a, c])).toThrow("paths 3 to 6 are missing");
    expect(() => mergeFigures([a, b, b, c])).toThrow("there twice");
  });

  it("draws blocks of the mean length asked for (168 ± 4 over 10,000) from every bar alike", () => {
    const bars = 4000;
    const source = { seed: "lengths", bars, meanBlockBars: 168 };
    const lengths: number[] = [];
    const starts: number[] = [];
    for (let path = 0; lengths.length < 10_000; path++) {
      const blocks = createBlocks(bars);
      drawBlocks(source, path, blocks);
      lengths.push(...blocks.lengths.subarray(0, blocks.count));
      starts.push(...blocks.starts.subarray(0, blocks.count));
    }
    // One block a path is cut by the end, at half its length on average: 1 in 24.8.
    const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(Math.abs(average - 168 * (1 - Math.exp(-bars / 168)) * (24.8 / 25.8))).toBeLessThan(4);
    const quarter = starts.filter((start) => start < bars / 4).length / starts.length;
    expect(Math.abs(quarter - 0.25)).toBeLessThan(0.02);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...starts)).toBeLessThan(bars);
  });

  it("keeps the mean and, with blocks, the memory of the returns: an alternation survives blocks of 50, not of 1", () => {
    // +1 %, −1 %, +1 % …: sums of 100 bars hardly vary while neighbours stay together.
    const returns = Float64Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? 0.01 : -0.01));
    const spreadOf = (meanBlock: number): number => {
      const bootstrap = createBootstrap({ returns, barsPerYear: 365, meanBlockBars: meanBlock, seed: "memory" });
      const ends = bootstrap.paths(0, 400).finalReturn.map(Math.log1p);
      const mean = ends.reduce((sum, value) => sum + value, 0) / ends.length;
      expect(Math.abs(mean + 0.05)).toBeLessThan(0.05);
      return Math.sqrt(ends.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ends.length);
    };
    expect(spreadOf(1)).toBeGreaterThan(0.28);
    expect(spreadOf(50)).toBeLessThan(0.07);
  });

  it("leaves an account that lost everything at nothing", () => {
    const returns = Float64Array.of(0.5, -1, 0.5);
    const figures = createBootstrap({ returns, barsPerYear: 365, meanBlockBars: 400, seed: "ruin" }).paths(0, 20);
    expect(new Set(figures.finalReturn)).toEqual(new Set([-1]));
    expect(new Set(figures.maxDrawdown)).toEqual(new Set([1]));
  });

  it("refuses a return below −1, one that is not a number, a single bar and a block under one bar", () => {
    const start = (returns: readonly number[], block = 2): unknown =>
      createBootstrap({ returns: Float64Array.from(returns), barsPerYear: 365, meanBlockBars: block, seed: "x" });
    expect(() => start([0.1, -1.01])).toThrow("(-1.01)");
    expect(() => start([0.1, Number.NaN])).toThrow("not a number");
    expect(() => start([0.1])).toThrow("1 returns can't be resampled");
    expect(() => start([0.1, 0.1], 0.5)).toThrow("blocks of 0.5 bars");
  });
});

describe("the mean block", () => {
  it("is 168 hours, or three mean holdings where they are longer, in whole bars", () => {
    expect(meanBlockBars(3_600_000, 10)).toBe(168);
    expect(meanBlockBars(3_600_000, 100.2)).toBe(301);
    expect(meanBlockBars(86_400_000, 0)).toBe(7);
    expect(meanBlockBars(14_400_000, 14)).toBe(42);
    expect(() => meanBlockBars(3_600_000, Number.NaN)).toThrow("no block length");
  });
});
