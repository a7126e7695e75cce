import type { OrderChange, OrderRequest } from "../../domain/order.js";
import { invariant, present } from "../../lib/invariant.js";
import type { OrderRef } from "../../ports/venue-gateway.js";
import { checkNamed, ownId, positive } from "../ccxt/outgoing-values.js";
import type { Perpetual } from "./contracts.js";
import { type EndpointName, ENDPOINTS } from "./endpoints.js";
import type { WireParams } from "./load-ccxt.js";
import { FOREIGN } from "./parse-orders.js";

export interface OutgoingCall {
  readonly endpoint: EndpointName;
  readonly params: WireParams;
}

/** Errors: InvariantError for a parameter that the endpoint's list doesn't name, or a value that isn't one. */
export function checkParams(endpoint: EndpointName, params: WireParams): void {
  checkNamed(endpoint, ENDPOINTS[endpoint].params, params);
}

const TRIGGERS = { mark: "mark_price", last: "last_price" } as const;

/**
 * An order as it goes over the wire; the side is the method. What waits for a trigger has no time in force, nor has a
 * market order: the venue refuses one.
 */
export function placeCall(request: OrderRequest, { instrument }: Perpetual): OutgoingCall {
  const { side, type, qty, reduceOnly, clientOrderId, closePosition } = request;
  invariant(!closePosition, "no order of this venue closes a position as a whole (capability closePositionStops)");
  const params = {
    instrument_name: instrument,
    amount: positive(present(qty, "quantity"), "quantity"),
    label: ownId(clientOrderId),
    ...(type === "limit" ? limitTerms(request) : type === "market" ? marketTerms(request) : waitTerms(request)),
    ...(reduceOnly ? { reduce_only: true } : {}),
  };
  return { endpoint: side, params };
}

function marketTerms({ price, triggerPrice }: OrderRequest): WireParams {
  invariant(price === null && triggerPrice === null, "a market order has no price");
  return { type: "market" };
}

/** `post_only` alone would let the venue put the order at another price. */
function limitTerms({ price, timeInForce, postOnly, triggerPrice }: OrderRequest): WireParams {
  invariant(triggerPrice === null, "only a conditional order has a trigger price");
  invariant(timeInForce !== "GTD", "this venue ends no order at a date (capability goodTillDate)");
  invariant(postOnly === (timeInForce === "GTX"), "post-only orders, and no others, are GTX");
  return {
    type: "limit",
    price: positive(present(price, "limit price"), "price"),
    time_in_force: timeInForce === "IOC" ? "immediate_or_cancel" : "good_til_cancelled",
    ...(postOnly ? { post_only: true, reject_post_only: true } : {}),
  };
}

function waitTerms({ type, price, triggerPrice, workingType }: OrderRequest): WireParams {
  invariant(price === null, "what waits for a trigger goes to the market");
  return {
    type: type === "stop_market" ? "stop_market" : "take_market",
    trigger_price: positive(present(triggerPrice, "trigger price"), "trigger price"),
    trigger: TRIGGERS[workingType],
  };
}

/** By label: it takes what a triggered stop has become along. Orders of others may have none, only the venue's id. */
export function cancelCall({ clientOrderId }: OrderRef, { settlementAsset }: Perpetual): OutgoingCall {
  return clientOrderId.startsWith(FOREIGN)
    ? { endpoint: "cancelById", params: { order_id: clientOrderId.slice(FOREIGN.length) } }
    : { endpoint: "cancelByLabel", params: { label: clientOrderId, currency: settlementAsset } };
}

/** What the order is beside its terms has to be said again: it would be lost. */
export function modifyCall(
  { clientOrderId, price, qty, reduceOnly }: OrderChange,
  { instrument }: Perpetual,
  postOnly: boolean,
): OutgoingCall {
  const params = {
    label: ownId(clientOrderId),
    instrument_name: instrument,
    amount: positive(qty, "quantity"),
    price: positive(price, "price"),
    ...(postOnly ? { post_only: true, reject_post_only: true } : {}),
    ...(reduceOnly ? { reduce_only: true } : {}),
  };
  return { endpoint: "modifyOrder", params };
}

export function queryCall({ clientOrderId }: OrderRef, { settlementAsset }: Perpetual): OutgoingCall {
  return { endpoint: "queryOrder", params: { currency: settlementAsset, label: clientOrderId } };
}
