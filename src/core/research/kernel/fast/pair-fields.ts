/** Fields of a pair in the order of `assembly/layout.ts`; two doubles each, one a combination. */
const FIELDS = [
  ...(["wallet", "nav", "inverse", "sum", "squares", "downside", "peak", "maxDrawdown", "trades", "wins"] as const),
  ...(["gains", "losses", "fees", "funding", "tradedUsd", "exposure", "heldBars"] as const),
  ...(["entryStrength", "fullStrength", "stopAtr", "warmRow"] as const),
] as const;
type Field = (typeof FIELDS)[number] | "openPositions" | "positionBars";

/** Doubles from the start of a pair to the field of its first combination. */
export const FIELD: Readonly<Record<Field, number>> = {
  ...(Object.fromEntries(FIELDS.map((name, at) => [name, at * 2] as const)) as Record<(typeof FIELDS)[number], number>),
  openPositions: 46,
  positionBars: 48,
};

/** Columns of the two combinations, as 32-bit words from the start of a pair. */
export const POINTER = { fast: 84, slow: 86, atr: 88 } as const;

/** From the start of a pair to its legs. */
export const ACCOUNT_BYTES = 448;
export const LEG_BYTES = 256;
