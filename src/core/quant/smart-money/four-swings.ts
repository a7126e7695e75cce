import type { Side } from "./columns.js";

/** What four swings in a row say: with the trend (BOS) or against it (CHoCH), and which way. */
export interface FourSwings {
  readonly kind: "bos" | "choch";
  readonly side: Side;
}

interface SwingLevel {
  readonly side: number;
  readonly level: number;
}

/**
 * Of low, high, low, high with levels a, b, c, d: a < c < b < d is a bullish break of structure (a higher low, then a
 * higher high), c < a < b < d a bullish change of character (a lower low, then a higher high all the same). Four swings
 * from a high on mirror it. The level broken is b, the second. Null for everything else, equal levels included.
 *
 * Source:  docs/SMART_MONEY.md#breaks-of-structure
 */
export function breakOfFour(four: readonly SwingLevel[]): FourSwings | null {
  const [first, second, third, fourth] = four;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return null;
  const side: Side = fourth.side === 1 ? 1 : -1;
  const alternates = first.side === -side && second.side === side && third.side === -side;
  if (!alternates) return null;
  const [a, b, c, d] = [side * first.level, side * second.level, side * third.level, side * fourth.level] as const;
  if (a < c && c < b && b < d) return { kind: "bos", side };
  return c < a && a < b && b < d ? { kind: "choch", side } : null;
}
