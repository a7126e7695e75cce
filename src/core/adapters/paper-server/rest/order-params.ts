import { err, ok } from "../../../lib/result.js";
import { STP_MODES } from "../../../sim/request.js";
import type { OrderRef } from "../exchange/end-orders.js";
import type { OrderDraft } from "../exchange/place-order.js";
import { PRICE_MATCHES } from "../exchange/price-match.js";
import type { PriceMatch } from "../exchange/price-match.js";
import { ALGO_TYPES } from "../exchange/records.js";
import { missing, needless, venueError } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import type { ParamReader } from "./param-reader.js";

const SIDES = ["BUY", "SELL"] as const;
export const POSITION_SIDES = ["BOTH", "LONG", "SHORT"] as const;
export const ALGO_TIMES_IN_FORCE = ["GTC", "IOC", "FOK", "GTX", "GTD"] as const;
const TIMES_IN_FORCE = [...ALGO_TIMES_IN_FORCE, "RPI"] as const;

/** `POST /fapi/v1/order`: LIMIT and MARKET; the stop types moved to the algo service on 2025-12-09. */
export function readOrder(params: ParamReader): Answer<OrderDraft> {
  const symbol = params.required("symbol");
  const side = readSide(params);
  const type = readType(params);
  const isLimit = type === "LIMIT";
  const priceMatch = readPriceMatch(params);
  const timeInForce = params.oneOf("timeInForce", TIMES_IN_FORCE, venueError("-1115"));
  const qty = params.requiredDecimal("quantity");
  const price = params.decimal("price");
  const goodTillMs = params.integer("goodTillDate");
  if (isLimit) {
    if (timeInForce === null) params.complain(missing("timeInForce"));
    if (price === null && priceMatch === null) params.complain(missing("price"));
    if (price !== null && priceMatch !== null) params.complain(needless("price"));
  } else {
    if (priceMatch !== null) params.complain(venueError("-5038"));
    for (const name of ["price", "timeInForce"]) forbid(params, name);
  }
  if (timeInForce === "GTD" && goodTillMs === null) params.complain(missing("goodTillDate"));
  if (timeInForce !== "GTD") forbid(params, "goodTillDate");
  for (const name of ["stopPrice", "closePosition", "callbackRate"]) forbid(params, name);
  const draft: OrderDraft = {
    symbol,
    side,
    positionSide: params.oneOf("positionSide", POSITION_SIDES) ?? "BOTH",
    type,
    timeInForce: timeInForce ?? "GTC",
    qty,
    price,
    priceMatch,
    reduceOnly: params.flag("reduceOnly"),
    clientOrderId: params.optional("newClientOrderId"),
    stpMode: params.oneOf("selfTradePreventionMode", STP_MODES) ?? "EXPIRE_MAKER",
    goodTillMs: timeInForce === "GTD" ? goodTillMs : null,
  };
  params.oneOf("newOrderRespType", ["ACK", "RESULT"]);
  return params.error === null ? ok(draft) : err(params.error);
}

/** `orderId` or `origClientOrderId`; one of them must be there. */
export function readRef(params: ParamReader): OrderRef {
  const symbol = params.required("symbol");
  const orderId = params.bigInteger("orderId");
  const clientOrderId = params.optional("origClientOrderId");
  if (orderId === null && clientOrderId === null) {
    const msg = "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!";
    params.complain({ code: -1102, msg });
  }
  return { symbol, orderId, clientOrderId };
}

/** Null where it was left out or is NONE. */
export function readPriceMatch(params: ParamReader): PriceMatch | null {
  const named = params.oneOf("priceMatch", ["NONE", ...PRICE_MATCHES], venueError("-5037"));
  return named === "NONE" ? null : named;
}

export function readSide(params: ParamReader): "buy" | "sell" {
  params.required("side");
  return params.oneOf("side", SIDES, venueError("-1117")) === "SELL" ? "sell" : "buy";
}

function readType(params: ParamReader): "LIMIT" | "MARKET" {
  const type = params.required("type");
  if (ALGO_TYPES.some((each) => each === type)) params.complain(venueError("-4120"));
  return params.oneOf("type", ["LIMIT", "MARKET"], venueError("-1116")) ?? "MARKET";
}

/** Complains of a parameter that was sent, unless it says nothing. */
export function forbid(params: ParamReader, name: string): void {
  const value = params.optional(name);
  if (value !== null && value !== "false") params.complain(needless(name));
}
