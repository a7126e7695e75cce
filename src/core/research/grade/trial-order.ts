import type { Stretches } from "../kernel/stretches.js";
import type { SweepAxis } from "../sweep/axes.js";
import { shownValue, SYMBOL_AXIS } from "../sweep/symbol-axis.js";

/**
 * The trials by rising values of their axes, markets first and the others by name, so that the same combinations are graded alike
 * in whatever order their flags, or the values of one, were given. Null where they lie so already.
 *
 * Shape:   values: of each trial, in the order of the axes; out: numbers of trials.
 */
export function trialOrder(
  axes: readonly SweepAxis[],
  values: readonly (readonly number[])[],
): readonly number[] | null {
  const columns = [...axes.keys()].sort((a, b) => byAxis(axes[a]?.name ?? "", axes[b]?.name ?? ""));
  const ranks = axes.map(rankOf);
  const compare = (one: readonly number[] = [], other: readonly number[] = []): number => {
    for (const at of columns) {
      const rank = ranks[at] ?? Number;
      const apart = rank(one[at] ?? Number.NaN) - rank(other[at] ?? Number.NaN);
      if (apart !== 0) return apart;
    }
    return 0;
  };
  if (values.every((row, at) => at === 0 || compare(values[at - 1], row) <= 0)) return null;
  return [...values.keys()].sort((a, b) => compare(values[a], values[b]));
}

/** Stretches of the trials in that order; the same ones where it is null. */
export function orderedStretches(stretches: Stretches, order: readonly number[] | null): Stretches {
  if (order === null) return stretches;
  const width = stretches.ends.length;
  const moved = (from: Float64Array): Float64Array => {
    const to = new Float64Array(from.length);
    order.forEach((trial, at) => {
      to.set(from.subarray(trial * width, (trial + 1) * width), at * width);
    });
    return to;
  };
  return { ...stretches, sums: moved(stretches.sums), squares: moved(stretches.squares) };
}

function byAxis(a: string, b: string): number {
  if (a === b) return 0;
  if (a === SYMBOL_AXIS || b === SYMBOL_AXIS) return a === SYMBOL_AXIS ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Markets by their names, numbers as they are. */
function rankOf(axis: SweepAxis): (value: number) => number {
  if (axis.symbols === undefined) return (value) => value;
  const sorted = [...axis.symbols].sort();
  const ranks = axis.symbols.map((_, value) => sorted.indexOf(String(shownValue(axis, value))));
  return (value) => ranks[value] ?? Number.NaN;
}
