import { invariant } from "../lib/invariant.js";
import { interpolatedQuantile } from "./interpolated-quantile.js";

/** A neighbour holds when it has at least this share of the best row's metric. */
export const HOLDING_SHARE = 0.8;

/** How a metric holds around the best row of a search: a broad top is a rule, a spike is luck. */
export interface Plateau {
  /** Neighbours that have the metric. */
  readonly neighbours: number;
  /** Median of the neighbours over the best: near 1 on a plateau, near 0 or below around a spike. */
  readonly medianShare: number;
  /** Share of the neighbours with at least 0.8 of the best. */
  readonly holdingShare: number;
  /** Worst neighbour over the best. */
  readonly worstShare: number;
}

/** Rows of a full grid, the last axis fastest: row = ((i₀ × n₁ + i₁) × n₂ + i₂) … */
export interface GridRows {
  /** Values on each axis. */
  readonly lengths: readonly number[];
  /** Metric of each row, more is better; NaN where it has none (too few trades, invalid combination). */
  readonly metrics: Float64Array;
}

/** Rows of a random, Latin-hypercube or listed search. */
export interface ScatteredRows {
  readonly metrics: Float64Array;
  /** Parameters as numbers, [row][axis]; a choice among names is 0, 1, … in the order of the names. */
  readonly points: Float64Array;
}

/**
 * Plateau of a grid: neighbours are the rows one step away on one axis (4 on two axes, 6 on three), less those beyond an edge of
 * the grid and those without the metric.
 *
 * Shape:   best: a row. null where the best has no positive metric, or no neighbour has one.
 * Errors:  InvariantError if the lengths don't multiply to the rows.
 * Source:  docs/METRICS.md#plateau
 */
export function gridPlateau({ lengths, metrics }: GridRows, best: number): Plateau | null {
  const rows = lengths.reduce((product, length) => product * length, 1);
  invariant(
    rows === metrics.length && best >= 0 && best < rows,
    `a grid of ${rows} rows has ${metrics.length} metrics`,
  );
  const neighbours: number[] = [];
  let [stride, left] = [1, best];
  for (const length of lengths.toReversed()) {
    const at = left % length;
    for (const step of [-1, 1]) if (at + step >= 0 && at + step < length) neighbours.push(best + step * stride);
    left = Math.floor(left / length);
    stride *= length;
  }
  return plateauOf(metrics, best, neighbours);
}

/**
 * Plateau of scattered rows: each axis is scaled to 0 … 1 by what the search covered, and the neighbours are the
 * 2 × axes nearest rows (at least 4) by Euclid's distance, the lower row first among equals. With few rows they are far
 * away: the figure is then a harder one than that of a grid. A row at the best one's own place says nothing about its surroundings.
 *
 * Shape:   as {@link gridPlateau}.
 * Errors:  InvariantError if the points aren't rows × axes, or one is not a finite number: it would be near to nothing and to all.
 * Source:  docs/METRICS.md#plateau
 */
export function scatteredPlateau({ metrics, points }: ScatteredRows, best: number): Plateau | null {
  const rows = metrics.length;
  const axes = points.length / rows;
  invariant(Number.isInteger(axes) && best >= 0 && best < rows, `${points.length} coordinates aren't ${rows} points`);
  invariant(points.every(Number.isFinite), "a point of a search is not a finite number");
  const widths = Array.from({ length: axes }, (_, axis) => widthOf(points, axis, axes));
  const distance = (row: number): number =>
    widths.reduce((sum, width, axis) => {
      const apart = (points[row * axes + axis] ?? Number.NaN) - (points[best * axes + axis] ?? Number.NaN);
      return width > 0 ? sum + (apart / width) ** 2 : sum;
    }, 0);
  const others = Array.from({ length: rows }, (_, row) => ({ row, distance: distance(row) }))
    .filter(({ row, distance: apart }) => row !== best && apart > 0 && !Number.isNaN(metrics[row]))
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, Math.max(4, 2 * axes));
  return plateauOf(
    metrics,
    best,
    others.map(({ row }) => row),
  );
}

function widthOf(points: Float64Array, axis: number, axes: number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = axis; at < points.length; at += axes) {
    low = Math.min(low, points[at] ?? Number.NaN);
    high = Math.max(high, points[at] ?? Number.NaN);
  }
  return high - low;
}

function plateauOf(metrics: Float64Array, best: number, neighbours: readonly number[]): Plateau | null {
  const top = metrics[best] ?? Number.NaN;
  const shares = Float64Array.from(neighbours, (row) => (metrics[row] ?? Number.NaN) / top).filter(Number.isFinite);
  const known = top > 0 && Number.isFinite(top) && shares.length > 0;
  if (!known) return null;
  return {
    neighbours: shares.length,
    medianShare: interpolatedQuantile(shares, 0.5),
    holdingShare: shares.filter((share) => share >= HOLDING_SHARE).length / shares.length,
    worstShare: interpolatedQuantile(shares, 0),
  };
}
