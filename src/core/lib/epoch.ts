import { parseUtc } from "./time.js";

/**
 * Epoch milliseconds of a stamp of whole digits in seconds, milliseconds, microseconds or nanoseconds, told apart by their
 * number: each unit covers the years 1973 to 5138. What is finer than a millisecond is cut off.
 *
 * Errors: null for a text that is no such stamp.
 */
export function epochMsOfDigits(digits: string): number | null {
  if (!/^[1-9]\d{8,19}$/.test(digits)) return null;
  if (digits.length <= 11) return Number(digits) * 1_000;
  if (digits.length <= 14) return Number(digits);
  return Number(digits.slice(0, digits.length <= 17 ? -3 : -6));
}

const SPACED = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}.*)$/;

/**
 * Reads a time of a data file: whole digits since the epoch (s, ms, µs, ns), or an ISO date or instant; a text without zone is UTC.
 *
 * Units: epoch milliseconds out; null for any other text.
 */
export function timeOfText(text: string): number | null {
  const digits = epochMsOfDigits(text);
  if (digits !== null) return digits;
  // pandas writes a space for the T, and the zone as +00:00.
  const spaced = SPACED.exec(text);
  return parseUtc(spaced === null ? text : `${spaced[1] ?? ""}T${(spaced[2] ?? "").replace(/ ?UTC$/, "Z")}`);
}
