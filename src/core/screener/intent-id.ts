import { sha256Hex } from "../lib/hash.js";

const ID_LENGTH = 16;
const ID_SPACE = 36n ** BigInt(ID_LENGTH);

/**
 * 16 letters and digits from the SHA-256 of the parts: the same parts give the same id in any run.
 * 36^16 is 2^82: among a million ids two agree with a chance of 10^-13.
 */
export function idOf(...parts: readonly (string | number)[]): string {
  const number = BigInt(`0x${sha256Hex(parts.join("|")).slice(0, 32)}`) % ID_SPACE;
  return number.toString(36).padStart(ID_LENGTH, "0");
}
