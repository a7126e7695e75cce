import { addDec, type Dec, dec } from "../../lib/decimal.js";
import type { EquitySeries, RunRecord } from "../run/run-recorder.js";

/** A test that has ended flat, with what it paid; its NAV begins where that of the test before it ended. */
export interface TestedFold {
  readonly record: RunRecord;
  readonly fees: Dec;
  readonly funding: Dec;
}

/** The tests of all folds as one record, in their order. */
export function joinTests(tests: readonly TestedFold[]): TestedFold {
  const column = (of: (equity: EquitySeries) => readonly number[]): readonly number[] =>
    tests.flatMap(({ record }) => of(record.equity));
  const sum = (of: (record: RunRecord) => number): number => tests.reduce((total, { record }) => total + of(record), 0);
  return {
    record: {
      equity: {
        atMs: column(({ atMs }) => atMs),
        nav: column(({ nav }) => nav),
        exposure: column(({ exposure }) => exposure),
        fees: column(({ fees }) => fees),
        takerUsd: column(({ takerUsd }) => takerUsd),
      },
      trades: tests.flatMap(({ record }) => record.trades),
      vetoes: tests.flatMap(({ record }) => record.vetoes),
      open: [],
      tradedUsd: sum(({ tradedUsd }) => tradedUsd),
      bars: sum(({ bars }) => bars),
    },
    fees: tests.reduce((total, { fees }) => addDec(total, fees), dec("0")),
    funding: tests.reduce((total, { funding }) => addDec(total, funding), dec("0")),
  };
}
