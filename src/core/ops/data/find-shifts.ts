import { HOUR_MS, MINUTE_MS } from "../../lib/time.js";

/** Closes of a series, oldest first; times are openings in UTC epoch ms. */
export interface CloseSeries {
  readonly timesMs: Float64Array;
  readonly close: Float64Array;
  readonly stepMs: number;
}

/** From `row` on, for `rows` rows, the closes of a series are those that the other has `shiftMs` later. */
export interface TimeShift {
  readonly row: number;
  readonly rows: number;
  readonly timeMs: number;
  readonly shiftMs: number;
}

/** Zones of the world lie within 14 hours of UTC. */
const MOST_SHIFT_MS = 14 * HOUR_MS;
const WINDOW = 240;
/** Fewer common closes prove nothing. */
const LEAST_COMMON = 24;
/** A shift explains the closes where it leaves at most this share of the difference that no shift leaves. */
const EXPLAINED = 0.25;
/** Mean difference (as a log) below which two series agree: marks and spot lie within some basis points of the last price. */
const AGREEING = 5e-4;
const REFINED_ROWS = 12;

/**
 * Compares what two series of one symbol say about the same instants, in windows of 240 closes, and finds windows that
 * agree only if one of them is moved by whole steps (half hours at the least): bars stamped in another time zone, or by their close.
 *
 * Shape: both in rising time; `longer.stepMs` ≥ `shorter.stepMs`. Rows are those of `longer`.
 */
export function findShifts(longer: CloseSeries, shorter: CloseSeries): TimeShift[] {
  const rows = comparableRows(longer);
  const shifts = shiftsOf(shorter.stepMs);
  const found: TimeShift[] = [];
  for (let start = 0; start < rows.length; start += WINDOW) {
    const window = rows.slice(start, start + WINDOW);
    const shiftMs = bestShift(longer, shorter, { window, shifts });
    if (shiftMs === 0) continue;
    const [first = 0, last = 0] = [window[0], window.at(-1)];
    const before = found.at(-1);
    if (before?.shiftMs === shiftMs && before.row + before.rows >= first) {
      found[found.length - 1] = { ...before, rows: last - before.row + 1 };
      continue;
    }
    const row = firstShifted(longer, shorter, { shiftMs, rows, from: Math.max(0, start - WINDOW) }) ?? first;
    found.push({ row, rows: last - row + 1, timeMs: longer.timesMs[row] ?? NaN, shiftMs });
  }
  return found;
}

/** Bars that end on a full hour: a million minutes say no more about zones than their hours. */
function comparableRows({ timesMs, stepMs }: CloseSeries): readonly number[] {
  const all = Array.from(timesMs, (_, row) => row);
  return stepMs >= HOUR_MS ? all : all.filter((row) => ((timesMs[row] ?? NaN) + stepMs) % HOUR_MS === 0);
}

function shiftsOf(stepMs: number): readonly number[] {
  const gridMs = Math.max(stepMs, 30 * MINUTE_MS);
  const count = Math.floor(MOST_SHIFT_MS / gridMs);
  return Array.from({ length: count }, (_, index) => (index + 1) * gridMs).flatMap((shift) => [shift, -shift]);
}

interface Window {
  readonly window: readonly number[];
  readonly shifts: readonly number[];
}

function bestShift(longer: CloseSeries, shorter: CloseSeries, { window, shifts }: Window): number {
  const unmoved = meanDifference(longer, shorter, window, 0);
  if (unmoved === null || unmoved < AGREEING) return 0;
  let best = { shiftMs: 0, difference: unmoved * EXPLAINED };
  for (const shiftMs of shifts) {
    const difference = meanDifference(longer, shorter, window, shiftMs);
    if (difference !== null && difference < best.difference) best = { shiftMs, difference };
  }
  return best.shiftMs;
}

function meanDifference(
  longer: CloseSeries,
  shorter: CloseSeries,
  window: readonly number[],
  shiftMs: number,
): number | null {
  let [sum, common] = [0, 0];
  for (const row of window) {
    const difference = differenceAt(longer, shorter, row, shiftMs);
    if (!Number.isFinite(difference)) continue;
    sum += difference;
    common += 1;
  }
  return common < Math.min(LEAST_COMMON, window.length) || common === 0 ? null : sum / common;
}

/** |ln| of the two closes at one instant; NaN where one of them has none. */
function differenceAt(longer: CloseSeries, shorter: CloseSeries, row: number, shiftMs: number): number {
  const closedMs = (longer.timesMs[row] ?? NaN) + longer.stepMs;
  const other = rowAt(shorter.timesMs, closedMs + shiftMs - shorter.stepMs);
  return Math.abs(Math.log((longer.close[row] ?? NaN) / (shorter.close[other] ?? NaN)));
}

/** The row of a time; -1 where there is none. Times rise. */
function rowAt(timesMs: Float64Array, timeMs: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? NaN) < timeMs) low = middle + 1;
    else high = middle;
  }
  return timesMs[low] === timeMs ? low : -1;
}

interface Refinement {
  readonly shiftMs: number;
  readonly rows: readonly number[];
  readonly from: number;
}

/** Windows are coarse: the first row that the shift explains better than none, with most of those behind it. */
function firstShifted(longer: CloseSeries, shorter: CloseSeries, { shiftMs, rows, from }: Refinement): number | null {
  const isBetter = (row: number): boolean =>
    differenceAt(longer, shorter, row, shiftMs) < differenceAt(longer, shorter, row, 0);
  for (let index = from; index < Math.min(from + 2 * WINDOW, rows.length); index += 1) {
    const row = rows[index] ?? 0;
    const next = rows.slice(index, index + REFINED_ROWS);
    if (isBetter(row) && next.filter(isBetter).length >= next.length - 2) return row;
  }
  return null;
}
