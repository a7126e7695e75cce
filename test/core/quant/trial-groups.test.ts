import { describe, expect, it } from "vitest";
import { clusterTrials } from "../../../src/core/quant/trial-clusters.js";
import { groupTrials } from "../../../src/core/quant/trial-groups.js";
import { randomNormals } from "./random-series.js";

const OBSERVATIONS = 64;
const groupsOf = (labels: Int32Array): number => new Set(labels).size;

/** Trials that are one of so many independent series each, with a little noise of their own (correlation about 0.94). */
function planted(trials: number, groups: number, seed = 1): Float64Array {
  const common = randomNormals(seed, groups * OBSERVATIONS);
  const own = randomNormals(seed + 1, trials * OBSERVATIONS);
  return own.map((value, at) => {
    const [trial, observation] = [Math.floor(at / OBSERVATIONS), at % OBSERVATIONS];
    // × a prime, so that neighbours are strangers.
    const group = ((trial * 1_000_003) % 3001) % groups;
    return common[group * OBSERVATIONS + observation]! + 0.25 * value;
  });
}

describe("groups of trials", () => {
  it("are those of the clustering where there are 512 trials or fewer", () => {
    const series = planted(200, 30);
    expect(groupTrials(series, 200)).toEqual(clusterTrials(series, 200));
  });

  it("are counted, not guessed, among more: 300 of 300 in 3,000 trials, though 512 of them meet only about 250", () => {
    const series = planted(3000, 300);
    const labels = groupTrials(series, 3000);
    expect(labels).toHaveLength(3000);
    expect(groupsOf(labels)).toBe(300);
    for (let trial = 0; trial < 3000; trial++) {
      const twin = trial % 300;
      const same = ((trial * 1_000_003) % 3001) % 300 === ((twin * 1_000_003) % 3001) % 300;
      expect(labels[trial] === labels[twin]).toBe(same);
    }
  });

  it("grow by no more than what is odd: 4 strangers among 4,000 of one kind make 5, wherever they lie", () => {
    const series = planted(4000, 1);
    const odd = randomNormals(99, 4 * OBSERVATIONS);
    [17, 1203, 2999, 3999].forEach((trial, at) => {
      series.set(odd.subarray(at * OBSERVATIONS, (at + 1) * OBSERVATIONS), trial * OBSERVATIONS);
    });
    expect(groupsOf(groupTrials(series, 4000))).toBe(5);
  });

  it("stay the same 40 when each trial is tried three more times with a setting that hardly matters", () => {
    const once = planted(1000, 40);
    const four = new Float64Array(4 * once.length);
    const noise = randomNormals(5, four.length);
    for (let trial = 0; trial < 4000; trial++) {
      for (let at = 0; at < OBSERVATIONS; at++) {
        const here = trial * OBSERVATIONS + at;
        four[here] = once[Math.floor(trial / 4) * OBSERVATIONS + at]! + 0.05 * noise[here]!;
      }
    }
    expect(groupsOf(groupTrials(once, 1000))).toBe(40);
    expect(groupsOf(groupTrials(four, 4000))).toBe(40);
  });

  it("put all that never move into one, and look at 32,768 of more", () => {
    const still = new Float64Array(700 * 2);
    expect(groupsOf(groupTrials(still, 700))).toBe(1);
    const mixed = planted(700, 3);
    for (const trial of [3, 400, 699]) mixed.fill(0, trial * OBSERVATIONS, (trial + 1) * OBSERVATIONS);
    expect(groupsOf(groupTrials(mixed, 700))).toBe(4);
    expect(groupTrials(new Float64Array(40_000 * 2), 40_000)).toHaveLength(32_768);
  });
});
