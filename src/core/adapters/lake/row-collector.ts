import { type DataKind, type SeriesRows, timeColumn, timeframeMs, valueColumns } from "../../domain/data-series.js";
import type { Timeframe } from "../../domain/data-series.js";
import { HOUR_MS, isoUtc } from "../../lib/time.js";
import { DataError, type DataErrorCode } from "../parquet/data-error.js";

interface CollectorOptions {
  readonly kind: DataKind;
  /** Null for funding, whose times only have to be full hours. */
  readonly timeframe: Timeframe | null;
  readonly file: string;
}

/** Settlements are stamped up to some milliseconds late (fundingRate, seen in the archive and the API, 2026-10). */
const FUNDING_SLACK_MS = 5_000;

/**
 * Takes rows one by one, in any order, and refuses what can't be: a time off its UTC grid, prices and volumes that nobody
 * can have traded, a rate that is none. `place` names the row in the errors.
 */
export class RowCollector {
  readonly #options: CollectorOptions;
  readonly #stepMs: number;
  readonly #times: number[] = [];
  readonly #values: readonly number[][];

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#stepMs = options.timeframe === null ? HOUR_MS : timeframeMs(options.timeframe);
    this.#values = valueColumns(options.kind).map(() => []);
  }

  /** Errors: DataError `time_off_grid`, `price_invalid`, `high_below_body`, `low_above_body`, `volume_invalid`, `rate_invalid`. */
  add(timeMs: number, values: readonly number[], place: string): void {
    const { kind } = this.#options;
    const gridMs = kind === "funding" ? Math.round(timeMs / HOUR_MS) * HOUR_MS : timeMs;
    const isOnGrid = gridMs % this.#stepMs === 0 && Math.abs(timeMs - gridMs) <= FUNDING_SLACK_MS;
    if (!isOnGrid) {
      const expected = `${timeColumn(kind)} on the UTC grid of ${this.#options.timeframe ?? "1h"}`;
      this.#refuse("time_off_grid", place, expected, isoUtc(timeMs));
    }
    if (kind === "funding") this.#checkFunding(values, place);
    else this.#checkBar(values, place);
    this.#times.push(gridMs);
    for (const [column, target] of this.#values.entries()) target.push(values[column] ?? NaN);
  }

  /** The rows by rising time; those of one time stay beside each other in the order they came. */
  rows(): SeriesRows {
    const order = Array.from(this.#times, (_, row) => row);
    const at = (row: number): number => this.#times[row] ?? NaN;
    if (order.some((row) => row > 0 && at(row) < at(row - 1))) order.sort((a, b) => at(a) - at(b));
    const pick = (source: readonly number[]): Float64Array => Float64Array.from(order, (row) => source[row] ?? NaN);
    return { timesMs: pick(this.#times), values: this.#values.map(pick) };
  }

  #checkBar([open = NaN, high = NaN, low = NaN, close = NaN, volume = 0]: readonly number[], place: string): void {
    for (const price of [open, high, low, close]) {
      const isPrice = price > 0 && price < Infinity;
      if (!isPrice) this.#refuse("price_invalid", place, "finite prices above 0", price);
    }
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    if (high < top) this.#refuse("high_below_body", place, `a high of at least ${top}`, high);
    if (low > bottom) this.#refuse("low_above_body", place, `a low of at most ${bottom}`, low);
    const isVolume = volume >= 0 && volume < Infinity;
    if (!isVolume) this.#refuse("volume_invalid", place, "a finite volume of at least 0", volume);
  }

  #checkFunding([rate = NaN, mark = NaN]: readonly number[], place: string): void {
    const isRate = Math.abs(rate) < 1;
    if (!isRate) this.#refuse("rate_invalid", place, "a fraction between -1 and 1", rate);
    const isMark = Number.isNaN(mark) || (mark > 0 && mark < Infinity);
    if (!isMark) this.#refuse("price_invalid", place, "a finite mark price above 0, or none", mark);
  }

  #refuse(code: DataErrorCode, place: string, expected: string, found: string | number): never {
    throw new DataError({ code, file: this.#options.file, place, expected, found });
  }
}
