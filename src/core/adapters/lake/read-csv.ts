import { parse } from "csv-parse/sync";
import type { SeriesRows } from "../../domain/data-series.js";
import { type DataKind, type Timeframe, timeframeMs } from "../../domain/data-series.js";
import { timeOfText } from "../../lib/epoch.js";
import { DataError } from "../parquet/data-error.js";
import { bareColumns, findColumns, type FoundColumns } from "./column-names.js";
import { RowCollector } from "./row-collector.js";

/** What the rows of a file are taken for. */
export interface SourceSeries {
  readonly kind: DataKind;
  /** Null for funding. */
  readonly timeframe: Timeframe | null;
}

const LONGEST_ROW = 65_536;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/;

/**
 * Reads rows of a series from CSV text, with a header or as Binance writes bars without one. Columns are found by name, in
 * any order; tab, `;` or `,` separates them, the first of these that the first line has.
 *
 * Errors: DataError that names line and column: `csv_invalid`, `header_missing`, `column_missing`, `time_invalid`,
 * `number_invalid`, and those of `RowCollector`.
 */
export function readCsv(text: string, file: string, series: SourceSeries): SeriesRows {
  const collector = new RowCollector({ ...series, file });
  const { kind } = series;
  let columns: FoundColumns | null = null;
  let names: readonly string[] = [];
  const take = (record: readonly string[], line: number): void => {
    if (columns === null) {
      const isBare = NUMBER.test(record[0] ?? "");
      columns = isBare ? bareColumns(kind, record.length, file) : findColumns(kind, record, file);
      names = isBare ? record.map((_, index) => String(index + 1)) : record;
      if (!isBare) return;
    }
    // Decimal commas in a file that commas separate, for one: its cells would be other numbers.
    const beyond = record.findIndex((text, index) => index >= names.length && text !== "");
    if (beyond !== -1) {
      const found = `${record.length} cells, the first too many is ${shown(record[beyond] ?? "")}`;
      throw new DataError({
        code: "csv_invalid",
        file,
        place: `line ${line}`,
        expected: `${names.length} cells`,
        found,
      });
    }
    const place = (index: number): string => `line ${line}, column ${names[index] ?? index + 1}`;
    const cell = (index: number): string => record[index] ?? "";
    const timeMs = timeOfText(cell(columns.time));
    if (timeMs === null) {
      const expected = "a time in digits since the epoch, or as 2024-01-31T08:00:00Z";
      const found = shown(cell(columns.time));
      throw new DataError({ code: "time_invalid", file, place: place(columns.time), expected, found });
    }
    if (columns.closeTime !== null) {
      requireCloseTime(cell(columns.closeTime), timeMs, { ...series, file, place: place(columns.closeTime) });
    }
    const values = columns.values.map((index, column) => {
      // Only the mark price of a settlement may be unknown.
      if (index === null || (kind === "funding" && column === 1 && cell(index) === "")) return NaN;
      return numberOf(cell(index), file, () => place(index));
    });
    collector.add(timeMs, values, `line ${line}`);
  };
  eachRecord(text, file, take);
  return collector.rows();
}

/** Cells that a decimal comma has shifted have something else where a bar says when it ends. */
function requireCloseTime(
  text: string,
  timeMs: number,
  { timeframe, file, place }: SourceSeries & { readonly file: string; readonly place: string },
): void {
  const lastMs = timeMs + (timeframe === null ? NaN : timeframeMs(timeframe)) - 1;
  if (timeOfText(text) === lastMs) return;
  const expected = `the bar's last millisecond, ${lastMs}`;
  throw new DataError({ code: "csv_invalid", file, place, expected, found: shown(text) });
}

function eachRecord(text: string, file: string, take: (record: readonly string[], line: number) => void): void {
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      // A bar is some 200 characters; what has no ends of lines is no CSV, however large.
      max_record_size: LONGEST_ROW,
      skip_empty_lines: true,
      trim: true,
      // Its own texts name no column; a short row is found by the cell that it lacks.
      relax_column_count: true,
      on_record: (record: readonly string[], { lines }) => {
        take(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof DataError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError({ code: "csv_invalid", file, expected: "CSV", found });
  }
}

/** One for the whole file: a comma in a file that semicolons separate is part of a number, and is refused as such. */
function delimiterOf(text: string): string {
  const [first = ""] = text.slice(0, LONGEST_ROW).split("\n", 1);
  return ["\t", ";"].find((delimiter) => first.includes(delimiter)) ?? ",";
}

function numberOf(text: string, file: string, place: () => string): number {
  if (NUMBER.test(text)) return Number(text);
  throw new DataError({ code: "number_invalid", file, place: place(), expected: "a number", found: shown(text) });
}

function shown(text: string): string {
  return text === "" ? "nothing" : text.slice(0, 60);
}
