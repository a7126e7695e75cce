import { invariant } from "../lib/invariant.js";

/**
 * Which trials of a sweep to look at: all, or `limit` of them, spread by the golden ratio, so that no axis of a grid is hit
 * at one value only (as even steps would).
 *
 * Shape:   out: rising indices into 0 … trials − 1.
 */
export function sampledTrials(trials: number, limit: number): Int32Array {
  if (trials <= limit) return Int32Array.from({ length: trials }, (_, trial) => trial);
  const chosen = new Set<number>();
  for (let step = 0; chosen.size < limit; step++) chosen.add(Math.floor(((step * GOLDEN + 0.5) % 1) * trials));
  return Int32Array.from(chosen).sort();
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Number of groups in all trials, from the groups of a sample of them: those seen, and a lower bound of those not seen
 * by how many were seen once and twice (Chao and Lin 2012, "Nonparametric lower bounds for species richness … under
 * sampling without replacement"). All trials when each of the sample is a group of its own; the groups seen when the
 * sample is all trials.
 *
 * Shape:   groups: Int32Array[sampled], the number of each sampled trial's group, from 0; trials ≥ sampled.
 * Units:   trials, not rounded.
 * Errors:  InvariantError of an empty sample or one larger than what it is of.
 * Source:  docs/METRICS.md#effective-number-of-trials
 */
export function effectiveTrials(groups: Int32Array, trials: number): number {
  const sampled = groups.length;
  invariant(sampled >= 1 && sampled <= trials, `${sampled} trials can't be a sample of ${trials}`);
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const groupsOf = (size: number): number => [...sizes.values()].filter((value) => value === size).length;
  const [once, twice] = [groupsOf(1), groupsOf(2)];
  if (once === 0 || sampled === trials) return sizes.size;
  const share = sampled / trials;
  const unseen = once ** 2 / ((sampled / Math.max(1, sampled - 1)) * 2 * twice + (share / (1 - share)) * once);
  return Math.min(trials, sizes.size + unseen);
}
