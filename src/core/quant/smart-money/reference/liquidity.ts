import { blankColumn, firstIndex, valueAt } from "../columns.js";
import type { Side } from "../columns.js";
import type { HighLowCloseColumns } from "../../true-range.js";
import type { SwingColumns } from "./swings.js";

/** Liquidity at the first of its swings; NaN (side 0) where there is none. */
export interface LiquidityColumns {
  readonly side: Int8Array;
  /** Mean level of the swings. */
  readonly level: Float64Array;
  /** Bar of the last of them. */
  readonly end: Float64Array;
  /** Bar that reached beyond; 0 while none has. */
  readonly sweptIndex: Float64Array;
}

/**
 * Liquidity with hindsight, as the reference library finds it: two or more swing highs no further from the first of them
 * than `rangeFraction` of the range of all bars, before price reaches that far beyond the first (the sweep). A swing
 * belongs to one level only, the earliest that takes it. Swing lows mirror it. Levels are single precision.
 *
 * Shape:   columns of m bars and their swings; each out: m values.
 * Units:   rangeFraction is a fraction (the library's default is 0.01).
 * Source:  docs/SMART_MONEY.md#liquidity
 */
export function referenceLiquidity(
  columns: Pick<HighLowCloseColumns, "high" | "low">,
  swings: SwingColumns,
  rangeFraction: number,
): LiquidityColumns {
  const length = swings.side.length;
  const out: LiquidityColumns = {
    side: new Int8Array(length),
    level: blankColumn(length),
    end: blankColumn(length),
    sweptIndex: blankColumn(length),
  };
  const highest = columns.high.reduce((most, value) => Math.max(most, value), -Infinity);
  const lowest = columns.low.reduce((least, value) => Math.min(least, value), Infinity);
  const tolerance = (highest - lowest) * rangeFraction;
  for (const side of [1, -1] as const) gather(out, { columns, swings, side, tolerance });
  return out;
}

interface Gathering {
  readonly columns: Pick<HighLowCloseColumns, "high" | "low">;
  readonly swings: SwingColumns;
  readonly side: Side;
  readonly tolerance: number;
}

function gather(out: LiquidityColumns, { columns: { high, low }, swings, side, tolerance }: Gathering): void {
  const length = swings.side.length;
  let free = [...swings.side.keys()].filter((i) => swings.side[i] === side);
  while (free.length > 0) {
    const [first = 0, ...later] = free;
    const level = valueAt(swings.level, first);
    const [bottom, top] = [level - tolerance, level + tolerance];
    const reaches = (i: number): boolean => (side === 1 ? valueAt(high, i) >= top : valueAt(low, i) <= bottom);
    const swept = firstIndex(length, first + 1, reaches);
    const near = later.filter((i) => {
      const other = valueAt(swings.level, i);
      return bottom <= other && other <= top && (swept < 0 || i < swept);
    });
    free = later.filter((i) => !near.includes(i));
    if (near.length === 0) continue;
    const sum = near.reduce((total, i) => total + valueAt(swings.level, i), level);
    out.side[first] = side;
    out.level[first] = Math.fround(sum / (near.length + 1));
    out.end[first] = near.at(-1) ?? first;
    out.sweptIndex[first] = Math.max(0, swept);
  }
}
