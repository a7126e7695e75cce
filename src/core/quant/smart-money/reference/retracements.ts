import type { HighLowCloseColumns } from "../../true-range.js";
import { sideAt, valueAt } from "../columns.js";
import type { SwingColumns } from "./swings.js";

/** Way back from the newest swing at each bar; all 0 before there is one. */
export interface RetracementColumns {
  /** Side of the newest swing: 1 after a high. */
  readonly side: Int8Array;
  /** Percent of the leg before it, one decimal. */
  readonly current: Float64Array;
  /** Largest so far. */
  readonly deepest: Float64Array;
}

/**
 * Retracements with hindsight, as the reference library finds them: how far a bar's low lies below the newest swing high,
 * in percent of the leg from the swing low before it, and mirrored; each figure stands one bar later than the bar it is of.
 * At a swing low the bar is measured against the leg that it ends. All is 0 until the side has changed three times.
 *
 * Shape:   columns of m bars and their swings; each out: m values.
 * Units:   percent (100 is the whole leg).
 * Source:  docs/SMART_MONEY.md#retracements
 */
export function referenceRetracements(
  { high, low }: Pick<HighLowCloseColumns, "high" | "low">,
  swings: SwingColumns,
): RetracementColumns {
  const length = swings.side.length;
  const out = { side: new Int8Array(length), current: new Float64Array(length), deepest: new Float64Array(length) };
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < length; i++) {
    const before = sideAt(out.side, i - 1);
    const swing = sideAt(swings.side, i);
    out.side[i] = swing === 0 ? before : swing;
    if (swing === 1) top = valueAt(swings.level, i);
    if (swing === -1) bottom = valueAt(swings.level, i);
    const isDown = out.side[i] === -1;
    if (before !== 1 && !isDown) continue;
    const current = isDown
      ? percentBack(valueAt(high, i) - top, bottom - top)
      : percentBack(valueAt(low, i) - bottom, top - bottom);
    const goesOn = before === (isDown ? -1 : 1);
    out.current[i] = current;
    out.deepest[i] = Math.max(goesOn ? valueAt(out.deepest, i - 1) : 0, current);
  }
  return onlyWhole(delayed(out));
}

function percentBack(distance: number, leg: number): number {
  return leg === 0 ? 0 : roundToTenth(100 - (distance / leg) * 100);
}

/** To one decimal, halves to the even tenth. */
function roundToTenth(value: number): number {
  const scaled = value * 10;
  const rounded = Math.round(scaled);
  const tenths = rounded - scaled === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
  return tenths / 10;
}

/** One bar later; what is of the last bar is lost, as `onlyWhole` clears the first. */
function delayed({ side, current, deepest }: RetracementColumns): RetracementColumns {
  const later = (column: Float64Array): Float64Array => Float64Array.from(column, (_, i) => column.at(i - 1) ?? 0);
  return {
    side: Int8Array.from(side, (_, i) => side.at(i - 1) ?? 0),
    current: later(current),
    deepest: later(deepest),
  };
}

/** Clears all up to the third change of side, the bar after it included: legs without a start. */
function onlyWhole(out: RetracementColumns): RetracementColumns {
  const { side, current, deepest } = out;
  let changes = 0;
  for (let i = 0; i + 1 < side.length && changes < 3; i++) {
    if (side[i] !== side[i + 1]) changes += 1;
    const clearedTo = changes === 3 ? i + 2 : i + 1;
    side.fill(0, i, clearedTo);
    current.fill(0, i, clearedTo);
    deepest.fill(0, i, clearedTo);
  }
  return out;
}
