import { firstDay, type HistoryDeps, historyPages } from "../../adapters/binance-usdm/public-history.js";
import type { OpenLake } from "../../adapters/lake/open-lake.js";
import { emptyRows, type SeriesKey, seriesName, type SeriesRows } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { fundingStep } from "../../ops/data/funding-step.js";
import { mergeRows } from "../../ops/data/merge-rows.js";

export interface FetchWish {
  readonly key: SeriesKey;
  /** Null: from the venue's first row on. */
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly replace: boolean;
  readonly onProgress: (share: number, note: string) => void;
}

interface Fetched {
  readonly complete: boolean;
  readonly added: number;
}

/** A write copies the whole series: the longer it is, the more new rows it waits for. A death costs at most these. */
const LEAST_WRITE_ROWS = 5_000;
const WRITE_SHARE = 0.1;

/**
 * Brings a series to the wished span: what is missing before its first row and after its last. The last row is asked for
 * again: a venue that says something else about it now is not the one that the series came from.
 *
 * Errors: VenueError and DataError of `historyPages`, Failure `rows_conflict`; what came before is in the lake.
 */
export async function fetchSeries(lake: OpenLake, wish: FetchWish, deps: HistoryDeps): Promise<Fetched> {
  const series = new GrowingSeries(lake, wish, (await lake.read(wish.key)) ?? emptyRows(wish.key.kind));
  try {
    for (const [fromMs, toMs] of await missingSpans(wish, series.rows.timesMs, deps)) {
      let beginMs: number | null = null;
      for await (const page of historyPages({ ...wish.key, fromMs, toMs }, deps)) {
        await series.take(page);
        beginMs ??= page.timesMs[0] ?? fromMs;
        const reachedMs = page.timesMs.at(-1) ?? fromMs;
        wish.onProgress((reachedMs - beginMs) / Math.max(toMs - beginMs, 1), isoUtc(reachedMs));
      }
    }
  } finally {
    await series.write();
  }
  return { complete: !deps.signal.aborted, added: series.added };
}

async function missingSpans(
  { key, fromMs, toMs }: FetchWish,
  timesMs: Float64Array,
  deps: HistoryDeps,
): Promise<(readonly [fromMs: number, toMs: number])[]> {
  const [firstMs, lastMs] = [timesMs[0], timesMs.at(-1)];
  if (firstMs === undefined || lastMs === undefined) {
    const beginMs = fromMs ?? (await firstDay({ ...key, toMs }, deps));
    return beginMs === null ? [] : [[beginMs, toMs]];
  }
  const before = fromMs !== null && fromMs < firstMs ? [[fromMs, Math.min(firstMs, toMs)] as const] : [];
  return [...before, ...(lastMs < toMs ? [[lastMs, toMs] as const] : [])];
}

class GrowingSeries {
  readonly #lake: OpenLake;
  readonly #wish: FetchWish;
  #rows: SeriesRows;
  #waiting: SeriesRows;
  #added = 0;

  constructor(lake: OpenLake, wish: FetchWish, rows: SeriesRows) {
    this.#lake = lake;
    this.#wish = wish;
    this.#rows = rows;
    this.#waiting = emptyRows(wish.key.kind);
  }

  get rows(): SeriesRows {
    return this.#rows;
  }

  get added(): number {
    return this.#added;
  }

  async take(page: SeriesRows): Promise<void> {
    this.#waiting = mergeRows(this.#waiting, page, false).rows;
    if (this.#waiting.timesMs.length >= Math.max(LEAST_WRITE_ROWS, this.#rows.timesMs.length * WRITE_SHARE)) {
      await this.write();
    }
  }

  async write(): Promise<void> {
    const { key, replace } = this.#wish;
    const merged = mergeRows(this.#rows, this.#waiting, replace);
    const [conflict] = merged.conflicts;
    if (conflict !== undefined && !replace) {
      const { timeMs, kept, found } = conflict;
      const what = `${seriesName(key)} has ${kept} for ${isoUtc(timeMs)}, the venue says ${found}`;
      throw new Failure("rows_conflict", 3, what, {
        value: isoUtc(timeMs),
        fix: "Find out where the series came from; --replace puts the venue's rows in place.",
      });
    }
    this.#waiting = emptyRows(key.kind);
    const changed = merged.added + merged.completed + merged.conflicting;
    if (changed === 0) return;
    this.#rows = merged.rows;
    this.#added += merged.added;
    const timeframe = key.kind === "funding" ? fundingStep(merged.rows.timesMs) : key.timeframe;
    const known = this.#lake.entry(key)?.origin;
    const origin = known === undefined ? ORIGIN : known.includes(ORIGIN) ? known : `${known}; ${ORIGIN}`;
    await this.#lake.put({ ...key, timeframe }, merged.rows, origin);
  }
}

const ORIGIN = "REST interface of the venue";
