import type { HighLowCloseColumns } from "../../true-range.js";
import { blankColumn, firstIndex, sideAt, valueAt } from "../columns.js";
import { breakOfFour } from "../four-swings.js";
import type { SwingColumns } from "./swings.js";

/** Breaks at the swing whose level was broken; 0 or NaN where there is none. */
export interface BreakColumns {
  readonly bos: Int8Array;
  readonly choch: Int8Array;
  readonly level: Float64Array;
  /** Bar that broke the level; also kept, as the library does, where the break itself was taken back. */
  readonly brokenIndex: Float64Array;
}

/**
 * Breaks of structure and changes of character with hindsight, as the reference library finds them: of every four swings
 * in a row the second is the level ({@link breakOfFour}); it is broken by the first close (or wick) beyond it from two
 * bars after it on. What is never broken is left out, and so is a break that a later swing's break came before or with.
 * Levels are single precision, also when prices are compared with them.
 *
 * Shape:   columns of m bars and their swings; each out: m values.
 * Source:  docs/SMART_MONEY.md#breaks-of-structure
 */
export function referenceBreaks(columns: HighLowCloseColumns, swings: SwingColumns, closeBreak: boolean): BreakColumns {
  const length = swings.side.length;
  const out: BreakColumns = {
    bos: new Int8Array(length),
    choch: new Int8Array(length),
    level: blankColumn(length),
    brokenIndex: blankColumn(length),
  };
  const found = placeBreaks(out, swings);
  const upper = closeBreak ? columns.close : columns.high;
  const lower = closeBreak ? columns.close : columns.low;
  let kept: number[] = [];
  for (const i of found) {
    const level = valueAt(out.level, i);
    const isUp = sideAt(out.bos, i) === 1 || sideAt(out.choch, i) === 1;
    const beyond = (j: number): boolean => (isUp ? valueAt(upper, j) > level : valueAt(lower, j) < level);
    const broken = firstIndex(length, i + 2, beyond);
    if (broken < 0) {
      takeBack(out, i);
      continue;
    }
    out.brokenIndex[i] = broken;
    kept.filter((k) => valueAt(out.brokenIndex, k) >= broken).forEach((k) => takeBack(out, k));
    kept = [...kept.filter((k) => valueAt(out.brokenIndex, k) < broken), i];
  }
  return out;
}

function placeBreaks(out: BreakColumns, { side, level }: SwingColumns): number[] {
  const found: number[] = [];
  const indices = [...side.keys()].filter((i) => side[i] !== 0);
  for (let n = 3; n < indices.length; n++) {
    const four = indices.slice(n - 3, n + 1).map((i) => ({ side: sideAt(side, i), level: valueAt(level, i) }));
    const found4 = breakOfFour(four);
    if (found4 === null) continue;
    const at = indices[n - 2] ?? 0;
    out[found4.kind][at] = found4.side;
    out.level[at] = Math.fround(valueAt(level, at));
    found.push(at);
  }
  return found;
}

function takeBack(out: BreakColumns, index: number): void {
  out.bos[index] = 0;
  out.choch[index] = 0;
  out.level[index] = Number.NaN;
}
