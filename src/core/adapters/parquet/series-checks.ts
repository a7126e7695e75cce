import { isoUtc } from "../../lib/time.js";
import type { BarSeries, DataGap, FundingSeries } from "../../ports/bar-store.js";
import { DataError } from "./data-error.js";

/**
 * Times rise strictly: a duplicate or a step back would let a bar be traded twice.
 *
 * Errors: DataError `time_not_increasing`.
 */
export function checkTimes(timesMs: Float64Array, file: string): void {
  for (let row = 0; row < timesMs.length; row += 1) {
    const timeMs = timesMs[row] ?? NaN;
    const previousMs = row === 0 ? -Infinity : (timesMs[row - 1] ?? NaN);
    const rises = timeMs > previousMs && Number.isSafeInteger(timeMs);
    if (rises) continue;
    throw new DataError({
      code: "time_not_increasing",
      file,
      place: `row ${row}`,
      expected: row === 0 ? "a time" : `a time after ${printTime(previousMs)}`,
      found: printTime(timeMs),
    });
  }
}

/**
 * Missing steps of a series whose times already rise, as (first missing time, number).
 *
 * Errors: DataError `time_off_grid` if two times are not a whole number of steps apart.
 */
export function findGaps(timesMs: Float64Array, stepMs: number, file: string): DataGap[] {
  const gaps: DataGap[] = [];
  for (let row = 1; row < timesMs.length; row += 1) {
    const previousMs = timesMs[row - 1] ?? NaN;
    const timeMs = timesMs[row] ?? NaN;
    const missing = (timeMs - previousMs) / stepMs - 1;
    if (missing === 0) continue;
    if (!Number.isInteger(missing)) {
      const expected = `a multiple of ${stepMs} ms after ${printTime(previousMs)}`;
      throw new DataError({ code: "time_off_grid", file, place: `row ${row}`, expected, found: printTime(timeMs) });
    }
    gaps.push({ fromMs: previousMs + stepMs, missing });
  }
  return gaps;
}

/**
 * Every bar can have been traded: prices finite and above 0, the body within high and low, volume (where there is one) not negative.
 *
 * Errors: DataError `price_invalid`, `high_below_body`, `low_above_body`, `volume_invalid` naming row and time.
 */
export function checkBars(series: BarSeries, file: string, hasVolume: boolean): void {
  for (let row = 0; row < series.openTimeMs.length; row += 1) {
    const at = (column: Float64Array): number => column[row] ?? NaN;
    const [open, high, low, close] = [at(series.open), at(series.high), at(series.low), at(series.close)];
    const place = (): string => `row ${row}, ${printTime(at(series.openTimeMs))}`;
    const priced = isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close);
    if (!priced) {
      const found = `open ${open}, high ${high}, low ${low}, close ${close}`;
      throw new DataError({ code: "price_invalid", file, place: place(), expected: "finite prices above 0", found });
    }
    if (!(high >= Math.max(open, close))) {
      const expected = `a high of at least ${Math.max(open, close)}`;
      throw new DataError({ code: "high_below_body", file, place: place(), expected, found: high });
    }
    if (!(low <= Math.min(open, close))) {
      const expected = `a low of at most ${Math.min(open, close)}`;
      throw new DataError({ code: "low_above_body", file, place: place(), expected, found: low });
    }
    const volume = at(series.volume);
    const traded = !hasVolume || (volume >= 0 && volume < Infinity);
    if (!traded) {
      const expected = "a finite volume of at least 0";
      throw new DataError({ code: "volume_invalid", file, place: place(), expected, found: volume });
    }
  }
}

/**
 * Errors: DataError `rate_invalid` for a rate that is not a fraction below 1, `price_invalid` for a mark that is neither unknown (NaN) nor above 0.
 */
export function checkFunding(series: FundingSeries, file: string): void {
  for (let row = 0; row < series.timeMs.length; row += 1) {
    const rate = series.rate[row] ?? NaN;
    const mark = series.markPrice[row] ?? NaN;
    const place = (): string => `row ${row}, ${printTime(series.timeMs[row] ?? NaN)}`;
    if (!(Math.abs(rate) < 1)) {
      const expected = "a fraction between -1 and 1";
      throw new DataError({ code: "rate_invalid", file, place: place(), expected, found: rate });
    }
    const known = Number.isNaN(mark) || isPrice(mark);
    if (!known) {
      const expected = "a finite price above 0, or none";
      throw new DataError({ code: "price_invalid", file, place: place(), expected, found: mark });
    }
  }
}

function isPrice(value: number): boolean {
  return value > 0 && value < Infinity;
}

const LAST_DATE_MS = 8.64e15;

/** A corrupt time may lie outside what a date can hold; the message must come out all the same. */
function printTime(timeMs: number): string {
  return Math.abs(timeMs) <= LAST_DATE_MS ? isoUtc(timeMs) : String(timeMs);
}
