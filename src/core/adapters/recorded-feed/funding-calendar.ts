import { HOUR_MS, MINUTE_MS } from "../../lib/time.js";
import type { FundingSeries } from "../../ports/bar-store.js";

/** Stamps of venues wander by so much around the full hour. */
const STAMP_TOLERANCE_MS = MINUTE_MS;

/** Funding of one symbol at one instant; rate null where no series says it. */
export interface FundingRow {
  readonly atMs: number;
  readonly symbol: string;
  readonly rate: number | null;
  /** Null where the record has none. */
  readonly markPrice: number | null;
}

export interface FundingCalendar {
  /** Instant of the next funding, null after the last. */
  peekMs(): number | null;
  /** All rows of that instant, in the order of the symbols. */
  take(): readonly FundingRow[];
}

interface FundingCalendarOptions {
  readonly symbols: readonly string[];
  readonly series: ReadonlyMap<string, FundingSeries>;
  readonly fromMs: number;
  /** Last instant, included. */
  readonly toMs: number;
  /** Grid of the assumed stamps. */
  readonly assumedIntervalHours: number;
}

/**
 * Merges the funding records of all symbols into one order of time. Where a symbol has no record within a minute of an
 * assumed stamp (no series, or a hole in it), a row without rate takes its place.
 */
export function createFundingCalendar(options: FundingCalendarOptions): FundingCalendar {
  const cursors = options.symbols.map((symbol) => createCursor(symbol, options));
  const peekMs = (): number | null => {
    let earliest = Infinity;
    for (const cursor of cursors) earliest = Math.min(earliest, cursor.nextMs());
    return earliest === Infinity ? null : earliest;
  };
  return {
    peekMs,
    take: () => {
      const atMs = peekMs();
      return cursors.filter((cursor) => cursor.nextMs() === atMs).map((cursor) => cursor.take());
    },
  };
}

interface Cursor {
  /** Infinity after the last row. */
  nextMs(): number;
  take(): FundingRow;
}

function createCursor(symbol: string, options: FundingCalendarOptions): Cursor {
  const { fromMs, toMs } = options;
  const intervalMs = options.assumedIntervalHours * HOUR_MS;
  const series = options.series.get(symbol);
  const timeAt = (index: number): number => {
    const timeMs = series?.timeMs[index] ?? Infinity;
    return timeMs <= toMs ? timeMs : Infinity;
  };
  let record = 0;
  while (timeAt(record) < fromMs) record += 1;
  let assumedMs = Math.ceil(fromMs / intervalMs) * intervalMs;
  const skipRecorded = (): void => {
    const isNear = (index: number): boolean =>
      Math.abs((series?.timeMs[index] ?? Infinity) - assumedMs) <= STAMP_TOLERANCE_MS;
    while (assumedMs <= toMs && (isNear(record) || isNear(record - 1))) assumedMs += intervalMs;
  };
  skipRecorded();
  const nextAssumedMs = (): number => (assumedMs <= toMs ? assumedMs : Infinity);
  return {
    nextMs: () => Math.min(timeAt(record), nextAssumedMs()),
    take: () => {
      const atMs = Math.min(timeAt(record), nextAssumedMs());
      if (timeAt(record) > atMs) {
        assumedMs += intervalMs;
        skipRecorded();
        return { atMs, symbol, rate: null, markPrice: null };
      }
      const rate = series?.rate[record] ?? Number.NaN;
      const mark = series?.markPrice[record] ?? Number.NaN;
      record += 1;
      skipRecorded();
      return { atMs, symbol, rate: Number.isFinite(rate) ? rate : null, markPrice: mark > 0 ? mark : null };
    },
  };
}
