/** Fields of public frames, checked by hand: hundreds of frames arrive in a second. Null is what isn't as documented. */
export type Fields = Readonly<Record<string, unknown>>;

export type PriceAndQty = readonly [price: number, qty: number];

/** The prices of a bar. */
export interface Prices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length <= 100 ? value : null;
}

/** Times and ids; ccxt hands integers of 15 digits and more over as texts. */
export function wholeOf(value: unknown): number | null {
  const whole = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof whole === "number" && Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}

const PLAIN_NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?$/;

export function numberOf(value: unknown): number | null {
  return typeof value === "string" && PLAIN_NUMBER.test(value) ? Number(value) : null;
}

export function priceOf(value: unknown): number | null {
  const price = numberOf(value);
  return price !== null && price > 0 ? price : null;
}

export function pricesOf(cells: readonly unknown[]): Prices | null {
  const [open, high, low, close] = cells.map((cell) => priceOf(cell) ?? Number.NaN);
  if (open === undefined || high === undefined || low === undefined || close === undefined) return null;
  return Number.isFinite(open + high + low + close) ? { open, high, low, close } : null;
}

const MAX_LEVELS = 10_000;

export function levelsOf(value: unknown): readonly PriceAndQty[] | null {
  if (!Array.isArray(value) || value.length > MAX_LEVELS) return null;
  const levels: PriceAndQty[] = [];
  for (const row of value as readonly unknown[]) {
    if (!Array.isArray(row)) return null;
    const price = priceOf(row[0]);
    const qty = numberOf(row[1]);
    if (price === null || qty === null || qty < 0) return null;
    levels.push([price, qty]);
  }
  return levels;
}
