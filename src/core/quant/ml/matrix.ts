import { invariant } from "../../lib/invariant.js";

/** Rows of features, one row a sample. Shape: `values[row * columns + column]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Errors: InvariantError where the rows differ in length. */
export function matrixOf(rows: readonly ArrayLike<number>[], columns: number): Matrix {
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    invariant(row.length === columns, "every row of a matrix has as many values as it has columns");
    values.set(Array.from(row), index * columns);
  });
  return { rows: rows.length, columns, values };
}

/** The rows of these numbers, in their order. */
export function takeRows({ columns, values }: Matrix, indices: ArrayLike<number>): Matrix {
  const taken = new Float64Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] ?? 0) * columns;
    taken.set(values.subarray(from, from + columns), i * columns);
  }
  return { rows: indices.length, columns, values: taken };
}

export function takeValues(values: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  return Float64Array.from(indices, (index) => values[index] ?? Number.NaN);
}
