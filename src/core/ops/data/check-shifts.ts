import { type SeriesKey, type SeriesRows, seriesName, timeframeMs } from "../../domain/data-series.js";
import { HOUR_MS } from "../../lib/time.js";
import type { RowFinding } from "./findings.js";
import { type CloseSeries, findShifts, type TimeShift } from "./find-shifts.js";

/** A series of bars in rising time, and the file it lies in. */
export interface ComparedSeries {
  readonly file: string;
  readonly key: SeriesKey;
  readonly rows: SeriesRows;
}

interface ShiftedPair {
  readonly longer: ComparedSeries;
  readonly shorter: ComparedSeries;
  readonly shifts: readonly TimeShift[];
}

const CLOSE = 3;

/**
 * Compares all series of bars of one symbol (timeframes, mark prices, venues) in pairs. A shift is laid to the series that is
 * shifted against the most others; between two, to the one with the longer bars: which of them is right, nobody can say.
 */
export function checkShifts(series: readonly ComparedSeries[]): (readonly [file: string, RowFinding])[] {
  const pairs = series.flatMap((a, index) => series.slice(index + 1).map((b) => pairOf(a, b)));
  const shifted = pairs.filter(({ shifts }) => shifts.length > 0);
  const score = ({ file }: ComparedSeries): number =>
    shifted.filter(({ longer, shorter }) => longer.file === file || shorter.file === file).length;
  return shifted.flatMap(({ longer, shorter, shifts }) => {
    const isShorterWrong = score(shorter) > score(longer);
    const [wrong, other] = isShorterWrong ? [shorter, longer] : [longer, shorter];
    return shifts.map((shift): readonly [string, RowFinding] => {
      const hours = ((isShorterWrong ? -1 : 1) * shift.shiftMs) / HOUR_MS;
      const direction = hours > 0 ? "later" : "earlier";
      const message =
        `the closes are those that ${seriesName(other.key)} has ${Math.abs(hours)} h ${direction}: ` +
        "one of the two is stamped in another time zone";
      const { row, timeMs } = isShorterWrong ? rowFrom(wrong, shift) : shift;
      return [wrong.file, { severity: "error", code: "time_shift", row, rows: shift.rows, timeMs, message }];
    });
  });
}

function pairOf(a: ComparedSeries, b: ComparedSeries): ShiftedPair {
  const [longer, shorter] = timeframeMs(b.key.timeframe) > timeframeMs(a.key.timeframe) ? [b, a] : [a, b];
  return { longer, shorter, shifts: findShifts(closesOf(longer), closesOf(shorter)) };
}

function closesOf({ key, rows }: ComparedSeries): CloseSeries {
  const close = rows.values[CLOSE] ?? new Float64Array(0);
  return { timesMs: rows.timesMs, close, stepMs: timeframeMs(key.timeframe) };
}

/** Where the shorter bars say what the longer ones say at the beginning of a shift. */
function rowFrom({ rows }: ComparedSeries, { timeMs, shiftMs }: TimeShift): { row: number; timeMs: number } {
  const row = rows.timesMs.findIndex((openMs) => openMs >= timeMs + shiftMs);
  const from = row === -1 ? 0 : row;
  return { row: from, timeMs: rows.timesMs[from] ?? NaN };
}
