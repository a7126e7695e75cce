import type { OrderChange, OrderRequest } from "../../domain/order.js";
import { invariant, present } from "../../lib/invariant.js";
import type { OrderRef } from "../../ports/venue-gateway.js";
import { type Contract, toContracts } from "./contracts.js";
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

/** Names the orders of a symbol for its dead-man's switch: at most 16 letters and digits. */
export function tagOf(symbol: string): string {
  return symbol.replace(/[^A-Za-z0-9]/g, "").slice(0, 16);
}

/**
 * An order as it goes over the wire. `posSide` is left out: net mode only. Margin is cross, always. Conditional orders go to
 * the algo service; everything else is a market or limit order.
 */
export function placeCall(request: OrderRequest, contract: Contract): OutgoingCall {
  const isConditional = request.type === "stop_market" || request.type === "take_profit_market";
  return isConditional ? conditionalCall(request, contract) : regularCall(request, contract);
}

function shared({ side, clientOrderId, symbol }: OrderRequest, { instId }: Contract) {
  return { instId, tdMode: "cross", side, clOrdId: ownId(clientOrderId), tag: tagOf(symbol) };
}

function regularCall(request: OrderRequest, contract: Contract): OutgoingCall {
  const { type, price, reduceOnly } = request;
  invariant(request.triggerPrice === null, "only a conditional order has a trigger price");
  invariant(!request.closePosition, "only a conditional order closes a position as a whole");
  invariant(type === "limit" || price === null, "a market order has no price");
  const params = {
    ...shared(request, contract),
    ordType: orderType(request),
    sz: toContracts(positive(present(request.qty, "quantity"), "quantity"), contract),
    ...(type === "limit" ? { px: positive(present(price, "limit price"), "price") } : {}),
    ...(reduceOnly ? { reduceOnly: true } : {}),
  };
  return { endpoint: "placeOrder", params };
}

/** Time in force is part of the order's type here. */
function orderType({ type, timeInForce, postOnly }: OrderRequest): string {
  invariant(timeInForce !== "GTD", "this venue ends no order at a date (capability goodTillDate)");
  invariant(postOnly === (timeInForce === "GTX"), "post-only orders, and no others, are GTX");
  if (type === "market") return "market";
  if (postOnly) return "post_only";
  return timeInForce === "IOC" ? "ioc" : "limit";
}

/**
 * `conditional` and never `trigger`: a trigger order goes off when its price is crossed from either side, so one on the wrong
 * side of the market would wait for a turn; a conditional one there is refused (51277 to 51280). Without `clOrdId` ccxt
 * would add a name and a broker's tag of its own (4.5.84, `sign`).
 */
function conditionalCall(request: OrderRequest, contract: Contract): OutgoingCall {
  const { qty, closePosition, reduceOnly, workingType } = request;
  invariant(request.price === null, "stops and take-profits go out as market orders");
  invariant(!request.postOnly && request.timeInForce === "GTC", "a conditional order waits until it is cancelled");
  invariant((qty === null) === closePosition, "a quantity is missing, or is given with closePosition");
  const trigger = positive(present(request.triggerPrice, "trigger price"), "trigger price");
  const size =
    qty === null
      ? { closeFraction: "1", cxlOnClosePos: true }
      : { sz: toContracts(positive(qty, "quantity"), contract) };
  const level =
    request.type === "stop_market"
      ? { slTriggerPx: trigger, slTriggerPxType: workingType, slOrdPx: "-1" }
      : { tpTriggerPx: trigger, tpTriggerPxType: workingType, tpOrdPx: "-1" };
  const params = {
    ...shared(request, contract),
    ordType: "conditional",
    algoClOrdId: ownId(request.clientOrderId),
    ...size,
    ...level,
    // Closing a whole position is only taken as reduce-only in net mode; such a stop ends with its position.
    ...(reduceOnly || closePosition ? { reduceOnly: true } : {}),
  };
  return { endpoint: "placeAlgoOrder", params };
}

/** Orders of others may be cancelled too (policy for foreign orders): their ids are the venue's word. */
export function cancelCall({ conditional, clientOrderId }: OrderRef, { instId }: Contract): OutgoingCall {
  return conditional
    ? { endpoint: "cancelAlgoOrder", params: { instId, algoClOrdId: clientOrderId } }
    : { endpoint: "cancelOrder", params: { instId, clOrdId: clientOrderId } };
}

/** `cxlOnFail` is false: a change that fails leaves the order as it was. */
export function modifyCall({ clientOrderId, price, qty }: OrderChange, contract: Contract): OutgoingCall {
  const params = {
    instId: contract.instId,
    clOrdId: ownId(clientOrderId),
    newSz: toContracts(positive(qty, "quantity"), contract),
    newPx: positive(price, "price"),
    cxlOnFail: false,
  };
  return { endpoint: "modifyOrder", params };
}

export function queryCall({ conditional, clientOrderId }: OrderRef, { instId }: Contract): OutgoingCall {
  return conditional
    ? { endpoint: "queryAlgoOrder", params: { algoClOrdId: clientOrderId } }
    : { endpoint: "queryOrder", params: { instId, clOrdId: clientOrderId } };
}
