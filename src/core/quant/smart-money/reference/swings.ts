import { invariant } from "../../../lib/invariant.js";
import { rollingMax, rollingMin } from "../../rolling-extremes.js";
import type { HighLowCloseColumns } from "../../true-range.js";
import { blankColumn, sideAt, valueAt } from "../columns.js";
import type { Side } from "../columns.js";

/** Swings of many bars; `side` is 0 and `level` NaN where there is none. */
export interface SwingColumns {
  readonly side: Int8Array;
  readonly level: Float64Array;
}

/**
 * Swing highs and lows with hindsight, as the reference library finds them: the highest high of `length` − 1 bars before
 * and `length` bars after is a candidate (from bar 2 × length − 1 on), likewise the lowest low; of candidates of one side
 * without one of the other in between the most extreme stays, the first among equals. A bar that is both counts as a high.
 * The first and last bar are then given the side opposite to their neighbour, so that every swing has one before and after.
 *
 * Shape:   columns of m bars; each out: m values.
 * Errors:  InvariantError if `length` is no whole number ≥ 1.
 * Source:  docs/SMART_MONEY.md#swings
 */
export function referenceSwings(columns: Pick<HighLowCloseColumns, "high" | "low">, length: number): SwingColumns {
  const { side } = plainSwings(columns, length);
  const first = side.findIndex((value) => value !== 0);
  const last = side.findLastIndex((value) => value !== 0);
  if (first >= 0) {
    const sides = [sideAt(side, first), sideAt(side, last)] as const;
    side[0] = -sides[0];
    side[side.length - 1] = -sides[1];
  }
  return withLevels(side, columns);
}

/** The same without the made-up swings at both ends. */
export function plainSwings(columns: Pick<HighLowCloseColumns, "high" | "low">, length: number): SwingColumns {
  invariant(Number.isInteger(length) && length >= 1, `swing length ${length}`);
  const side = new Int8Array(columns.high.length);
  let last = -1;
  const highest = rollingMax(columns.high, 2 * length);
  const lowest = rollingMin(columns.low, 2 * length);
  for (let i = 2 * length - 1; i + length < side.length; i++) {
    const isHigh = valueAt(columns.high, i) === valueAt(highest, i + length);
    const isLow = valueAt(columns.low, i) === valueAt(lowest, i + length);
    if (!isHigh && !isLow) continue;
    const candidate: Side = isHigh ? 1 : -1;
    if (last >= 0 && sideAt(side, last) === candidate) {
      if (!goesBeyond(columns, candidate, i, last)) continue;
      side[last] = 0;
    }
    side[i] = candidate;
    last = i;
  }
  return withLevels(side, columns);
}

function goesBeyond(
  { high, low }: Pick<HighLowCloseColumns, "high" | "low">,
  side: Side,
  index: number,
  other: number,
): boolean {
  return side === 1 ? valueAt(high, index) > valueAt(high, other) : valueAt(low, index) < valueAt(low, other);
}

function withLevels(side: Int8Array, { high, low }: Pick<HighLowCloseColumns, "high" | "low">): SwingColumns {
  const level = blankColumn(side.length);
  side.forEach((value, i) => {
    if (value !== 0) level[i] = valueAt(value === 1 ? high : low, i);
  });
  return { side, level };
}
