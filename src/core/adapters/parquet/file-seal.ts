import { sha256Hex } from "../../lib/hash.js";

/** Name of a remark in a Parquet file, under which the SHA-256 of the whole file stands with the digits of this remark as zeros. */
export const FILE_SEAL = "hedge.file.sha256";
const DIGITS = 64;
/** What is written where the digits will stand. */
export const UNSEALED = "0".repeat(DIGITS);
/** The digits follow the name within some bytes of lengths and types. */
const MOST_BETWEEN = 16;

/** Writes the seal into a file that has the remark with `UNSEALED`, in place. Returns whether it has it. */
export function sealFile(bytes: Uint8Array): boolean {
  const at = digitsAt(bytes, UNSEALED);
  if (at < 0) return false;
  Buffer.from(sha256Hex(bytes), "latin1").copy(bytes, at);
  return true;
}

/** Whether every byte is the one that was sealed. Looks for the seal without reading the file's structure, which may be damaged. */
export function isSealed(bytes: Uint8Array): boolean {
  const copy = Buffer.from(bytes);
  const name = copy.lastIndexOf(FILE_SEAL, undefined, "latin1");
  const after = copy
    .subarray(name + FILE_SEAL.length, name + FILE_SEAL.length + MOST_BETWEEN + DIGITS)
    .toString("latin1");
  const digits = /[0-9a-f]{64}/.exec(after);
  if (name < 0 || digits === null) return false;
  copy.fill("0", name + FILE_SEAL.length + digits.index, name + FILE_SEAL.length + digits.index + DIGITS, "latin1");
  return sha256Hex(copy) === digits[0];
}

function digitsAt(bytes: Uint8Array, digits: string): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = view.lastIndexOf(FILE_SEAL, undefined, "latin1");
  const at = view.indexOf(digits, name, "latin1");
  return name < 0 || at - name > FILE_SEAL.length + MOST_BETWEEN ? -1 : at;
}
