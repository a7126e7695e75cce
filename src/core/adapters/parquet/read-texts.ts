import { parquetReadObjects } from "hyparquet";
import { DataError } from "./data-error.js";

/**
 * Text columns of a small table that `tableBytes` wrote; a missing text is "".
 *
 * Errors: DataError `parquet_invalid` and `column_missing`, naming the file.
 */
export async function readTexts<Name extends string>(
  bytes: Uint8Array,
  file: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, readonly string[]>>> {
  const buffer = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file: buffer }).catch((error: unknown) => {
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError({ code: "parquet_invalid", file, expected: "a whole Parquet file", found });
  });
  const present = Object.keys(rows[0] ?? {});
  const missing = rows.length === 0 ? undefined : names.find((name) => !present.includes(name));
  if (missing !== undefined) {
    const place = `column ${missing}`;
    throw new DataError({ code: "column_missing", file, place, expected: missing, found: present.join(", ") });
  }
  const columns = names.map((name) => [name, rows.map((row) => textOf(row[name]))]);
  return Object.fromEntries(columns) as Record<Name, readonly string[]>;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
