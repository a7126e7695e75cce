import { parquetWriteBuffer } from "hyparquet-writer";
import type { ColumnSource } from "hyparquet-writer";
import { type DataKind, type SeriesRows, timeColumn, valueColumns } from "../../domain/data-series.js";

/** Readers of a span decode only the groups it touches; more groups than this would make the footer the slow part. */
const MOST_GROUPS = 32;
const LEAST_GROUP_ROWS = 2_048;

/**
 * A series as the bytes of a Parquet file: INT64 times as deltas with bounds for each row group, exact doubles, SNAPPY.
 * Same rows, same bytes. A NaN (a mark price that is not known) is a null.
 */
export function encodeSeries(kind: DataKind, { timesMs, values }: SeriesRows): Uint8Array {
  const time: ColumnSource = {
    name: timeColumn(kind),
    data: BigInt64Array.from(timesMs, BigInt),
    type: "INT64",
    encoding: "DELTA_BINARY_PACKED",
    statistics: true,
    nullable: false,
  };
  const doubles = valueColumns(kind).map((name, index) => doubleColumn(name, values[index] ?? new Float64Array(0)));
  const rowGroupSize = Math.max(LEAST_GROUP_ROWS, Math.ceil(timesMs.length / MOST_GROUPS));
  return new Uint8Array(parquetWriteBuffer({ columnData: [time, ...doubles], codec: "SNAPPY", rowGroupSize }));
}

function doubleColumn(name: string, values: Float64Array): ColumnSource {
  const plain = { name, type: "DOUBLE", encoding: "PLAIN", statistics: false } as const;
  if (!values.some(Number.isNaN)) return { ...plain, data: values, nullable: false };
  return { ...plain, data: Array.from(values, (value) => (Number.isNaN(value) ? null : value)), nullable: true };
}
