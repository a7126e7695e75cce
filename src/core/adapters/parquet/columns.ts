import { parquetMetadataAsync, parquetRead } from "hyparquet";
import type { AsyncBuffer, ColumnData, Compressors, DecodedArray, FileMetaData } from "hyparquet";
import { DataError } from "./data-error.js";
import { collectTimes } from "./times.js";

/** Half-open range of rows. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows of one row group with the bounds of one of its columns; infinite where the writer kept no statistics. */
interface GroupBounds extends RowRange {
  readonly min: number;
  readonly max: number;
}

export interface ParquetTable {
  readonly rows: number;
  readonly columnNames: readonly string[];
  /** A text that the file carries beside its columns; null where it has none of that name. */
  remark(name: string): string | null;
  groupBounds(column: string): readonly GroupBounds[];
  /** A column of times in any of the usual forms (TIMESTAMP, whole digits in s, ms, µs or ns, ISO text) as epoch ms. */
  readTimes(name: string): Promise<Float64Array>;
  /** Decodes only the row groups that overlap the range. A null is NaN. */
  readColumns<Name extends string>(names: readonly Name[], range?: RowRange): Promise<Record<Name, Float64Array>>;
}

/**
 * Opens a Parquet file held in memory for reading its numeric columns into typed arrays, without an object per row.
 *
 * Errors: DataError `parquet_invalid`; from `readColumns` also `column_missing` and `column_not_numeric`
 * (texts, dates, integers above 2^53); from `readTimes` `column_missing` and `time_invalid`.
 */
export async function openParquet(bytes: Uint8Array, file: string): Promise<ParquetTable> {
  const source = fromMemory(bytes);
  const metadata = await parsing(file, () => parquetMetadataAsync(source));
  const rows = Number(metadata.num_rows);
  const columnNames = metadata.schema.slice(1).map((element) => element.name);
  return {
    rows,
    columnNames,
    remark: (name) => metadata.key_value_metadata?.find(({ key }) => key === name)?.value ?? null,
    groupBounds: (column) => groupBounds(metadata, column),
    readColumns: async (names, range = { start: 0, end: rows }) => {
      requireColumns(file, columnNames, names);
      const chunks = await parsing(file, () => readChunks(source, metadata, { names, range }));
      return collectColumns(file, names, { chunks, range });
    },
    readTimes: async (name) => {
      requireColumns(file, columnNames, [name]);
      const range = { start: 0, end: rows };
      const chunks = await parsing(file, () => readChunks(source, metadata, { names: [name], range }));
      return collectTimes(file, rows, chunks);
    },
  };
}

function fromMemory(bytes: Uint8Array): AsyncBuffer {
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
}

/** The library throws plain errors of many kinds on bytes that are no Parquet. */
async function parsing<T>(file: string, parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError({ code: "parquet_invalid", file, expected: "a whole Parquet file", found });
  }
}

async function readChunks(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { names, range }: { readonly names: readonly string[]; readonly range: RowRange },
): Promise<ColumnData[]> {
  const chunks: ColumnData[] = [];
  if (range.start >= range.end) return chunks;
  const compressors = await compressorsFor(metadata);
  await parquetRead({
    file,
    metadata,
    columns: [...names],
    rowStart: range.start,
    rowEnd: range.end,
    // Only collects: the library swallows what this callback throws.
    onChunk: (chunk) => void chunks.push(chunk),
    ...(compressors && { compressors }),
  });
  return chunks;
}

/** The bundled set is SNAPPY, which the library reads itself; the other codecs cost start-up time, so only files that use them load them. */
async function compressorsFor(metadata: FileMetaData): Promise<Compressors | undefined> {
  const codecs = metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data?.codec));
  if (codecs.every((codec) => codec === "SNAPPY" || codec === "UNCOMPRESSED")) return undefined;
  return (await import("hyparquet-compressors")).compressors;
}

function groupBounds(metadata: FileMetaData, column: string): GroupBounds[] {
  let start = 0;
  return metadata.row_groups.map((group) => {
    const chunk = group.columns.find((candidate) => candidate.meta_data?.path_in_schema[0] === column);
    const { min_value: min, max_value: max } = chunk?.meta_data?.statistics ?? {};
    const end = start + Number(group.num_rows);
    const bounds = { start, end, min: toBound(min, -Infinity), max: toBound(max, Infinity) };
    start = end;
    return bounds;
  });
}

function toBound(value: unknown, unknownBound: number): number {
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : unknownBound;
}

function requireColumns(file: string, present: readonly string[], names: readonly string[]): void {
  for (const name of names) {
    if (present.includes(name)) continue;
    throw new DataError({
      code: "column_missing",
      file,
      place: `column ${name}`,
      expected: name,
      found: present.join(", "),
    });
  }
}

function collectColumns<Name extends string>(
  file: string,
  names: readonly Name[],
  { chunks, range }: { readonly chunks: readonly ColumnData[]; readonly range: RowRange },
): Record<Name, Float64Array> {
  const expected = Math.max(range.end - range.start, 0);
  const columns = names.map((name): [Name, Float64Array] => {
    const column = new Float64Array(expected);
    let copied = 0;
    for (const chunk of chunks) {
      if (chunk.columnName === name) copied += copyOverlap(file, chunk, { column, range });
    }
    if (copied !== expected) {
      throw new DataError({ code: "rows_differ", file, place: `column ${name}`, expected, found: copied });
    }
    return [name, column];
  });
  return Object.fromEntries(columns) as Record<Name, Float64Array>;
}

/** Copies the part of a chunk that lies in the range and returns its number of rows. */
function copyOverlap(
  file: string,
  chunk: ColumnData,
  { column, range }: { readonly column: Float64Array; readonly range: RowRange },
): number {
  const start = Math.max(chunk.rowStart, range.start);
  const end = Math.min(chunk.rowEnd, range.end);
  if (start >= end) return 0;
  const values: DecodedArray = chunk.columnData;
  if (values instanceof Float64Array) {
    column.set(values.subarray(start - chunk.rowStart, end - chunk.rowStart), start - range.start);
    return end - start;
  }
  for (let row = start; row < end; row += 1) {
    const value: unknown = values[row - chunk.rowStart];
    const number = toNumber(value);
    if (number === undefined) {
      throw new DataError({
        code: "column_not_numeric",
        file,
        place: `column ${chunk.columnName}, row ${row}`,
        expected: "a number, exact as a double",
        found: typeof value === "bigint" ? String(value) : typeof value,
      });
    }
    column[row - range.start] = number;
  }
  return end - start;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
