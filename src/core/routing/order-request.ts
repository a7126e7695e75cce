import type { Instrument } from "../domain/instrument.js";
import type { Purpose } from "../domain/intent.js";
import type { OrderRequest, OrderType } from "../domain/order.js";
import { compareDec, type Dec, exact, floorToStep, isZeroDec, subDec, toDec } from "../lib/decimal.js";
import { invariant } from "../lib/invariant.js";
import { onGrid } from "../domain/venue-grid.js";
import { clientOrderIdOf } from "./client-order-id.js";
import type { PlannedRoute } from "./plan-route.js";

interface OrderRequestInput {
  readonly routed: PlannedRoute;
  readonly attempt: number;
  readonly slice: number;
  readonly atMs: number;
  readonly instrument: Instrument;
}

/**
 * The order as it goes to a broker: a pure function of route, attempt and slice.
 * A quantity above the venue's largest market order is split: this is slice number `slice` of `sliceCount`.
 * Its figures may have been decided on an older grid of the venue: they leave on the one of now (`onGrid`).
 * A post-only order carries its local timeout in `expireAtMs`; the venue only heeds that for GTD.
 */
export function toOrderRequest({ routed, attempt, slice, atMs, instrument }: OrderRequestInput): OrderRequest {
  const { order, style, limitPrice, timeoutMs } = routed;
  const { intent } = order;
  const type = orderType(intent.purpose, style, limitPrice);
  const request: OrderRequest = {
    clientOrderId: clientOrderIdOf({ intentId: intent.id, purpose: intent.purpose, slice, attempt }),
    account: intent.account,
    symbol: intent.symbol,
    side: intent.side,
    type,
    qty: order.closePosition ? null : sliceQty(routed.qty, slice, instrument),
    price: limitPrice,
    triggerPrice: order.triggerPrice,
    timeInForce: style === "maker" ? "GTX" : type === "limit" ? "IOC" : "GTC",
    postOnly: style === "maker",
    expireAtMs: timeoutMs === null ? null : atMs + timeoutMs,
    // A closePosition stop reduces by its nature; venues refuse both flags together.
    reduceOnly: order.reduceOnly && !order.closePosition,
    closePosition: order.closePosition,
    workingType: intent.purpose === "disaster_stop" ? "mark" : "last",
  };
  return onGrid(request, instrument);
}

function orderType(purpose: Purpose, style: PlannedRoute["style"], limitPrice: Dec | null): OrderType {
  if (style === "resting") return purpose === "take_profit" ? "take_profit_market" : "stop_market";
  return limitPrice === null ? "market" : "limit";
}

function largestSlice({ marketMaxQty, stepSize }: Instrument): Dec {
  const largest = floorToStep(marketMaxQty, stepSize);
  return isZeroDec(largest) ? stepSize : largest;
}

/** Orders needed to send a quantity without breaking the venue's largest market order. */
export function sliceCount(qty: Dec, instrument: Instrument): number {
  return Math.max(
    1,
    exact(qty)
      .dividedBy(exact(largestSlice(instrument)))
      .ceil()
      .toNumber(),
  );
}

function sliceQty(qty: Dec, slice: number, instrument: Instrument): Dec {
  const largest = largestSlice(instrument);
  invariant(slice >= 0 && slice < sliceCount(qty, instrument), `slice ${slice} of ${qty} does not exist`);
  const rest = subDec(qty, toDec(exact(largest).times(slice)));
  return compareDec(rest, largest) > 0 ? largest : rest;
}
