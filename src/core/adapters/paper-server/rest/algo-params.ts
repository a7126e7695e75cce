import { err, ok } from "../../../lib/result.js";
import { toNumber } from "../../../lib/decimal.js";
import { STP_MODES } from "../../../sim/request.js";
import type { AlgoDraft } from "../exchange/place-algo.js";
import { ALGO_TYPES, hasLimit } from "../exchange/records.js";
import type { AlgoType } from "../exchange/records.js";
import { missing, needless, venueError } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import { CALLBACK_RATE_PCT } from "../venue-bounds.js";
import { ALGO_TIMES_IN_FORCE, forbid, POSITION_SIDES, readPriceMatch, readSide } from "./order-params.js";
import type { ParamReader } from "./param-reader.js";

type Trigger = Pick<AlgoDraft, "triggerPrice" | "activatePrice" | "callbackRate">;

/**
 * `POST /fapi/v1/algoOrder` ("New Algo Order", 2026-10): stops and take-profits at market or with a limit, and trailing
 * stops. `activationPrice`, its name until 2025-12-22, is not looked at, as at the venue.
 */
export function readAlgo(params: ParamReader): Answer<AlgoDraft> {
  params.required("algoType");
  params.oneOf("algoType", ["CONDITIONAL"]);
  const symbol = params.required("symbol");
  const side = readSide(params);
  params.required("type");
  const type = params.oneOf("type", ALGO_TYPES, venueError("-1116")) ?? "STOP_MARKET";
  const closePosition = params.flag("closePosition");
  const isMarket = type === "STOP_MARKET" || type === "TAKE_PROFIT_MARKET";
  if (closePosition && !isMarket) params.complain(venueError("-4136"));
  const qty = params.decimal("quantity");
  const reduceOnly = params.flag("reduceOnly");
  if (qty === null && !closePosition) params.complain(missing("quantity"));
  if (qty !== null && closePosition) params.complain(venueError("-4137"));
  if (reduceOnly && closePosition) params.complain(venueError("-4138"));
  const timeInForce = params.oneOf("timeInForce", ALGO_TIMES_IN_FORCE, venueError("-1115")) ?? "GTC";
  const goodTillMs = params.integer("goodTillDate");
  if (timeInForce === "GTD" && goodTillMs === null) params.complain(missing("goodTillDate"));
  if (timeInForce !== "GTD") forbid(params, "goodTillDate");
  const draft: AlgoDraft = {
    symbol,
    side,
    positionSide: params.oneOf("positionSide", POSITION_SIDES) ?? "BOTH",
    type,
    qty,
    ...readTrigger(params, type),
    ...readLimit(params, type),
    timeInForce,
    goodTillMs: timeInForce === "GTD" ? goodTillMs : null,
    workingType: params.oneOf("workingType", ["CONTRACT_PRICE", "MARK_PRICE"]) ?? "CONTRACT_PRICE",
    closePosition,
    reduceOnly,
    priceProtect: /^true$/i.test(params.optional("priceProtect") ?? ""),
    clientAlgoId: params.optional("clientAlgoId"),
    stpMode: params.oneOf("selfTradePreventionMode", STP_MODES) ?? "NONE",
  };
  return params.error === null ? ok(draft) : err(params.error);
}

function readTrigger(params: ParamReader, type: AlgoType): Trigger {
  if (type !== "TRAILING_STOP_MARKET") {
    for (const name of ["activatePrice", "callbackRate"]) forbid(params, name);
    return { triggerPrice: params.requiredDecimal("triggerPrice"), activatePrice: null, callbackRate: null };
  }
  forbid(params, "triggerPrice");
  const callbackRate = params.requiredDecimal("callbackRate");
  const pct = toNumber(callbackRate);
  const isValid = pct >= CALLBACK_RATE_PCT.least && pct <= CALLBACK_RATE_PCT.most;
  if (!isValid) params.complain(venueError("-2007"));
  return { triggerPrice: null, activatePrice: params.decimal("activatePrice"), callbackRate };
}

function readLimit(params: ParamReader, type: AlgoType): Pick<AlgoDraft, "price" | "priceMatch"> {
  const priceMatch = readPriceMatch(params);
  const price = params.decimal("price");
  if (!hasLimit(type)) {
    if (price !== null) params.complain(needless("price"));
    if (priceMatch !== null) params.complain(venueError("-5038"));
    return { price: null, priceMatch: null };
  }
  if (price === null && priceMatch === null) params.complain(missing("price"));
  if (price !== null && priceMatch !== null) params.complain(needless("price"));
  return { price, priceMatch };
}
