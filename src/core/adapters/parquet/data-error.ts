export type DataErrorCode =
  | "file_missing"
  | "file_unreadable"
  | "manifest_invalid"
  | "bytes_differ"
  | "sha256_differs"
  | "rows_differ"
  | "span_differs"
  | "gaps_differ"
  | "parquet_invalid"
  | "column_missing"
  | "column_twice"
  | "column_not_numeric"
  | "time_not_increasing"
  | "time_off_grid"
  | "price_invalid"
  | "volume_invalid"
  | "rate_invalid"
  | "high_below_body"
  | "low_above_body"
  | "series_unknown"
  | "header_missing"
  | "csv_invalid"
  | "zip_invalid"
  | "time_invalid"
  | "number_invalid"
  | "checksum_differs"
  | "rows_missing"
  | "rows_conflict"
  | "timeframe_differs"
  | "source_unknown";

interface DataFinding {
  readonly code: DataErrorCode;
  readonly file: string;
  /** Where in the file: a column, a row with its time, or a path inside the manifest. */
  readonly place?: string;
  readonly expected: string | number;
  readonly found: string | number;
}

/**
 * Stored data is not what it claims to be. The file is named relative to its data directory, so that
 * the message is the same on every machine.
 */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly code: DataErrorCode;
  readonly file: string;
  readonly place: string | null;
  readonly expected: string | number;
  readonly found: string | number;

  constructor(finding: DataFinding) {
    const where = finding.place === undefined ? finding.file : `${finding.file} (${finding.place})`;
    super(`${where}: ${finding.code}: expected ${finding.expected}, found ${finding.found}`);
    this.code = finding.code;
    this.file = finding.file;
    this.place = finding.place ?? null;
    this.expected = finding.expected;
    this.found = finding.found;
  }
}
