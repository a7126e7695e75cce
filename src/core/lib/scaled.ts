/**
 * Arithmetic on plain decimals by way of whole numbers: `12.5` is 125 with one place. A double holds every integer up to
 * 2^53, so that what fits is exact; each function returns null where something does not fit, and the caller then takes
 * the long way through decimal.js. Most prices, quantities and sums of money of a session fit.
 */

/** No longer text can be a mantissa below 2^53; also the bound of the loop over its digits. */
const MAX_LENGTH = 18;

/** Exact as doubles, up to the places of the longest text. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: MAX_LENGTH }, (_, power) => 10 ** power);

const MINUS = 45;
const POINT = 46;
const NOUGHT = 48;

/** Digits after the point. */
function placesOf(text: string): number {
  const point = text.indexOf(".");
  return point === -1 ? 0 : text.length - point - 1;
}

/** All digits of a plain decimal as one signed integer; NaN where they need more than 2^53, or the text is none. */
function mantissaOf(text: string): number {
  if (text.length > MAX_LENGTH) return Number.NaN;
  const isNegative = text.charCodeAt(0) === MINUS;
  let mantissa = 0;
  let points = 0;
  for (let at = isNegative ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const digit = code - NOUGHT;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (code === POINT) points += 1;
    else return Number.NaN;
  }
  const isPlain = points <= 1 && text.length - points > (isNegative ? 1 : 0);
  if (!isPlain || mantissa > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return isNegative ? -mantissa : mantissa;
}

/**
 * The double nearest to a plain decimal, as `Number` gives it: a mantissa and a power of ten that are both exact leave one
 * division, and one division rounds correctly. What does not fit goes to `Number` itself.
 */
export function numberOf(text: string): number {
  const mantissa = mantissaOf(text);
  if (Number.isNaN(mantissa)) return Number(text);
  const places = placesOf(text);
  return places === 0 ? mantissa : mantissa / (POWERS_OF_TEN[places] ?? Number.NaN);
}

/** NaN where it needs more than 2^53. */
function raised(mantissa: number, places: number): number {
  const product = mantissa * (POWERS_OF_TEN[places] ?? Number.NaN);
  return Math.abs(product) <= Number.MAX_SAFE_INTEGER ? product : Number.NaN;
}

/** The shortest text of mantissa / 10^places; null where the mantissa is not exact. */
function textOf(mantissa: number, places: number): string | null {
  if (!Number.isSafeInteger(mantissa)) return null;
  if (mantissa === 0) return "0";
  let digits = Math.abs(mantissa);
  let left = places;
  while (left > 0 && digits % 10 === 0) {
    digits /= 10;
    left -= 1;
  }
  const sign = mantissa < 0 ? "-" : "";
  if (left === 0) return `${sign}${String(digits)}`;
  const text = String(digits).padStart(left + 1, "0");
  return `${sign}${text.slice(0, -left)}.${text.slice(-left)}`;
}

/** a + b, or a − b where `sign` is −1. */
export function addScaled(a: string, b: string, sign: 1 | -1): string | null {
  const [placesA, placesB] = [placesOf(a), placesOf(b)];
  const places = Math.max(placesA, placesB);
  return textOf(raised(mantissaOf(a), places - placesA) + sign * raised(mantissaOf(b), places - placesB), places);
}

export function multiplyScaled(a: string, b: string): string | null {
  return textOf(mantissaOf(a) * mantissaOf(b), placesOf(a) + placesOf(b));
}

/** What a leaves beyond the whole multiples of b, with the sign of a; NaN for b = 0 and where something does not fit. */
function remainder(a: string, b: string, places: number): number {
  return raised(mantissaOf(a), places - placesOf(a)) % raised(mantissaOf(b), places - placesOf(b));
}

/** The multiple of the step next to the quantity on the side of 0. */
export function truncateScaled(quantity: string, step: string): string | null {
  const places = Math.max(placesOf(quantity), placesOf(step));
  return textOf(raised(mantissaOf(quantity), places - placesOf(quantity)) - remainder(quantity, step, places), places);
}

/** Null also where the unit is 0. */
export function isMultipleScaled(value: string, unit: string): boolean | null {
  const left = remainder(value, unit, Math.max(placesOf(value), placesOf(unit)));
  return Number.isNaN(left) ? null : left === 0;
}
