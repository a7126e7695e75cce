import { invariant } from "../lib/invariant.js";
import { isMovement, mean } from "./moments.js";

/**
 * Trials with this correlation or more count as one. Chosen so that the number of groups is the number of independent
 * trials whose best is expected to be as good: on sweeps of a crossover over noise 12 to 15 groups against 11 to 14.
 */
export const SAME_TRIAL_CORRELATION = 0.75;

/**
 * Groups trials by how alike their returns are: average linkage (UPGMA, Sokal and Michener 1958) on correlations, until
 * no two groups have a mean correlation of 0.75 or more between their members. Trials that never move are one group. Ties go to
 * the lower index, so the result is the same everywhere.
 *
 * Shape:   series: Float64Array[trials × observations], [trial][observation], 2 or more observations (64 or more, or
 *          chance alone joins some that are independent); out: the number of each trial's group, from 0 in order of
 *          appearance.
 * Errors:  InvariantError if the length isn't a multiple of `trials` or a return isn't finite.
 * Source:  docs/METRICS.md#effective-number-of-trials
 */
export function clusterTrials(series: Float64Array, trials: number): Int32Array {
  invariant(trials >= 1 && series.length % trials === 0, `${series.length} returns aren't those of ${trials} trials`);
  invariant(series.length >= 2 * trials && series.every(Number.isFinite), "a correlation needs 2 finite returns");
  const groupOf = Int32Array.from({ length: trials }, (_, trial) => trial);
  const linkage = new Linkage(correlations(series, trials), trials);
  for (let pair = linkage.mergeClosest(); pair !== null; pair = linkage.mergeClosest()) {
    const [kept, merged] = pair;
    groupOf.forEach((group, trial) => {
      if (group === merged) groupOf[trial] = kept;
    });
  }
  const numbers = new Map<number, number>();
  return groupOf.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

/** Groups of trials, merged two at a time; row i of `similarity` is alive while `weight[i]` > 0. */
class Linkage {
  readonly #weight: Float64Array;
  /** Most similar later group of each; −1 where there is none. */
  readonly #nearest: Int32Array;

  constructor(
    readonly similarity: Float64Array,
    readonly trials: number,
  ) {
    this.#weight = new Float64Array(trials).fill(1);
    this.#nearest = Int32Array.from({ length: trials }, (_, row) => this.#findNearest(row));
  }

  /** Merges the two most similar groups, the second into the first; null where none are similar enough. */
  mergeClosest(): readonly [number, number] | null {
    let [best, kept] = [SAME_TRIAL_CORRELATION, -1];
    for (let row = 0; row < this.trials; row++) {
      const similarity = this.#toNearest(row);
      const closer = kept === -1 ? similarity >= best : similarity > best;
      if (closer) [best, kept] = [similarity, row];
    }
    if (kept === -1) return null;
    const merged = this.#nearest[kept] ?? -1;
    this.#merge(kept, merged);
    return [kept, merged];
  }

  #merge(kept: number, merged: number): void {
    const [a, b] = [this.#weight[kept] ?? 0, this.#weight[merged] ?? 0];
    for (let other = 0; other < this.trials; other++) {
      const similarity = (a * this.#at(kept, other) + b * this.#at(merged, other)) / (a + b);
      this.similarity[kept * this.trials + other] = similarity;
      this.similarity[other * this.trials + kept] = similarity;
    }
    this.#weight[kept] = a + b;
    this.#weight[merged] = 0;
    for (let row = 0; row < this.trials; row++) {
      const was = this.#nearest[row];
      const stale = row === kept || was === kept || was === merged;
      // A mean of two similarities is never above both, so no other row has come nearer than its nearest.
      if (stale) this.#nearest[row] = this.#findNearest(row);
    }
  }

  #findNearest(row: number): number {
    let [best, nearest] = [Number.NEGATIVE_INFINITY, -1];
    if (this.#weight[row] === 0) return nearest;
    for (let other = row + 1; other < this.trials; other++) {
      const closer = this.#weight[other] !== 0 && this.#at(row, other) > best;
      if (closer) [best, nearest] = [this.#at(row, other), other];
    }
    return nearest;
  }

  #toNearest(row: number): number {
    const nearest = this.#nearest[row] ?? -1;
    return this.#weight[row] === 0 || nearest === -1 ? Number.NEGATIVE_INFINITY : this.#at(row, nearest);
  }

  #at(row: number, column: number): number {
    return this.similarity[row * this.trials + column] ?? Number.NaN;
  }
}

/** Correlation of each trial with each; 1 between two that never move, 0 between one that does and one that doesn't. */
function correlations(series: Float64Array, trials: number): Float64Array {
  const length = series.length / trials;
  const rows = Array.from({ length: trials }, (_, trial) =>
    unitVector(series.subarray(trial * length, (trial + 1) * length)),
  );
  const out = new Float64Array(trials * trials);
  rows.forEach((x, i) => {
    for (let j = i; j < trials; j++) {
      const y = rows[j] ?? null;
      const value = x === null || y === null ? Number(x === y) : dot(x, y);
      out[i * trials + j] = value;
      out[j * trials + i] = value;
    }
  });
  return out;
}

/** Less their mean, and of length 1; null where they never move. */
export function unitVector(values: Float64Array): Float64Array | null {
  const average = mean(values);
  const centred = values.map((value) => value - average);
  const squares = dot(centred, centred);
  if (!isMovement(squares / values.length, average) || squares === 0) return null;
  return centred.map((value) => value / Math.sqrt(squares));
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? Number.NaN) * (y[i] ?? Number.NaN);
  return sum;
}
