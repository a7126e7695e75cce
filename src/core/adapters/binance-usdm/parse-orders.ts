import { z } from "zod";
import { compareDec, isZeroDec, ZERO } from "../../lib/decimal.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import type { VenueTrade } from "../../ports/venue-gateway.js";
import {
  decText,
  decTextOrZero,
  idText,
  instant,
  name,
  nonNegativeDec,
  positiveDec,
  side,
} from "../ccxt/wire-types.js";

/** Order states of the venue in our words (New Order page, 2026-09; NEW_INSURANCE and NEW_ADL are wire-only). */
const ORDER_STATUS = {
  NEW: "open",
  PARTIALLY_FILLED: "open",
  NEW_INSURANCE: "open",
  NEW_ADL: "open",
  FILLED: "filled",
  CANCELED: "canceled",
  REJECTED: "rejected",
  EXPIRED: "expired",
  EXPIRED_IN_MATCH: "expired",
} as const;

/** Client ids of orders that others placed may hold more than our own: `.A-Z:/a-z0-9_-`. */
const clientId = name;

export const orderSchema = z
  .object({
    clientOrderId: clientId,
    orderId: idText,
    symbol: name,
    side,
    origQty: nonNegativeDec,
    executedQty: nonNegativeDec,
    price: decTextOrZero,
    reduceOnly: z.boolean(),
    closePosition: z.boolean(),
    status: z.enum(Object.keys(ORDER_STATUS) as [keyof typeof ORDER_STATUS]),
    updateTime: instant,
  })
  .transform((order): VenueOrder => ({
    clientOrderId: order.clientOrderId,
    venueOrderId: order.orderId,
    symbol: order.symbol,
    conditional: false,
    side: order.side,
    qty: order.closePosition ? null : order.origQty,
    filledQty: order.executedQty,
    price: isZeroDec(order.price) ? null : order.price,
    reduceOnly: order.reduceOnly,
    closePosition: order.closePosition,
    status: ORDER_STATUS[order.status],
    triggeredOrderId: null,
    atMs: order.updateTime,
  }));

const ALGO_STATUSES = ["NEW", "TRIGGERING", "TRIGGERED", "FINISHED", "CANCELED", "REJECTED", "EXPIRED"] as const;
type AlgoStatus = (typeof ALGO_STATUSES)[number];

/** FINISHED is filled or cancelled in the engine: a quantity of 0 was cancelled (recorded frames, 2025-12-11). */
function algoStatusOf(status: AlgoStatus, hasFilled: boolean): VenueOrder["status"] {
  switch (status) {
    case "NEW":
    case "TRIGGERING":
      return "open";
    case "TRIGGERED":
      return "triggered";
    case "FINISHED":
      return hasFilled ? "filled" : "canceled";
    case "CANCELED":
      return "canceled";
    case "REJECTED":
      return "rejected";
    case "EXPIRED":
      return "expired";
  }
}

const actualId = z
  .union([z.literal(""), z.literal(null), idText])
  .optional()
  .transform((id) => (id === "" || id === "0" || id === null || id === undefined ? null : id));

export const algoOrderSchema = z
  .object({
    algoId: idText,
    clientAlgoId: clientId,
    symbol: name,
    side,
    quantity: decTextOrZero,
    algoStatus: z.enum(ALGO_STATUSES),
    closePosition: z.boolean(),
    reduceOnly: z.boolean(),
    actualOrderId: actualId,
    actualQty: decTextOrZero,
    updateTime: instant,
  })
  .transform((order): VenueOrder => {
    const isFinished = order.algoStatus === "FINISHED";
    const hasFilled = compareDec(order.actualQty, ZERO) > 0;
    return {
      clientOrderId: order.clientAlgoId,
      venueOrderId: order.algoId,
      symbol: order.symbol,
      conditional: true,
      side: order.side,
      qty: order.closePosition ? null : order.quantity,
      // Before its end the quantity of the born order may stand here: nothing of it has filled yet.
      filledQty: isFinished && hasFilled ? order.actualQty : ZERO,
      price: null,
      reduceOnly: order.reduceOnly,
      closePosition: order.closePosition,
      status: algoStatusOf(order.algoStatus, hasFilled),
      triggeredOrderId: order.actualOrderId,
      atMs: order.updateTime,
    };
  });

/** The least that proves an order was taken. Its state comes from the stream and from queries. */
export const placedSchema = z.object({ clientOrderId: clientId, orderId: idText, updateTime: instant });
export const placedAlgoSchema = z.object({ clientAlgoId: clientId, algoId: idText, updateTime: instant });

export const canceledSchema = z.object({
  clientOrderId: clientId,
  status: z.literal("CANCELED"),
  executedQty: decText,
  updateTime: instant,
});
/** Here the code of success is a text (doc example of SDK 17.2.0). */
export const canceledAlgoSchema = z.object({
  clientAlgoId: clientId,
  code: z.union([z.literal("200"), z.literal(200)]),
});

export const tradeSchema = z
  .object({
    symbol: name,
    id: idText,
    orderId: idText,
    side,
    price: positiveDec,
    qty: positiveDec,
    commission: decText,
    commissionAsset: name,
    marginAsset: name,
    maker: z.boolean(),
    time: instant,
  })
  .transform((trade): VenueTrade => ({
    symbol: trade.symbol,
    tradeId: trade.id,
    venueOrderId: trade.orderId,
    side: trade.side,
    price: trade.price,
    qty: trade.qty,
    // A fee in another asset (BNB discount) costs nothing in quote currency: the money history tells it, whichever way the trade came.
    fee: trade.commissionAsset === trade.marginAsset ? trade.commission : ZERO,
    ...(trade.marginAsset === SETTLEMENT_ASSET ? {} : { settledIn: trade.marginAsset }),
    liquidity: trade.maker ? "maker" : "taker",
    atMs: trade.time,
  }));

export const MAX_ROWS = 20_000;
export const ordersSchema = z.array(orderSchema).max(MAX_ROWS);
export const algoOrdersSchema = z.array(algoOrderSchema).max(MAX_ROWS);
export const tradesSchema = z.array(tradeSchema).max(1_000);
