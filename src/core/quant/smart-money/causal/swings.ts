import { invariant } from "../../../lib/invariant.js";
import type { HighLowClose } from "../../true-range.js";
import type { Side } from "../columns.js";
import { NEVER } from "./known.js";
import type { Known } from "./known.js";

/** A swing at bar `index`, known `length` bars later; replaced once a more extreme one of its side follows it directly. */
export interface KnownSwing extends Known {
  readonly index: number;
  readonly side: Side;
  readonly level: number;
}

/** Swings as a fold: the last 2 × length bars and the newest swing. */
export interface SwingState {
  seen: number;
  readonly highs: number[];
  readonly lows: number[];
  newest: KnownSwing | null;
}

/** What a bar confirmed, and the swing whose place it takes, if it does. */
export interface SwingStep {
  readonly found: KnownSwing;
  readonly replaced: KnownSwing | null;
}

export function createSwings(): SwingState {
  return { seen: 0, highs: [], lows: [], newest: null };
}

/**
 * Takes one bar and says which swing it confirms: bar t confirms bar t − `length`, if its high is the highest of the last
 * 2 × `length` bars, or its low the lowest. The swings in force alternate; they are those of the reference on the bars so
 * far, but for the two that it makes up at the ends.
 *
 * Errors:  InvariantError if `length` is no whole number ≥ 1.
 * Source:  docs/SMART_MONEY.md#swings
 */
export function nextSwing(state: SwingState, bar: HighLowClose, length: number): SwingStep | null {
  invariant(Number.isInteger(length) && length >= 1, `swing length ${length}`);
  const knownAt = state.seen;
  state.seen += 1;
  keepLast(state.highs, bar.high, 2 * length);
  keepLast(state.lows, bar.low, 2 * length);
  const index = knownAt - length;
  if (index < 2 * length - 1) return null;
  const high = state.highs[length - 1] ?? Number.NaN;
  const low = state.lows[length - 1] ?? Number.NaN;
  const isHigh = high === extremeOf(state.highs, Math.max);
  const isLow = low === extremeOf(state.lows, Math.min);
  if (!isHigh && !isLow) return null;
  const side: Side = isHigh ? 1 : -1;
  const found: KnownSwing = { index, side, level: isHigh ? high : low, knownAt, replacedAt: NEVER };
  const before = state.newest;
  if (before?.side !== side) {
    state.newest = found;
    return { found, replaced: null };
  }
  const goesBeyond = side * (found.level - before.level) > 0;
  if (!goesBeyond) return null;
  before.replacedAt = knownAt;
  state.newest = found;
  return { found, replaced: before };
}

function extremeOf(values: readonly number[], further: (a: number, b: number) => number): number {
  let extreme = values[0] ?? Number.NaN;
  for (const value of values) extreme = further(extreme, value);
  return extreme;
}

function keepLast(values: number[], value: number, count: number): void {
  values.push(value);
  if (values.length > count) values.shift();
}
