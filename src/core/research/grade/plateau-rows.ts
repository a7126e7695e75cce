import { present } from "../../lib/invariant.js";
import type { GridRows, ScatteredRows } from "../../quant/plateau.js";
import type { Search } from "../sweep/points.js";
import type { SweepAxis } from "../sweep/axes.js";

interface Searched {
  readonly search: Search;
  readonly axes: readonly Pick<SweepAxis, "values" | "symbols">[];
  /** Values of the axes, of each row. */
  readonly values: readonly (readonly number[])[];
  /** Of each row, NaN where it has none. */
  readonly metrics: Float64Array;
  readonly best: number;
}

/** Rows as the plateau looks at them, and which of them is the best. */
export interface PlateauRows {
  readonly rows: GridRows | ScatteredRows;
  readonly best: number;
}

/**
 * A market is no neighbour of another: rows of other markets than the best one's are left out. A grid by the ranks of its values on each axis, whatever order they were given in and however far they are apart: what was left
 * out as contradicting itself is a place without a metric. Other searches as scattered points.
 */
export function plateauRows(searched: Searched): PlateauRows {
  const { search, axes, values, metrics, best } = onMarketOfBest(searched);
  if (search !== "grid") return { rows: { metrics, points: Float64Array.from(values.flat()) }, best };
  const ranks = axes.map(
    ({ values: of }) => new Map([...of].sort((a, b) => a - b).map((value, rank) => [value, rank])),
  );
  const lengths = ranks.map(({ size }) => size);
  const placeOf = (row: readonly number[]): number =>
    ranks.reduce(
      (place, of, axis) => place * of.size + present(of.get(row[axis] ?? Number.NaN), "value of an axis"),
      0,
    );
  const placed = new Float64Array(lengths.reduce((product, length) => product * length, 1)).fill(Number.NaN);
  values.forEach((row, at) => {
    placed[placeOf(row)] = metrics[at] ?? Number.NaN;
  });
  return { rows: { lengths, metrics: placed }, best: placeOf(present(values[best], "the best row")) };
}

function onMarketOfBest(searched: Searched): Searched {
  const { axes, values, metrics, best } = searched;
  const market = axes.findIndex(({ symbols }) => symbols !== undefined);
  if (market < 0) return searched;
  const chosen = values[best]?.[market];
  const rows = [...values.keys()].filter((row) => values[row]?.[market] === chosen);
  return {
    ...searched,
    axes: axes.toSpliced(market, 1),
    values: rows.map((row) => (values[row] ?? []).toSpliced(market, 1)),
    metrics: Float64Array.from(rows, (row) => metrics[row] ?? Number.NaN),
    best: rows.indexOf(best),
  };
}
