/** One comparison with a table: a column, a block, or all cases of one kind. */
export interface TableCheck {
  readonly what: string;
  readonly tolerance: number;
  /** Largest difference over all its values, in the table's unit; NaN if one side lacks a value. */
  readonly difference: () => number;
}

/** A file of test/fixtures/quant, what it is held against, and where the tolerances come from. */
export interface ReferenceTable {
  readonly file: string;
  readonly functions: string;
  readonly why: string;
  readonly checks: readonly TableCheck[];
  /** Columns and blocks of the file for which there is no such function here, by their names in it. */
  readonly absent?: readonly string[];
}

/** Distance of two figures; 0 for two that are both absent (NaN) or the same infinity, NaN where only one is absent. */
export function distance(measured: number, expected: number): number {
  return Object.is(measured, expected) ? 0 : Math.abs(measured - expected);
}

/** The same in units of the expected figure. */
export function relativeDistance(measured: number, expected: number): number {
  return Object.is(measured, expected) ? 0 : Math.abs(measured / expected - 1);
}

/** The largest of many; NaN as soon as one is. */
export function largest(differences: Iterable<number>): number {
  let worst = 0;
  for (const difference of differences) worst = Math.max(worst, difference);
  return worst;
}
