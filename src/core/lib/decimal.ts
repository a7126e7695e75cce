import { Decimal } from "decimal.js";
import type { Brand } from "./brand.js";
import { InvariantError } from "./invariant.js";
import { addScaled, isMultipleScaled, multiplyScaled, numberOf, truncateScaled } from "./scaled.js";

/** Exact decimal number in plain notation, as it stands in records and on the wire: `-0.00012`. */
export type Dec = Brand<string, "Dec">;

// Sums of products of venue figures stay far below 60 digits, so no addition or multiplication ever rounds.
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -9e15, toExpPos: 9e15 });
type Exact = Decimal;

const PLAIN = /^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,20})?$/;

export const ZERO = "0" as Dec;

/** Parses plain notation only: no exponent, no NaN, no white space, at most 31 + 20 digits. Null otherwise. */
export function parseDec(text: string): Dec | null {
  return PLAIN.test(text) ? (text as Dec) : null;
}

/** For texts that are known to be decimals (own records, constants). Errors: InvariantError. */
export function dec(text: string): Dec {
  const parsed = parseDec(text);
  if (parsed === null) throw new InvariantError(`"${text.slice(0, 60)}" is not a plain decimal`);
  return parsed;
}

export function exact(value: Dec): Exact {
  return new Exact(value);
}

/** Shortest decimal that reads back as this number. Errors: InvariantError if it is not finite. */
export function decFromNumber(value: number): Dec {
  const text = String(value);
  if (!Number.isFinite(value)) throw new InvariantError(`${text} is not a decimal`);
  // A number's own text is its shortest one already, unless it is written with an exponent.
  return text.includes("e") ? toDec(new Exact(value)) : (text as Dec);
}

export function toDec(value: Exact): Dec {
  if (!value.isFinite()) throw new InvariantError(`${value.toString()} is not a decimal`);
  const text = value.toFixed();
  return (text === "-0" ? "0" : text) as Dec;
}

export function toNumber(value: Dec): number {
  return numberOf(value);
}

export const addDec = (a: Dec, b: Dec): Dec => (addScaled(a, b, 1) as Dec | null) ?? toDec(exact(a).plus(exact(b)));
export const subDec = (a: Dec, b: Dec): Dec => (addScaled(a, b, -1) as Dec | null) ?? toDec(exact(a).minus(exact(b)));
export const mulDec = (a: Dec, b: Dec): Dec => (multiplyScaled(a, b) as Dec | null) ?? toDec(exact(a).times(exact(b)));

/** a / b to a number of decimal places, rounded in the named direction. Errors: InvariantError for a divisor of 0. */
export function divDec(a: Dec, b: Dec, places: number, direction: "down" | "up" | "half-even"): Dec {
  return roundDec(toDec(exact(a).dividedBy(exact(b))), places, direction);
}

/** −1, 0 or 1. Rounding to a double never turns an order around, so only what is equal as a double is looked at twice. */
export function compareDec(a: Dec, b: Dec): number {
  if (a === b) return 0;
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left < right) return -1;
  return left > right ? 1 : exact(a).comparedTo(exact(b));
}

/** The form that `toDec` writes: nothing is left to shorten. Then sign and zero can be read off the text. */
function isShortest(value: Dec): boolean {
  return value !== "-0" && (!value.includes(".") || !value.endsWith("0"));
}

export function signDec(value: Dec): -1 | 0 | 1 {
  if (value === "0") return 0;
  if (isShortest(value)) return value.startsWith("-") ? -1 : 1;
  const parsed = exact(value);
  return parsed.isZero() ? 0 : parsed.isNegative() ? -1 : 1;
}

export const isZeroDec = (value: Dec): boolean => signDec(value) === 0;

export function absDec(value: Dec): Dec {
  if (!isShortest(value)) return toDec(exact(value).abs());
  return value.startsWith("-") ? (value.slice(1) as Dec) : value;
}

export function negDec(value: Dec): Dec {
  if (value === "0" || !isShortest(value)) return toDec(exact(value).negated());
  return value.startsWith("-") ? (value.slice(1) as Dec) : (`-${value}` as Dec);
}

/** Rounds to a number of decimal places in the named direction. */
export function roundDec(value: Dec, places: number, direction: "down" | "up" | "half-even"): Dec {
  const mode =
    direction === "down" ? Decimal.ROUND_DOWN : direction === "up" ? Decimal.ROUND_UP : Decimal.ROUND_HALF_EVEN;
  return toDec(exact(value).toDecimalPlaces(places, mode));
}

/** Largest multiple of the step that is not above the (non-negative) quantity. */
export function floorToStep(quantity: Dec, step: Dec): Dec {
  const floored = truncateScaled(quantity, step) as Dec | null;
  return floored ?? toDec(exact(quantity).dividedToIntegerBy(exact(step)).times(exact(step)));
}

/** Smallest multiple of the step that is not below the (non-negative) quantity. */
export function ceilToStep(quantity: Dec, step: Dec): Dec {
  const floored = floorToStep(quantity, step);
  return compareDec(floored, quantity) < 0 ? addDec(floored, step) : floored;
}

/** False for a unit of 0. */
export function isMultipleDec(value: Dec, unit: Dec): boolean {
  return isMultipleScaled(value, unit) ?? exact(value).modulo(exact(unit)).isZero();
}

/** Price on the tick grid; "down" never raises it, "up" never lowers it. */
export function roundToTick(price: Dec, tick: Dec, direction: "down" | "up"): Dec {
  return direction === "down" ? floorToStep(price, tick) : ceilToStep(price, tick);
}
