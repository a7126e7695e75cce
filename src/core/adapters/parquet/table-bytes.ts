import { parquetWriteBuffer } from "hyparquet-writer";

/** A column of a table: times are UTC epoch ms, `whole` are integers below 2^53, texts may be missing, doubles as NaN. */
export type TableColumn =
  | { readonly name: string; readonly kind: "double" | "time" | "whole"; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly kind: "text"; readonly values: readonly (string | null)[] };

/**
 * Columns of doubles as the bytes of a Parquet file that gives back every bit of them: no dictionary, which takes -0 for 0,
 * and no compression, which takes time.
 *
 * Shape: all columns have the same length.
 * remarks: texts that the file carries beside its columns, by name.
 */
export function exactTableBytes(
  columns: readonly { readonly name: string; readonly values: Float64Array }[],
  remarks: Readonly<Record<string, string>> = {},
): Uint8Array {
  const columnData = columns.map(({ name, values }) => {
    return { name, data: values, type: "DOUBLE" as const, encoding: "PLAIN" as const };
  });
  const kvMetadata = Object.entries(remarks).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "hedge", codec: "UNCOMPRESSED", kvMetadata }));
}

/**
 * A table as the bytes of a Parquet file (Snappy). The same columns give the same bytes.
 *
 * Shape: all columns have the same length.
 */
export function tableBytes(columns: readonly TableColumn[]): Uint8Array {
  const columnData = columns.map((column) => {
    const { name } = column;
    if (column.kind === "text") return { name, data: [...column.values], type: "STRING" as const, nullable: true };
    if (column.kind === "double") return { name, data: Float64Array.from(column.values), type: "DOUBLE" as const };
    return { name, data: BigInt64Array.from(Array.from(column.values, BigInt)), type: "INT64" as const };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "hedge" }));
}
