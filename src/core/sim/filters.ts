import type { Instrument } from "../domain/instrument.js";
import type { OrderRequest } from "../domain/order.js";
import type { SimRequest } from "./request.js";
import { compareDec, floorToStep, mulDec, signDec, toNumber } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { reject } from "./rejection.js";
import type { Rejection, RejectionCode } from "./rejection.js";

const CLIENT_ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

/** What the gateway refuses before an order reaches the market: form, filters of the instrument, price bands. */
export function checkFilters(request: SimRequest, instrument: Instrument, mark: number): Rejection | null {
  const code =
    formCode(request) ??
    statusCode(request, instrument, mark) ??
    quantityCode(request, instrument) ??
    priceCode(request.price, instrument) ??
    priceCode(request.triggerPrice, instrument) ??
    priceCode(request.limitOnTrigger?.price ?? null, instrument) ??
    stopLimitCode(request, instrument) ??
    notionalCode(request, instrument, mark) ??
    percentPriceCode(request, instrument, mark);
  return code === null ? null : reject(code);
}

function formCode(request: OrderRequest): RejectionCode | null {
  if (!CLIENT_ORDER_ID.test(request.clientOrderId)) return "-4015";
  const isConditional = request.type === "stop_market" || request.type === "take_profit_market";
  if (request.closePosition) {
    if (!isConditional) return "-1106";
    if (request.qty !== null) return "-4137";
    if (request.reduceOnly) return "-4138";
  } else if (request.qty === null) return "-1102";
  if ((request.type === "limit") !== (request.price !== null)) return request.price === null ? "-1102" : "-1106";
  if (isConditional !== (request.triggerPrice !== null)) return isConditional ? "-1102" : "-1106";
  if ((request.postOnly || request.timeInForce === "GTD") && request.type === "market") return "-1106";
  if (request.postOnly && isConditional) return "-1106";
  // On any other order `expireAtMs` is the sender's own time-out; the venue never sees it.
  if (request.timeInForce === "GTD" && request.expireAtMs === null) return "-1102";
  return null;
}

function statusCode(request: OrderRequest, instrument: Instrument, mark: number): RejectionCode | null {
  if (instrument.status === "CLOSED") return "-4141";
  const reduces = request.reduceOnly || request.closePosition;
  if (instrument.status !== "TRADING" && !reduces) return "-4140";
  // No price has been seen yet: not listed, or its history starts later.
  return mark > 0 ? null : "-4140";
}

function quantityCode(request: OrderRequest, instrument: Instrument): RejectionCode | null {
  const { qty } = request;
  if (qty === null) return null;
  if (signDec(qty) <= 0) return "-4003";
  if (decimalsOf(qty) > decimalsOf(instrument.stepSize)) return "-1111";
  if (!isMultiple(qty, instrument.stepSize)) return "-4023";
  if (compareDec(qty, instrument.minQty) < 0) return "-4004";
  const largest = request.type === "limit" ? instrument.maxQty : instrument.marketMaxQty;
  return compareDec(qty, largest) > 0 ? "-4005" : null;
}

/** Decimals that a price may have: one more than the tick has, as the venue tells (exchangeInfo `pricePrecision`). */
export function pricePrecisionOf({ tickSize }: Pick<Instrument, "tickSize">): number {
  return decimalsOf(tickSize) + 1;
}

function priceCode(price: Dec | null, instrument: Instrument): RejectionCode | null {
  if (price === null) return null;
  if (signDec(price) <= 0) return "-4013";
  if (decimalsOf(price) > pricePrecisionOf(instrument)) return "-1111";
  return isMultiple(price, instrument.tickSize) ? null : "-4014";
}

function notionalCode(request: OrderRequest, instrument: Instrument, mark: number): RejectionCode | null {
  const { qty, reduceOnly } = request;
  if (qty === null || reduceOnly) return null;
  const price = request.price ?? request.triggerPrice;
  const minimum = toNumber(instrument.minNotional);
  const notional = price === null ? toNumber(qty) * mark : toNumber(mulDec(qty, price));
  return notional >= minimum ? null : "-4164";
}

function percentPriceCode(request: OrderRequest, instrument: Instrument, mark: number): RejectionCode | null {
  if (request.price === null) return null;
  const price = toNumber(request.price);
  if (request.side === "buy") return price <= mark * instrument.percentPriceUp ? null : "-4016";
  return price >= mark * instrument.percentPriceDown ? null : "-4024";
}

/** The limit of a conditional order is held against its trigger, as that of any other one against the mark. */
function stopLimitCode(
  { side, limitOnTrigger, triggerPrice }: SimRequest,
  instrument: Instrument,
): RejectionCode | null {
  if (limitOnTrigger?.price === undefined || limitOnTrigger.price === null || triggerPrice === null) return null;
  const [price, trigger] = [toNumber(limitOnTrigger.price), toNumber(triggerPrice)];
  if (side === "buy") return price <= trigger * instrument.percentPriceUp ? null : "-4183";
  return price >= trigger * instrument.percentPriceDown ? null : "-4184";
}

function isMultiple(value: Dec, step: Dec): boolean {
  return compareDec(floorToStep(value, step), value) === 0;
}

function decimalsOf(value: Dec): number {
  const fraction = value.split(".")[1] ?? "";
  return fraction.replace(/0+$/, "").length;
}
