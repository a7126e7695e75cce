import { sampledTrials } from "./effective-trials.js";
import { clusterTrials, SAME_TRIAL_CORRELATION, unitVector } from "./trial-clusters.js";

/** Trials that are clustered with each other: 512 cost about a tenth of a second. */
const CLUSTERED = 512;
/** Trials that are looked at one by one; of more, a sample. */
const LOOKED_AT = 32_768;

interface Groups {
  /** Sum of the unit vectors of a group's members: the mean correlation of a trial with them is its product with this, over their number. */
  readonly sums: Float64Array[];
  readonly sizes: number[];
  /** The group of the trials that never move; −1 without any. */
  idle: number;
}

/**
 * The group of each trial, or of each of 32,768 where there are more: 512 of them are clustered (`clusterTrials`), every
 * other one joins the group that it correlates with most, on the mean over its members, or founds one where that is below
 * 0.75. A few odd trials among thousands so count as what they are, and never for others that nobody has seen.
 *
 * Shape:   series: Float64Array[trials × observations], [trial][observation]; out: numbers of groups, from 0.
 * Errors:  InvariantError if the length isn't a multiple of `trials` or a return isn't finite.
 * Source:  docs/METRICS.md#effective-number-of-trials
 */
export function groupTrials(series: Float64Array, trials: number): Int32Array {
  const length = series.length / trials;
  const rowOf = (trial: number): Float64Array => series.subarray(trial * length, (trial + 1) * length);
  const chosen = sampledTrials(trials, CLUSTERED);
  const clustered = clusterTrials(join(chosen, rowOf, length), chosen.length);
  if (chosen.length === trials) return clustered;
  const groups: Groups = { sums: [], sizes: [], idle: -1 };
  const known = new Map<number, number>();
  chosen.forEach((trial, at) => {
    known.set(trial, clustered[at] ?? -1);
    add(groups, clustered[at] ?? -1, unitVector(rowOf(trial)), length);
  });
  return sampledTrials(trials, LOOKED_AT).map((trial) => known.get(trial) ?? place(groups, rowOf(trial)));
}

function join(chosen: Int32Array, rowOf: (trial: number) => Float64Array, length: number): Float64Array {
  const joined = new Float64Array(chosen.length * length);
  chosen.forEach((trial, at) => {
    joined.set(rowOf(trial), at * length);
  });
  return joined;
}

/** Puts a trial where it belongs and returns the number of its group. */
function place(groups: Groups, row: Float64Array): number {
  const unit = unitVector(row);
  const group = unit === null ? groups.idle : nearest(groups, unit);
  const number = group === -1 ? groups.sums.length : group;
  add(groups, number, unit, row.length);
  return number;
}

function nearest({ sums, sizes }: Groups, unit: Float64Array): number {
  let [best, found] = [SAME_TRIAL_CORRELATION, -1];
  for (let group = 0; group < sums.length; group++) {
    const sum = sums[group] ?? unit;
    let product = 0;
    for (let at = 0; at < unit.length; at++) product += (sum[at] ?? Number.NaN) * (unit[at] ?? Number.NaN);
    const correlation = product / (sizes[group] ?? Number.NaN);
    const closer = found === -1 ? correlation >= best : correlation > best;
    if (closer) [best, found] = [correlation, group];
  }
  return found;
}

function add(groups: Groups, number: number, unit: Float64Array | null, length: number): void {
  const sum = (groups.sums[number] ??= new Float64Array(length));
  groups.sizes[number] = (groups.sizes[number] ?? 0) + 1;
  if (unit === null) groups.idle = number;
  else for (let at = 0; at < length; at++) sum[at] = (sum[at] ?? Number.NaN) + (unit[at] ?? Number.NaN);
}
