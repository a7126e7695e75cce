import { addDec, compareDec, type Dec, divDec, mulDec, roundDec, subDec, ZERO } from "../../lib/decimal.js";

/** Decimal places of money and of units: those of a wallet at the venues. What is finer is divided among nobody. */
export const MONEY_PLACES = 8;

const STEP = "0.00000001" as Dec;

export const sumDec = (values: Iterable<Dec>): Dec => [...values].reduce(addDec, ZERO);

export const isPositive = (value: Dec): boolean => compareDec(value, ZERO) > 0;

export const floorMoney = (value: Dec): Dec => roundDec(value, MONEY_PLACES, "down");

/** part / whole of an amount, rounded towards 0. */
export function portionOf(amount: Dec, part: Dec, whole: Dec): Dec {
  return divDec(mulDec(amount, part), whole, MONEY_PLACES, "down");
}

/**
 * Divides an amount by weights so that the parts add up to it exactly. What rounding leaves over goes, a step each, to
 * whoever lost most by it; among equals to the first.
 *
 * Shape:  amount with at most 8 places, ≥ 0; weights ≥ 0, not all 0; as many parts as weights, in their order.
 */
export function shareOut(amount: Dec, weights: readonly Dec[]): readonly Dec[] {
  const whole = sumDec(weights);
  const parts = weights.map((weight) => portionOf(amount, weight, whole));
  const lost = weights.map((weight, index) => subDec(mulDec(amount, weight), mulDec(parts[index] ?? ZERO, whole)));
  const order = lost.map((_, index) => index).sort((a, b) => compareDec(lost[b] ?? ZERO, lost[a] ?? ZERO) || a - b);
  let left = subDec(amount, sumDec(parts));
  for (const index of order) {
    if (!isPositive(left)) break;
    parts[index] = addDec(parts[index] ?? ZERO, STEP);
    left = subDec(left, STEP);
  }
  return parts;
}
