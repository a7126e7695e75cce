import type { Instrument } from "../domain/instrument.js";
import {
  absDec,
  compareDec,
  type Dec,
  decFromNumber,
  exact,
  floorToStep,
  mulDec,
  subDec,
  toDec,
  toNumber,
  ZERO,
} from "../lib/decimal.js";

/** Largest legal quantity whose notional at this price is not above the target. Units: USD, quote per base. */
export function quantityFor(targetUsd: number, price: Dec, instrument: Instrument): Dec {
  const raw = toDec(exact(decFromNumber(targetUsd)).dividedBy(exact(price)));
  return floorToStep(raw, instrument.stepSize);
}

/** Largest quantity of one market order. */
export function largestQuantity(instrument: Instrument): Dec {
  const { maxQty, marketMaxQty } = instrument;
  return floorToStep(compareDec(maxQty, marketMaxQty) < 0 ? maxQty : marketMaxQty, instrument.stepSize);
}

export function notionalOf(qty: Dec, price: Dec): number {
  return toNumber(absDec(mulDec(qty, price)));
}

export function oneStepLess(qty: Dec, instrument: Instrument): Dec {
  return compareDec(qty, instrument.stepSize) > 0 ? subDec(qty, instrument.stepSize) : ZERO;
}
