import { isoUtc } from "../../lib/time.js";

type FindingSeverity = "error" | "warning" | "info";

export type FindingCode =
  | "file_missing"
  | "file_unreadable"
  | "sha256_differs"
  | "bytes_differ"
  | "rows_differ"
  | "span_differs"
  | "gaps_differ"
  | "file_unlisted"
  | "write_unfinished"
  | "gap"
  | "duplicate_time"
  | "time_not_increasing"
  | "time_off_grid"
  | "price_invalid"
  | "high_below_body"
  | "low_above_body"
  | "volume_invalid"
  | "rate_invalid"
  | "zero_volume"
  | "price_spike"
  | "time_shift";

/** Something about one series of a lake that a person should know; what it says holds from row `row` on. */
export interface DataFinding {
  readonly severity: FindingSeverity;
  readonly code: FindingCode;
  /** Path below the lake. */
  readonly file: string;
  readonly row: number | null;
  /** UTC time of the row. */
  readonly at: string | null;
  /** How many rows it is about. */
  readonly rows: number;
  readonly message: string;
  /** Whether the manifest declares it; then it is no problem any more. */
  readonly declared: boolean;
}

/** Findings about rows, before the file they lie in is known. */
export type RowFinding = Pick<DataFinding, "severity" | "code" | "row" | "rows" | "message"> & {
  readonly timeMs: number;
};

/** A person's word that something is as it should be: `rows` rows from `fromMs` on. */
export interface Declaration {
  readonly code: string;
  readonly fromMs: number;
  readonly rows: number;
  readonly note: string;
}

/** What can be true of a market; all else is wrong, whoever says otherwise. Gaps have a list of their own. */
const DECLARABLE: ReadonlySet<FindingCode> = new Set(["zero_volume", "price_spike", "time_shift"]);

/**
 * Findings of a file; one that begins where the manifest declares the same, for as many rows or more, is only told.
 */
export function judged(file: string, found: readonly RowFinding[], declared: readonly Declaration[]): DataFinding[] {
  return found.map(({ severity, code, row, rows, message, timeMs }) => {
    const word = declared.find(
      (one) => DECLARABLE.has(code) && one.code === code && one.fromMs === timeMs && one.rows >= rows,
    );
    return {
      severity: word === undefined ? severity : "info",
      code,
      file,
      row,
      at: Number.isFinite(timeMs) ? printable(timeMs) : null,
      rows,
      message: word === undefined ? message : `${message}; declared: ${word.note}`,
      declared: word !== undefined,
    };
  });
}

const LAST_DATE_MS = 8.64e15;

/** A corrupt time may lie outside what a date can hold. */
function printable(timeMs: number): string {
  return Math.abs(timeMs) <= LAST_DATE_MS ? isoUtc(timeMs) : String(timeMs);
}
