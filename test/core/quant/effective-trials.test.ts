import { describe, expect, it } from "vitest";
import { effectiveTrials, sampledTrials } from "../../../src/core/quant/effective-trials.js";
import { expectedMaximumSharpe } from "../../../src/core/quant/sharpe-inference.js";
import { sma } from "../../../src/core/quant/sma.js";
import { clusterTrials } from "../../../src/core/quant/trial-clusters.js";
import { randomNormals, walkOf } from "./random-series.js";

const OBSERVATIONS = 128;
const groupsOf = (labels: Int32Array): number => new Set(labels).size;

/** `trials` rows, each `share` of its leader's series (trial modulo leaders) and the rest its own. */
function planted(seed: number, trials: number, leaders: number, share: number): Float64Array {
  const own = randomNormals(seed, trials * OBSERVATIONS);
  const leading = randomNormals(seed + 1, leaders * OBSERVATIONS);
  return own.map((value, at) => {
    const [trial, observation] = [Math.floor(at / OBSERVATIONS), at % OBSERVATIONS];
    const leader = leading[(trial % leaders) * OBSERVATIONS + observation]!;
    return Math.sqrt(share) * leader + Math.sqrt(1 - share) * value;
  });
}

describe("the effective number of trials", () => {
  it("is 1 for 100 identical trials, and for 100 of which none ever traded", () => {
    const one = randomNormals(1, OBSERVATIONS);
    const same = Float64Array.from({ length: 100 * OBSERVATIONS }, (_, at) => 0.01 * one[at % OBSERVATIONS]!);
    expect(effectiveTrials(clusterTrials(same, 100), 100)).toBe(1);
    expect(effectiveTrials(clusterTrials(new Float64Array(100 * OBSERVATIONS), 100), 100)).toBe(1);
  });

  it("is 200 for 200 independent trials", () => {
    const labels = clusterTrials(randomNormals(2, 200 * OBSERVATIONS), 200);
    expect(effectiveTrials(labels, 200)).toBe(200);
  });

  it.each([2, 5, 12])("finds %i planted groups among 120 trials that share 90 % of their variance", (groups) => {
    const labels = clusterTrials(planted(3, 120, groups, 0.9), 120);
    expect(effectiveTrials(labels, 120)).toBe(groups);
    // In order of appearance, so trial t is in the group of its leader.
    expect([...labels]).toEqual(Array.from({ length: 120 }, (_, trial) => trial % groups));
  });

  it("counts one crowd and 10 loners as 11: a crowd doesn't hide those who tried something else", () => {
    const crowd = planted(4, 90, 1, 0.95);
    const all = Float64Array.from([...crowd, ...randomNormals(99, 10 * OBSERVATIONS)]);
    expect(effectiveTrials(clusterTrials(all, 100), 100)).toBe(11);
  });

  it("counts a trial and its mirror image as two", () => {
    const one = randomNormals(5, OBSERVATIONS);
    expect(groupsOf(clusterTrials(Float64Array.from([...one, ...one.map((value) => -value)]), 2))).toBe(2);
  });

  it("is about the number of independent trials whose best is as good, on a crossover swept over noise", () => {
    const steps = randomNormals(6, 6000);
    const price = walkOf(steps);
    const pairs = [5, 9, 15, 24, 36, 50].flatMap((fast) =>
      Array.from({ length: 30 }, (_, at) => [fast, 20 + 7 * at] as const).filter(([quick, slow]) => quick < slow),
    );
    const averages = new Map([...new Set(pairs.flat())].map((period) => [period, sma(price, period)]));
    const series = new Float64Array(pairs.length * OBSERVATIONS);
    pairs.forEach(([fast, slow], trial) => {
      const [quick, late] = [averages.get(fast)!, averages.get(slow)!];
      for (let bar = 240; bar + 1 < price.length; bar++) {
        const at = trial * OBSERVATIONS + Math.floor(((bar - 240) * OBSERVATIONS) / (price.length - 241));
        series[at]! += quick[bar]! > late[bar]! ? steps[bar + 1]! : -steps[bar + 1]!;
      }
    });
    const effective = effectiveTrials(clusterTrials(series, pairs.length), pairs.length);
    const best = expectedBest(series, pairs.length);
    expect(pairs.length).toBeGreaterThan(150);
    expect(expectedMaximumSharpe(1, effective * 0.6)).toBeLessThan(best);
    expect(expectedMaximumSharpe(1, effective * 1.67)).toBeGreaterThan(best);
  });
});

/** Mean best of 400 draws of normal values that are correlated as the trials are (a multiplier bootstrap of them). */
function expectedBest(series: Float64Array, trials: number): number {
  const rows = Array.from({ length: trials }, (_, trial) => {
    const row = series.subarray(trial * OBSERVATIONS, (trial + 1) * OBSERVATIONS);
    const mean = row.reduce((sum, value) => sum + value, 0) / OBSERVATIONS;
    const length = Math.hypot(...row.map((value) => value - mean));
    return row.map((value) => (value - mean) / length);
  });
  const draws = 400;
  const chance = randomNormals(7, draws * OBSERVATIONS);
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const weights = chance.subarray(draw * OBSERVATIONS, (draw + 1) * OBSERVATIONS);
    sum += Math.max(...rows.map((row) => row.reduce((total, value, at) => total + value * weights[at]!, 0)));
  }
  return sum / draws;
}

describe("a sample of the trials", () => {
  it("is all of them up to the limit, else the limit, rising, with the ends of no axis left out", () => {
    expect([...sampledTrials(3, 5)]).toEqual([0, 1, 2]);
    const sample = sampledTrials(10_000, 512);
    expect(new Set(sample).size).toBe(512);
    expect([...sample]).toEqual([...sample].sort((a, b) => a - b));
    // A grid of 100 × 100: each value of either axis is in the sample.
    expect(new Set(sample.map((trial) => trial % 100)).size).toBe(100);
    expect(new Set(sample.map((trial) => Math.floor(trial / 100))).size).toBe(100);
  });

  it("stands for all: 10,000 when none of 512 resembles another, 7 when all 7 groups are seen again and again", () => {
    const loners = Int32Array.from({ length: 512 }, (_, at) => at);
    expect(effectiveTrials(loners, 10_000)).toBeCloseTo(10_000, 6);
    expect(
      effectiveTrials(
        loners.map((at) => at % 7),
        10_000,
      ),
    ).toBe(7);
  });

  it("finds 300 groups of 10 from 512 of 3,000 trials, 10 % either way, where only 250 of them were seen", () => {
    // Groups dealt out as by chance: trial × a prime, so that neighbours are strangers.
    const groups = sampledTrials(3000, 512).map((trial) => ((trial * 1_000_003) % 3001) % 300);
    expect(groupsOf(groups)).toBeLessThan(270);
    expect(Math.abs(effectiveTrials(groups, 3000) - 300)).toBeLessThan(30);
  });

  it("adds the groups that were not seen by how many were seen once and twice", () => {
    // 4 trials of 8 in groups of 1, 1 and 2: 3 seen, unseen ≥ 2² / (4/3 × 2 × 1 + 1 × 2) = 4 / (14/3).
    expect(effectiveTrials(Int32Array.of(0, 1, 2, 2), 8)).toBeCloseTo(3 + 12 / 14, 12);
    expect(effectiveTrials(Int32Array.of(0, 1, 2, 2), 4)).toBe(3);
    expect(() => effectiveTrials(Int32Array.of(0, 1), 1)).toThrow("can't be a sample");
  });
});
