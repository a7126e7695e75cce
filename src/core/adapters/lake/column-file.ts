import { crc32 } from "node:zlib";

/**
 * One file of the cache: a header of 64 bytes, then the columns one after another as little-endian doubles.
 *
 *   0  8 bytes   "hedgef64"
 *   8  uint32    version of this layout
 *  12  uint32    CRC-32 of all that follows the header
 *  16  float64   rows
 *  24  float64   columns
 *  32  32 bytes  SHA-256 of the Parquet file that the columns were read from
 */
export const HEADER_BYTES = 64;
const MAGIC = "hedgef64";
const VERSION = 1;
const SHA256_AT = 32;

/** Columns laid out as a file of the cache, in memory that workers can share. */
export function layOut(columns: readonly Float64Array[], sha256: string): SharedArrayBuffer {
  const rows = columns[0]?.length ?? 0;
  const buffer = new SharedArrayBuffer(HEADER_BYTES + columns.length * rows * Float64Array.BYTES_PER_ELEMENT);
  for (const [index, column] of columnsOf(buffer, columns.length, rows).entries()) {
    column.set(columns[index] ?? []);
  }
  const bytes = new Uint8Array(buffer);
  const header = new DataView(buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  header.setUint32(8, VERSION, true);
  header.setUint32(12, crc32(bytes.subarray(HEADER_BYTES)), true);
  header.setFloat64(16, rows, true);
  header.setFloat64(24, columns.length, true);
  bytes.set(Buffer.from(sha256, "hex"), SHA256_AT);
  return buffer;
}

/** The columns of a file of the cache, as views; null for bytes that are not whole, or of another file or layout. */
export function readLayout(buffer: SharedArrayBuffer, sha256: string): readonly Float64Array[] | null {
  if (buffer.byteLength < HEADER_BYTES) return null;
  const bytes = new Uint8Array(buffer);
  const header = new DataView(buffer);
  const [rows, count] = [header.getFloat64(16, true), header.getFloat64(24, true)];
  const isOurs =
    Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC &&
    header.getUint32(8, true) === VERSION &&
    Buffer.from(bytes.subarray(SHA256_AT, HEADER_BYTES)).toString("hex") === sha256 &&
    buffer.byteLength === HEADER_BYTES + rows * count * Float64Array.BYTES_PER_ELEMENT;
  if (!isOurs || header.getUint32(12, true) !== crc32(bytes.subarray(HEADER_BYTES))) return null;
  return columnsOf(buffer, count, rows);
}

function columnsOf(buffer: SharedArrayBuffer, count: number, rows: number): Float64Array<SharedArrayBuffer>[] {
  const length = rows * Float64Array.BYTES_PER_ELEMENT;
  return Array.from({ length: count }, (_, index) => new Float64Array(buffer, HEADER_BYTES + index * length, rows));
}
