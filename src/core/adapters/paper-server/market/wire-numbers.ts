import type { Instrument } from "../../../domain/instrument.js";
import { decFromNumber, roundDec, toNumber } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { pricePrecisionOf } from "../../../sim/filters.js";

/** Places after the point of a step such as 0.001. */
export function placesOf(step: Dec): number {
  const at = step.indexOf(".");
  return at === -1 ? 0 : step.length - at - 1;
}

/** At most 8 places, without an exponent: marks, rates, sums. */
export function wireNumber(value: number): string {
  return roundDec(decFromNumber(value), 8, "half-even");
}

/** The grid that prices and quantities of an instrument lie on. */
export interface Grid {
  readonly unit: number;
  readonly places: number;
}

/** Quantities are written with the places of their step. */
export function lotGrid({ stepSize }: Pick<Instrument, "stepSize">): Grid {
  return { unit: toNumber(stepSize), places: placesOf(stepSize) };
}

/** Prices are written with one place more than their tick has: the recorded stream says 61800.20 on ticks of 0.1. */
export function tickGrid({ tickSize }: Pick<Instrument, "tickSize">): Grid {
  return { unit: toNumber(tickSize), places: pricePrecisionOf({ tickSize }) };
}

/** Number of whole units; a gap of floating point must not lose one. */
export function unitsDown(value: number, { unit }: Grid): number {
  return Math.floor(value / unit + 1e-6);
}

export function onGrid(units: number, { unit, places }: Grid): string {
  return (units * unit).toFixed(places);
}
