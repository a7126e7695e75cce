import type { OrderChange, OrderRequest } from "../../domain/order.js";
import { invariant, present } from "../../lib/invariant.js";
import type { OrderRef } from "../../ports/venue-gateway.js";
import { checkNamed, ownId, positive } from "../ccxt/outgoing-values.js";
import { type EndpointName, ENDPOINTS } from "./endpoints.js";
import type { WireParams } from "./load-ccxt.js";

export interface OutgoingCall {
  readonly endpoint: EndpointName;
  readonly params: WireParams;
}

/** Errors: InvariantError for a parameter that the endpoint's list doesn't name, or a value that isn't one. */
export function checkParams(endpoint: EndpointName, params: WireParams): void {
  checkNamed(endpoint, ENDPOINTS[endpoint].params, params);
}

/**
 * An order as it goes over the wire. Conditional orders go to the Algo service (derivatives change log, 2025-12-09);
 * everything else is MARKET or LIMIT. `positionSide` is left out: one-way mode only. `priceProtect` is left out too: a
 * stop that waits for mark and last to agree is no protection. The answer is ACK: fills are booked from trades.
 */
export function placeCall(request: OrderRequest): OutgoingCall {
  const isConditional = request.type === "stop_market" || request.type === "take_profit_market";
  return isConditional ? conditionalCall(request) : regularCall(request);
}

function shared({ symbol, side, qty, reduceOnly, closePosition }: OrderRequest): WireParams {
  invariant((qty === null) === closePosition, "a quantity is missing, or is given with closePosition");
  invariant(!(reduceOnly && closePosition), "reduceOnly and closePosition exclude each other (-4138)");
  return {
    symbol,
    side: side === "buy" ? "BUY" : "SELL",
    ...(qty === null ? {} : { quantity: positive(qty, "quantity") }),
    ...(reduceOnly ? { reduceOnly: "true" } : {}),
  };
}

function regularCall(request: OrderRequest): OutgoingCall {
  invariant(request.triggerPrice === null, "only a conditional order has a trigger price");
  invariant(!request.closePosition, "only a conditional order closes a position as a whole");
  const limit = request.type === "limit" ? limitParams(request) : { type: "MARKET" };
  invariant(request.type === "limit" || request.price === null, "a market order has no price");
  const params = {
    ...shared(request),
    ...limit,
    newClientOrderId: ownId(request.clientOrderId),
    newOrderRespType: "ACK",
  };
  return { endpoint: "placeOrder", params };
}

function limitParams({ price, timeInForce, postOnly, expireAtMs }: OrderRequest): WireParams {
  invariant(postOnly === (timeInForce === "GTX"), "post-only orders, and no others, are GTX");
  const wire = { type: "LIMIT", price: positive(present(price, "limit price"), "price"), timeInForce };
  if (timeInForce !== "GTD") return wire;
  // Whole seconds (New Order page, 2026-09); the venue refuses less than 600 s from now with -5040.
  return { ...wire, goodTillDate: Math.floor(present(expireAtMs, "goodTillDate") / 1_000) * 1_000 };
}

function conditionalCall(request: OrderRequest): OutgoingCall {
  invariant(request.price === null, "stops and take-profits go out as market orders");
  invariant(!request.postOnly && request.timeInForce === "GTC", "a conditional order waits until it is cancelled");
  const params = {
    algoType: "CONDITIONAL",
    ...shared(request),
    type: request.type === "stop_market" ? "STOP_MARKET" : "TAKE_PROFIT_MARKET",
    triggerPrice: positive(present(request.triggerPrice, "trigger price"), "trigger price"),
    workingType: request.workingType === "mark" ? "MARK_PRICE" : "CONTRACT_PRICE",
    ...(request.closePosition ? { closePosition: "true" } : {}),
    clientAlgoId: ownId(request.clientOrderId),
    newOrderRespType: "ACK",
  };
  return { endpoint: "placeAlgoOrder", params };
}

/** Orders of others may be cancelled too (policy for foreign orders): their ids are the venue's word. */
export function cancelCall({ conditional, clientOrderId, symbol }: OrderRef): OutgoingCall {
  return conditional
    ? { endpoint: "cancelAlgoOrder", params: { clientAlgoId: clientOrderId } }
    : { endpoint: "cancelOrder", params: { symbol, origClientOrderId: clientOrderId } };
}

/** `reduceOnly` is left out: a change leaves it as it is ("Modify Order", 2026-10). */
export function modifyCall({ clientOrderId, symbol, side, price, qty }: OrderChange): OutgoingCall {
  const terms = { quantity: positive(qty, "quantity"), price: positive(price, "price") };
  const wireSide = side === "buy" ? "BUY" : "SELL";
  const params = { symbol, side: wireSide, ...terms, origClientOrderId: ownId(clientOrderId) };
  return { endpoint: "modifyOrder", params };
}

export function queryCall({ conditional, clientOrderId, symbol }: OrderRef): OutgoingCall {
  return conditional
    ? { endpoint: "queryAlgoOrder", params: { clientAlgoId: clientOrderId } }
    : { endpoint: "queryOrder", params: { symbol, origClientOrderId: clientOrderId } };
}
