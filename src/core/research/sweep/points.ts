import { Failure } from "../../lib/failure.js";
import { createRng } from "../../lib/rng.js";
import type { SweepAxis } from "./axes.js";
import { shownValue } from "./symbol-axis.js";

export const SEARCHES = ["grid", "random", "lhs", "list"] as const;
export type Search = (typeof SEARCHES)[number];

/** Combinations of a sweep: values in the order of the axes, the last axis fastest in a grid. */
export type SweepPoints = readonly (readonly number[])[];

const MOST_POINTS = 5_000_000;

export interface SearchTerms {
  readonly search: Search;
  /** Of a random or Latin hypercube search. */
  readonly samples: number | null;
  readonly seed: string;
}

/**
 * grid: every combination. list: the first values together, the second ones, and so on. random: so many combinations drawn
 * from the grid without repeating one. lhs: so many that spread evenly along every axis.
 *
 * Errors: Failure 2 for too many, for what stands there twice, for lists of different lengths, and for a search that lacks its number.
 */
export function sweepPoints(axes: readonly SweepAxis[], { search, samples, seed }: SearchTerms): SweepPoints {
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (search === "list") return listed(axes);
  requireDistinct(axes);
  if (search === "grid") {
    requireSize(size);
    return Array.from({ length: size }, (_, at) => pointAt(axes, at));
  }
  if (samples === null) {
    throw new Failure("bad_search", 2, `--search ${search} needs --samples`, {
      path: "--samples",
      fix: "Say how many combinations to draw, as in --samples 500.",
    });
  }
  requireSize(samples);
  const rng = createRng(seed);
  if (search === "lhs") return hypercube(axes, samples, () => rng.next());
  const drawn = new Set<number>();
  while (drawn.size < Math.min(samples, size)) drawn.add(Math.floor(rng.next() * size));
  return [...drawn].sort((a, b) => a - b).map((at) => pointAt(axes, at));
}

function pointAt(axes: readonly SweepAxis[], index: number): readonly number[] {
  const point: number[] = [];
  let rest = index;
  for (const { values } of [...axes].reverse()) {
    point.unshift(values[rest % values.length] ?? Number.NaN);
    rest = Math.floor(rest / values.length);
  }
  return point;
}

function listed(axes: readonly SweepAxis[]): SweepPoints {
  const [first] = axes;
  const odd = axes.find(({ values }) => values.length !== first?.values.length);
  if (odd !== undefined) {
    const message = `--search list: ${odd.name} has ${String(odd.values.length)} values, ${first?.name ?? ""} has ${String(first?.values.length)}`;
    throw new Failure("bad_search", 2, message, {
      path: "--grid",
      fix: "Give every parameter as many values as the first.",
    });
  }
  const points = (first?.values ?? []).map((_, at) => axes.map(({ values }) => values[at] ?? Number.NaN));
  requireNew(axes, points);
  return points;
}

/** A value that stands twice on an axis makes all of its combinations twice. */
function requireDistinct(axes: readonly SweepAxis[]): void {
  for (const axis of axes) {
    const twice = firstRepeat(axis.values);
    if (twice !== undefined) throw repeated(`${axis.name}=${String(shownValue(axis, twice))} stands there twice`);
  }
}

function firstRepeat(values: readonly number[]): number | undefined {
  const seen = new Set<number>();
  return values.find((value) => seen.size === seen.add(value).size);
}

/** Of a list the values may repeat, its combinations may not: each would be counted as a trial of its own. */
function requireNew(axes: readonly SweepAxis[], points: SweepPoints): void {
  const seen = new Set<string>();
  for (const point of points) {
    const key = axes.map((axis, at) => `${axis.name}=${String(shownValue(axis, point[at] ?? Number.NaN))}`).join(" ");
    if (seen.has(key)) throw repeated(`the combination ${key} stands there twice`);
    seen.add(key);
  }
}

function repeated(message: string): Failure {
  return new Failure("bad_grid", 2, `--grid: ${message}`, {
    path: "--grid",
    fix: "Name every value once; a listed search (--search list) may repeat values, and names every combination once.",
  });
}

/** Each axis is cut into as many parts as there are samples, and every part is met once. */
function hypercube(axes: readonly SweepAxis[], samples: number, chance: () => number): SweepPoints {
  const columns = axes.map(({ values }) => {
    const order = Array.from({ length: samples }, (_, at) => at);
    for (let at = samples - 1; at > 0; at -= 1) {
      const other = Math.floor(chance() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    return order.map((part) => values[Math.floor(((part + 0.5) * values.length) / samples)] ?? Number.NaN);
  });
  const points = Array.from({ length: samples }, (_, at) => columns.map((column) => column[at] ?? Number.NaN));
  const seen = new Set<string>();
  return points.filter((point) => {
    const key = point.join(" ");
    return !seen.has(key) && seen.add(key).size > 0;
  });
}

function requireSize(size: number): void {
  if (size <= MOST_POINTS) return;
  throw new Failure("sweep_too_large", 2, `${String(size)} combinations are more than ${String(MOST_POINTS)}`, {
    path: "--grid",
    fix: "Take larger steps, or draw from them: --search lhs --samples 5000.",
  });
}
