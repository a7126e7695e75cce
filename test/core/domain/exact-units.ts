import type { Dec } from "../../../src/core/lib/decimal.js";

/** Decimal places that BigInt arithmetic of the tests carries. */
const PLACES = 24;

/** A decimal as a whole number of 1e-24, so that tests add and multiply without any decimal library. */
export function unitsOf(text: Dec): bigint {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole + fraction.padEnd(PLACES, "0"));
  return text.startsWith("-") ? -units : units;
}

/** Product of two decimals in the same units; both may have 12 places. */
export function productUnits(a: Dec, b: Dec): bigint {
  return (unitsOf(a) * unitsOf(b)) / 10n ** BigInt(PLACES);
}
