import { HOUR_MS } from "../lib/time.js";

/** Ranges grow with the square root of a bar's length; the market's is that of an hour. Multiples of an hour's range. */
export function rangeOfHours(barMs: number): number {
  return Math.sqrt(barMs / HOUR_MS);
}
