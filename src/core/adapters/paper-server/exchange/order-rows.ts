import { averagePrice, limitText, money, padded, wireSide } from "./wire-numbers.js";
import { mulDec, ZERO } from "../../../lib/decimal.js";
import { MARGIN_ASSET, placesOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { AlgoOrder, Amendment, ExchangeOrder, ExchangeTrade, IncomeEntry } from "./records.js";
import type { WireObject } from "./wire-json.js";

/** What placing and cancelling answer: since 2026-06-30 without avgPrice and cumQuote ("CM-UM Integration Notice"). */
export function ackRow(context: ExchangeContext, order: ExchangeOrder): WireObject {
  const places = placesOf(context, order.symbol);
  const executed = padded(order.executedQty, places.qty);
  return {
    clientOrderId: order.clientOrderId,
    cumQty: executed,
    executedQty: executed,
    orderId: order.orderId,
    ...commonRow(context, order),
    updateTime: order.updatedMs,
  };
}

/** The answer to a market order whose sender didn't ask for the result: as it was when it was accepted. */
export function newRow(context: ExchangeContext, order: ExchangeOrder): WireObject {
  const none = padded(ZERO, placesOf(context, order.symbol).qty);
  return { ...ackRow(context, order), cumQty: none, executedQty: none, status: "NEW", updateTime: order.createdMs };
}

export function modifiedRow(context: ExchangeContext, order: ExchangeOrder): WireObject {
  const modifyId = order.modifyId === null ? undefined : Number(order.modifyId);
  return { modifyId, pair: order.symbol, ...ackRow(context, order) };
}

/** What queries answer: with average price, quote volume and time. */
export function orderRow(context: ExchangeContext, order: ExchangeOrder): WireObject {
  const places = placesOf(context, order.symbol);
  return {
    avgPrice: padded(averagePrice(order.cumQuote, order.executedQty), Math.max(places.price, 5)),
    clientOrderId: order.clientOrderId,
    cumQuote: order.cumQuote,
    executedQty: padded(order.executedQty, places.qty),
    orderId: order.orderId,
    ...commonRow(context, order),
    time: order.createdMs,
    updateTime: order.updatedMs,
  };
}

function commonRow(context: ExchangeContext, order: ExchangeOrder): WireObject {
  const places = placesOf(context, order.symbol);
  return {
    origQty: padded(order.origQty, places.qty),
    origType: order.type,
    price: limitText(order, places.price),
    reduceOnly: order.reduceOnly,
    side: wireSide(order.side),
    positionSide: "BOTH",
    status: order.status,
    stopPrice: ZERO,
    closePosition: order.closePosition,
    symbol: order.symbol,
    timeInForce: order.timeInForce,
    type: order.type,
    workingType: order.workingType,
    priceProtect: order.priceProtect,
    priceMatch: order.priceMatch ?? "NONE",
    selfTradePreventionMode: order.stpMode,
    goodTillDate: order.goodTillMs,
  };
}

export function algoAckRow(context: ExchangeContext, algo: AlgoOrder): WireObject {
  const { activatePrice, callbackRate } = algo;
  const trail = { activatePrice: activatePrice ?? "", callbackRate: callbackRate ?? "" };
  return { ...algoHead(context, algo), ...trail, ...algoTimes(algo) };
}

/** Queries add the regular order that the conditional one became. */
export function algoRow(context: ExchangeContext, algo: AlgoOrder): WireObject {
  const places = placesOf(context, algo.symbol);
  const { actual } = algo;
  return {
    ...algoHead(context, algo),
    actualOrderId: actual === null ? "" : actual.orderId.toString(),
    actualPrice: padded(actual === null ? ZERO : averagePrice(actual.cumQuote, actual.executedQty), 5),
    actualType: actual === null ? "" : actual.type,
    actualQty: padded(actual === null ? ZERO : actual.executedQty, places.qty),
    tpTriggerPrice: "0.000",
    tpPrice: "0.000",
    slTriggerPrice: "0.000",
    slPrice: "0.000",
    tpOrderType: "",
    activatePrice: algo.activatePrice ?? "",
    callbackRate: algo.callbackRate ?? "",
    ...algoTimes(algo),
  };
}

function algoHead(context: ExchangeContext, algo: AlgoOrder): WireObject {
  const places = placesOf(context, algo.symbol);
  return {
    algoId: algo.algoId,
    clientAlgoId: algo.clientAlgoId,
    algoType: "CONDITIONAL",
    orderType: algo.type,
    symbol: algo.symbol,
    side: wireSide(algo.side),
    positionSide: "BOTH",
    timeInForce: algo.timeInForce,
    quantity: padded(algo.qty ?? ZERO, places.qty),
    algoStatus: algo.status,
    triggerPrice: padded(algo.triggerPrice ?? ZERO, places.price),
    price: padded(algo.price ?? ZERO, places.price),
    icebergQuantity: null,
    selfTradePreventionMode: algo.stpMode,
    workingType: algo.workingType,
    priceMatch: algo.priceMatch ?? "NONE",
    closePosition: algo.closePosition,
    priceProtect: algo.priceProtect,
    reduceOnly: algo.reduceOnly,
  };
}

function algoTimes(algo: AlgoOrder): WireObject {
  const { createdMs, updatedMs, triggeredMs } = algo;
  return { createTime: createdMs, updateTime: updatedMs, triggerTime: triggeredMs, goodTillDate: algo.goodTillMs };
}

export function tradeRow(context: ExchangeContext, trade: ExchangeTrade): WireObject {
  const places = placesOf(context, trade.symbol);
  const quoteQty = mulDec(trade.qty, trade.price);
  return {
    buyer: trade.side === "buy",
    commission: money(trade.fee),
    commissionAsset: MARGIN_ASSET,
    id: trade.tradeId,
    maker: trade.isMaker,
    orderId: trade.orderId,
    price: padded(trade.price, places.price),
    qty: padded(trade.qty, places.qty),
    quoteQty,
    baseQty: padded(trade.qty, places.qty),
    marginAsset: MARGIN_ASSET,
    realizedPnl: money(trade.realizedPnl),
    side: wireSide(trade.side),
    positionSide: "BOTH",
    symbol: trade.symbol,
    pair: trade.symbol,
    time: trade.atMs,
  };
}

export function incomeRow(entry: IncomeEntry): WireObject {
  return {
    symbol: entry.symbol,
    incomeType: entry.kind,
    income: money(entry.income),
    asset: entry.asset,
    info: entry.tradeId === "" ? entry.kind : entry.tradeId,
    time: entry.atMs,
    tranId: entry.tranId,
    tradeId: entry.tradeId,
  };
}

export function amendmentRow(context: ExchangeContext, amendment: Amendment): WireObject {
  const { order, price, origQty } = amendment;
  const places = placesOf(context, order.symbol);
  return {
    amendmentId: amendment.amendmentId,
    symbol: order.symbol,
    pair: order.symbol,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    time: amendment.atMs,
    amendment: {
      price: { before: padded(price.before, places.price), after: padded(price.after, places.price) },
      origQty: { before: padded(origQty.before, places.qty), after: padded(origQty.after, places.qty) },
      count: amendment.count,
      modifyId: amendment.modifyId === null ? undefined : Number(amendment.modifyId),
    },
  };
}
