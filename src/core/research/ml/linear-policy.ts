import { createRng, type Rng } from "../../lib/rng.js";
import type { ActionPolicy } from "../../ports/policy.js";
import { mean } from "../../quant/moments.js";

/** One past entry: what was known, and what taking it would have earned after costs. Skipping earns 0. */
export interface Episode {
  readonly state: Float64Array;
  readonly reward: number;
}

export interface PolicySearch {
  readonly rounds: number;
  readonly candidates: number;
  readonly elites: number;
  readonly seed: string;
}

export const SEARCH: PolicySearch = { rounds: 30, candidates: 60, elites: 10, seed: "policy" };

/** Takes an entry where bias + Σ weight × figure is above 0. Shape: weights: bias first. */
export function linearPolicy(id: string, weights: readonly number[]): ActionPolicy<"skip" | "take"> {
  return {
    id,
    actions: ["skip", "take"],
    // NaN compares false: what is not known is skipped.
    choose: (state) => (scoreOf(weights, state) > 0 ? "take" : "skip"),
  };
}

function scoreOf(weights: readonly number[], state: ArrayLike<number>): number {
  let score = weights[0] ?? 0;
  for (let j = 0; j < state.length; j++) score += (weights[j + 1] ?? 0) * (state[j] ?? Number.NaN);
  return score;
}

/** Mean reward of an episode under a policy. NaN without episodes. */
export function meanReward(policy: ActionPolicy<"skip" | "take">, episodes: readonly Episode[]): number {
  const earned = episodes.map(({ state, reward }) => (policy.choose(state) === "take" ? reward : 0));
  return mean(earned);
}

/**
 * Learns the weights by the cross-entropy method: draws candidates around a centre, keeps the best, moves there. Offline: it
 * sees past episodes alone, and one action's reward is known because entries of this size move no market. Deterministic.
 *
 * Source: docs/ML.md#a-policy (Rubinstein 1999)
 */
export function searchPolicy(episodes: readonly Episode[], search: PolicySearch = SEARCH): readonly number[] {
  const width = (episodes[0]?.state.length ?? 0) + 1;
  const rng = createRng(search.seed);
  let centre = new Array<number>(width).fill(0);
  let spread = new Array<number>(width).fill(1);
  for (let round = 0; round < search.rounds; round++) {
    const drawn = Array.from({ length: search.candidates }, () => {
      const weights = centre.map((mean, j) => mean + (spread[j] ?? 0) * normal(rng));
      return { weights, reward: meanReward(linearPolicy("candidate", weights), episodes) };
    });
    const best = drawn.sort((a, b) => b.reward - a.reward).slice(0, search.elites);
    centre = centre.map((_, j) => mean(best.map(({ weights }) => weights[j] ?? 0)));
    spread = centre.map((at, j) => Math.sqrt(mean(best.map(({ weights }) => ((weights[j] ?? 0) - at) ** 2))) + 0.01);
  }
  return centre;
}

/** What a policy earns where it was learned, and afterwards where it was not; beside taking every entry. */
export interface PolicyResult {
  readonly weights: readonly number[];
  readonly learned: number;
  readonly unseen: number;
  readonly unseenTakingAll: number;
  /** Unseen gain over doing the better of nothing and everything, in standard errors. */
  readonly unseenT: number;
}

/** Learns on the older part of the episodes and says what that is worth on the newer. */
export function judgePolicy(episodes: readonly Episode[], share = 0.6, search: PolicySearch = SEARCH): PolicyResult {
  const cut = Math.floor(episodes.length * share);
  const [older, newer] = [episodes.slice(0, cut), episodes.slice(cut)];
  const weights = searchPolicy(older, search);
  const policy = linearPolicy("linear", weights);
  const takingAll = mean(newer.map(({ reward }) => reward));
  const over = newer.map(({ state, reward }) => {
    const own = policy.choose(state) === "take" ? reward : 0;
    return own - (takingAll > 0 ? reward : 0);
  });
  const gain = mean(over);
  const error = Math.sqrt(mean(over.map((one) => (one - gain) ** 2)) / over.length);
  return {
    weights,
    learned: meanReward(policy, older),
    unseen: meanReward(policy, newer),
    unseenTakingAll: takingAll,
    unseenT: error > 0 ? gain / error : 0,
  };
}

function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
