import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation, rollingCorrelation } from "../../../src/core/quant/correlation.js";
import { beta } from "../../../src/core/quant/moments.js";
import { fitLine } from "../../../src/core/quant/ols.js";
import { rollingLine } from "../../../src/core/quant/rolling-line.js";
import { createRollingLine, MAX_CANCELLATION, nextRollingLine } from "../../../src/core/quant/rolling-line-fold.js";
import { pairSums } from "../../../src/core/quant/pair-sums.js";
import type { RollingLineReading, RollingLineState } from "../../../src/core/quant/rolling-line-fold.js";
import { randomPairs, seeds } from "./random-series.js";

const shape = { count: fc.integer({ min: 0, max: 240 }), period: fc.integer({ min: 2, max: 90 }), seed: seeds };

function foldOf(x: Float64Array, y: Float64Array, period: number): RollingLineReading[] {
  let state: RollingLineState = createRollingLine();
  return Array.from(x, (value, i) => {
    // Through JSON after every step, as a snapshot would.
    state = JSON.parse(JSON.stringify(state)) as RollingLineState;
    return nextRollingLine(state, { x: value, y: y[i]! }, period);
  });
}

/** Log prices with levels up to 15, calm and wild stretches, and jumps: what sums that are updated lose digits to. */
function stretches(seed: number, count: number, wildness: number): { x: Float64Array; y: Float64Array } {
  const { x, y } = randomPairs(seed, count);
  const scale = (i: number): number => (Math.floor(i / 37) % 2 === 0 ? 1 : 10 ** -wildness);
  const jump = (i: number): number => (i % 53 === 52 ? 3 : 0);
  return {
    x: x.map((value, i) => 11 + scale(i) * value * 0.02 + jump(i)),
    y: y.map((value, i) => 8 + scale(i) * value * 0.02 + jump(i + 20)),
  };
}

function expectNear(x: Float64Array, y: Float64Array, period: number): void {
  const direct = rollingLine(x, y, period);
  const correlations = rollingCorrelation(x, y, period);
  foldOf(x, y, period).forEach((reading, i) => {
    if (i < period - 1) {
      expect(Object.values(reading)).toEqual(Array(6).fill(Number.NaN));
      return;
    }
    const { sxx, syy, meanX } = pairSums(x.subarray(i - period + 1, i + 1), y.subarray(i - period + 1, i + 1));
    const slopeBound = 1e-9 * Math.sqrt(syy / sxx);
    expect(Math.abs(reading.slope - direct.slope[i]!)).toBeLessThanOrEqual(slopeBound);
    expect(Math.abs(reading.intercept - direct.intercept[i]!)).toBeLessThanOrEqual(
      slopeBound * Math.abs(meanX) + 1e-12 * Math.abs(direct.intercept[i]!) + 1e-12,
    );
    expect(Math.abs(reading.rSquared - direct.rSquared[i]!)).toBeLessThanOrEqual(1e-9);
    expect(Math.abs(reading.correlation - correlations[i]!)).toBeLessThanOrEqual(1e-9);
    expect(Math.abs(reading.residualDeviation ** 2 - direct.residualDeviation[i]! ** 2)).toBeLessThanOrEqual(
      (1e-9 * syy) / period,
    );
    expect(reading.cancellation).toBeLessThanOrEqual(MAX_CANCELLATION);
    expect(reading.cancellation).toBeGreaterThanOrEqual(1);
  });
}

describe("rolling OLS", () => {
  it("is the line of each window alone to the last bit, NaN before the first full one", () => {
    fc.assert(
      fc.property(fc.record(shape), ({ seed, count, period }) => {
        const { x, y } = randomPairs(seed, count);
        const out = rollingLine(x, y, period);
        const slopes = Array.from(x, (_, i) =>
          i < period - 1 ? Number.NaN : fitLine(x.slice(i - period + 1, i + 1), y.slice(i - period + 1, i + 1)).slope,
        );
        expect([...out.slope]).toEqual(slopes);
      }),
      { numRuns: 30 },
    );
  });

  it("folded bar by bar is the direct one: slope within 1e-9 × √(Syy/Sxx), R², correlation and variance within 1e-9", () => {
    fc.assert(
      fc.property(fc.record(shape), ({ seed, count, period }) => {
        const { x, y } = randomPairs(seed, count);
        expectNear(x, y, period);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps these bounds where windows calm down by a factor of up to 10,000 after jumps of 300 %", () => {
    fc.assert(
      fc.property(fc.record(shape), fc.integer({ min: 0, max: 4 }), ({ seed, count, period }, wildness) => {
        const { x, y } = stretches(seed, count, wildness);
        expectNear(x, y, period);
      }),
      { numRuns: 40 },
    );
  });

  it("has the slope that beta has, and the correlation that all pairs have, when the window is all", () => {
    const { x, y } = randomPairs(7, 60);
    const out = rollingLine(x, y, 60);
    expect(out.slope[59]).toBeCloseTo(beta(y, x), 12);
    expect(rollingCorrelation(x, y, 60)[59]).toBe(correlation(x, y));
  });

  it("forgets a NaN with the bar that leaves, in fold and batch", () => {
    const { x, y } = randomPairs(3, 40);
    x[5] = Number.NaN;
    const direct = rollingLine(x, y, 8);
    const state = createRollingLine();
    const folded = Array.from(x, (value, i) => nextRollingLine(state, { x: value, y: y[i]! }, 8).slope);
    const gone = folded.map((_, i) => i < 7 || (i >= 5 && i < 13));
    expect(folded.map(Number.isNaN)).toEqual(gone);
    expect([...direct.slope].map(Number.isNaN)).toEqual(gone);
    for (let i = 13; i < 40; i++) expect(Math.abs(folded[i]! - direct.slope[i]!)).toBeLessThan(1e-9);
  });

  it("has no slope where x stands, and finds it again with the first bar that moves", () => {
    const x = Float64Array.of(5, 5, 5, 5, 6, 7);
    const y = Float64Array.of(1, 2, 3, 4, 5, 7);
    const folded = foldOf(x, y, 3).map(({ slope }) => slope);
    expect(folded.slice(0, 4)).toEqual(Array(4).fill(Number.NaN));
    expect(folded[4]).toBeCloseTo(1.5, 12);
    expect(folded[5]).toBeCloseTo(1.5, 12);
  });

  it("refuses 2 x with 3 y, and so does the rolling correlation", () => {
    const [two, three] = [Float64Array.of(1, 2), Float64Array.of(1, 2, 3)];
    expect(() => rollingLine(two, three, 2)).toThrow("as many");
    expect(() => rollingCorrelation(two, three, 2)).toThrow("as many");
  });
});
