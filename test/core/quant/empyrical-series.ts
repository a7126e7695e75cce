import { present } from "../../../src/core/lib/invariant.js";
import { parseUtc } from "../../../src/core/lib/time.js";
import { distance, largest } from "./reference-table.js";
import type { TableCheck } from "./reference-table.js";
import { jsonTable } from "./tables.js";

/** A figure of the tables: null is NaN. */
export type Figure = number | "inf" | null;

interface Line {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

interface Listed {
  readonly values?: readonly (number | null)[];
  readonly dates?: readonly string[];
}

interface Cases {
  readonly source: string;
  readonly series: Readonly<Record<string, Line | Listed>>;
  readonly tests: Readonly<Record<string, { readonly args: readonly string[]; readonly cases: readonly unknown[][] }>>;
}

/** Named series of one of the two files, and its tests. */
export function empyricalFile(file: string) {
  const { series, tests } = jsonTable(file) as Cases;
  const values = (name: string): Float64Array => {
    const entry = present(series[name], `series ${name}`);
    if (!("first" in entry)) return Float64Array.from(entry.values ?? [], (value) => value ?? Number.NaN);
    // As numpy.linspace: whole steps of one size.
    const step = (entry.last - entry.first) / (entry.count - 1);
    return Float64Array.from({ length: entry.count }, (_, i) => entry.first + i * step);
  };
  return {
    names: Object.keys(tests),
    values,
    timesMs: (name: string): Float64Array => {
      const entry = series[name];
      const dates = entry !== undefined && "dates" in entry ? entry.dates : undefined;
      const daily = series["daily_dates"];
      const shared = daily !== undefined && "dates" in daily ? daily.dates : undefined;
      return Float64Array.from(dates ?? shared ?? [], (date) => present(parseUtc(date), date));
    },
    cases: (test: string): readonly unknown[] => present(tests[test], `test ${test}`).cases,
  };
}

export const BARS_PER_YEAR: Readonly<Record<string, number>> = { daily: 252, weekly: 52, monthly: 12, yearly: 1 };

export function figureOf(figure: Figure): number {
  return figure === null ? Number.NaN : figure === "inf" ? Number.POSITIVE_INFINITY : figure;
}

/** The library counts a day without a return as one of 0 in growth … */
export function withZeros(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}

/** … and leaves it out of everything else, on both sides. */
export function pairsPresent(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  const both = (_: number, i: number): boolean => !Number.isNaN(x[i]! + y[i]!);
  return [x.filter(both), y.filter(both)];
}

/** One check over all cases of a test: each gives the list that was measured and the one that the table has. */
export function listCheck<Case>(
  test: string,
  { cases, tolerance }: { readonly cases: readonly Case[]; readonly tolerance: number },
  of: (row: Case) => readonly [measured: Float64Array, expected: readonly Figure[]],
): TableCheck {
  return {
    what: `${cases.length} cases of ${test}`,
    tolerance,
    difference: () =>
      largest(
        cases.flatMap((row) => {
          const [measured, expected] = of(row);
          if (measured.length !== expected.length) return [Number.NaN];
          return expected.map((figure, i) => distance(measured[i]!, figureOf(figure)));
        }),
      ),
  };
}

/** The same of one figure a case. */
export function casesCheck<Case>(
  test: string,
  table: { readonly cases: readonly Case[]; readonly tolerance: number },
  of: (row: Case) => readonly [measured: number, expected: Figure],
): TableCheck {
  return listCheck(test, table, (row) => {
    const [measured, expected] = of(row);
    return [Float64Array.of(measured), [expected]];
  });
}
