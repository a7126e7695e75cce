import type { OpenLake } from "../../adapters/lake/open-lake.js";
import type { SourceRows } from "../../adapters/lake/read-source.js";
import {
  emptyRows,
  type SeriesKey,
  seriesName,
  type SeriesRows,
  sliceRows,
  timeframeMs,
  valueColumns,
} from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { fundingStep } from "../../ops/data/funding-step.js";
import { type MergedRows, mergeRows, withoutRepeats } from "../../ops/data/merge-rows.js";

/** What an import is going to do to one series. */
export interface SeriesPlan {
  readonly key: SeriesKey;
  readonly rows: SeriesRows;
  readonly origin: string;
  readonly sources: readonly SourceRows[];
  /** Whether the rows differ from those of the lake. */
  readonly changes: boolean;
  readonly counts: {
    readonly added: number;
    /** Rows that were there already. */
    readonly duplicates: number;
    /** Rows that got a mark price. */
    readonly completed: number;
    readonly replaced: number;
    /** Bars left out because they had not ended yet. */
    readonly unfinished: number;
  };
}

interface PlanOptions {
  readonly replace: boolean;
  readonly nowMs: number;
}

const MOST_ORIGINS = 8;

/**
 * Joins the rows of all sources of one series with those of the lake, later sources after earlier ones.
 *
 * Errors: Failure `rows_conflict` where two say different things about one time (without `replace`), `timeframe_differs`.
 */
export async function planSeries(
  lake: OpenLake,
  sources: readonly SourceRows[],
  { replace, nowMs }: PlanOptions,
): Promise<SeriesPlan> {
  const [{ kind, venue, symbol, timeframe } = present()] = sources;
  const guess: SeriesKey = { kind, venue, symbol, timeframe: timeframe ?? "8h" };
  let rows = (await lake.read(guess)) ?? emptyRows(kind);
  const counts = { added: 0, duplicates: 0, completed: 0, replaced: 0, unfinished: 0 };
  for (const source of sources) {
    const own = withoutRepeats(source.rows, replace);
    refuseConflicts(own, guess, source.name, replace);
    if (timeframe !== null) requireStep(own.rows, guess, source.name);
    const finished = kind === "funding" ? own.rows : finishedBars(own.rows, timeframeMs(guess.timeframe), nowMs);
    const merged = mergeRows(rows, finished, replace);
    refuseConflicts(merged, guess, source.name, replace);
    rows = merged.rows;
    counts.added += merged.added;
    counts.duplicates += merged.duplicates + own.duplicates;
    counts.completed += merged.completed;
    counts.replaced += merged.conflicting;
    counts.unfinished += own.rows.timesMs.length - finished.timesMs.length;
  }
  if (rows.timesMs.length === 0) {
    throw new Failure("rows_missing", 3, `no bar of ${seriesName(guess)} has ended yet`, {});
  }
  const key = kind === "funding" ? { ...guess, timeframe: fundingStep(rows.timesMs) } : guess;
  const changes = counts.added + counts.completed + counts.replaced > 0;
  return { key, rows, sources, changes, counts, origin: originOf(lake.entry(key)?.origin, sources) };
}

function present(): never {
  throw new Failure("rows_missing", 2, "there is nothing to import");
}

/** A bar that has not ended would stay in the lake as if it had. */
function finishedBars(rows: SeriesRows, stepMs: number, nowMs: number): SeriesRows {
  const end = rows.timesMs.findIndex((timeMs) => timeMs + stepMs > nowMs);
  return end === -1 ? rows : sliceRows(rows, 0, end);
}

/** Bars of four hours are on the grid of one hour, too: what is named 1h must have two bars that are an hour apart. */
function requireStep({ timesMs }: SeriesRows, { timeframe }: SeriesKey, name: string): void {
  let leastMs = Infinity;
  for (let row = 1; row < timesMs.length; row += 1) {
    leastMs = Math.min(leastMs, (timesMs[row] ?? NaN) - (timesMs[row - 1] ?? NaN));
  }
  if (leastMs === Infinity || leastMs === timeframeMs(timeframe)) return;
  const found = `its bars are at least ${leastMs / 60_000} minutes apart`;
  throw new Failure("timeframe_differs", 3, `${name} does not hold bars of ${timeframe}: ${found}`, {
    path: "--timeframe",
    value: timeframe,
    file: name,
    fix: "Name the length of its bars.",
  });
}

function refuseConflicts(merged: MergedRows, key: SeriesKey, name: string, replace: boolean): void {
  const [first] = merged.conflicts;
  if (replace || first === undefined) return;
  const names = valueColumns(key.kind);
  const lines = merged.conflicts.slice(0, 5).map(({ timeMs, column, kept, found }) => {
    return `${isoUtc(timeMs)} ${names[column] ?? ""}: there ${kept}, in ${name} ${found}`;
  });
  const more = merged.conflicting > lines.length ? ` and ${merged.conflicting - lines.length} more` : "";
  throw new Failure(
    "rows_conflict",
    3,
    `${merged.conflicting} rows of ${name} differ from ${seriesName(key)}: ${lines.join("; ")}${more}`,
    { file: name, value: first.timeMs, fix: "Find out which is right; --replace puts the rows of the file in place." },
  );
}

/** Names of files, each once: they must fit into a line of the manifest. */
function originOf(known: string | undefined, sources: readonly SourceRows[]): string {
  const before = known === undefined ? [] : known.split("; ");
  const names = [...new Set([...before, ...sources.map(({ name }) => name)])];
  if (names.length <= MOST_ORIGINS) return names.join("; ");
  return [...names.slice(0, MOST_ORIGINS - 1), "…", names.at(-1)].join("; ");
}
