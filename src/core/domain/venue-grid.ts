import {
  ceilToStep,
  compareDec,
  type Dec,
  floorToStep,
  isMultipleDec,
  isZeroDec,
  roundToTick,
  signDec,
} from "../lib/decimal.js";
import type { Instrument } from "./instrument.js";
import type { Side } from "./intent.js";
import type { OrderRequest } from "./order.js";

type Steps = Pick<Instrument, "stepSize" | "minQty">;
type Grid = Pick<Instrument, "stepSize" | "minQty" | "tickSize">;

/** Smallest quantity that the venue takes. */
export function leastQty({ stepSize, minQty }: Steps): Dec {
  return ceilToStep(compareDec(minQty, stepSize) < 0 ? stepSize : minQty, stepSize);
}

/**
 * Of a held quantity what a close asks for: whole steps, or, where there is less than the venue's smallest order, that
 * order. It is reduce-only, and the venue cuts it to the position (docs/venues/binance-usdm.md#changed-rules).
 */
export function closingQty(held: Dec, steps: Steps): Dec {
  const whole = floorToStep(held, steps.stepSize);
  return compareDec(whole, steps.minQty) < 0 || isZeroDec(whole) ? leastQty(steps) : whole;
}

/**
 * A price on the tick grid of now: sells up, buys down, at least one tick. A limit stays inside what was allowed, a
 * take-profit keeps its gain, and a stop acts up to a tick earlier, never later: so it never gets nearer to liquidation.
 */
function priceOnGrid(price: Dec | null, side: Side, tickSize: Dec): Dec | null {
  if (price === null || isMultipleDec(price, tickSize)) return price;
  const rounded = roundToTick(price, tickSize, side === "buy" ? "down" : "up");
  return isZeroDec(rounded) ? tickSize : rounded;
}

function qtyOnGrid({ qty, reduceOnly, triggerPrice }: OrderRequest, grid: Grid): Dec | null {
  if (qty === null) return null;
  const acts = reduceOnly && triggerPrice === null;
  if (acts) return closingQty(qty, grid);
  return isMultipleDec(qty, grid.stepSize) ? qty : floorToStep(qty, grid.stepSize);
}

/**
 * The request on the venue's grid of now, whatever grid its figures were decided on. This is the one place where it is
 * done. Quantities are rounded down; an entry or a resting exit below one step becomes 0, and is not sent.
 */
export function onGrid(request: OrderRequest, grid: Grid): OrderRequest {
  const { price, triggerPrice, side } = request;
  return {
    ...request,
    qty: qtyOnGrid(request, grid),
    price: priceOnGrid(price, side, grid.tickSize),
    triggerPrice: priceOnGrid(triggerPrice, side, grid.tickSize),
  };
}

/** Whether the venue's steps and ticks of now allow the request. */
export function isOnGrid({ qty, price, triggerPrice }: OrderRequest, { stepSize, tickSize }: Grid): boolean {
  if (qty !== null && !(signDec(qty) > 0 && isMultipleDec(qty, stepSize))) return false;
  return [price, triggerPrice].every((one) => one === null || isMultipleDec(one, tickSize));
}
