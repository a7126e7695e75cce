import type { Instrument } from "../../domain/instrument.js";
import { dec, decFromNumber } from "../../lib/decimal.js";

/** Money is booked to as many places: a finer grid would change nothing. */
const FINEST = dec("0.00000001");
/** Of coins that cost cents the eighth place is a thousandth of a basis point, lost with every fill. */
export const FINEST_TICK = 1e-12;
const MOST = dec("1000000000000");

/** The same market without a grid, a minimum or a maximum: what a strategy would have made of exact sizes. */
export function withoutFilters(instrument: Instrument): Instrument {
  return {
    ...instrument,
    tickSize: decFromNumber(FINEST_TICK),
    stepSize: FINEST,
    minQty: FINEST,
    minNotional: FINEST,
    maxQty: MOST,
    marketMaxQty: MOST,
  };
}
