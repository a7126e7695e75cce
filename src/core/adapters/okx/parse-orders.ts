import { z } from "zod";
import type { VenueOrder } from "../../domain/venue-order.js";
import { compareDec, negDec, ZERO } from "../../lib/decimal.js";
import type { VenueTrade } from "../../ports/venue-gateway.js";
import { type Contract, toBase } from "./contracts.js";
import { wireDec, wireDecOrNull, flag, instant, rowOf, rowsOf, side, text, textOrNull } from "./wire.js";

/** Order and algo states in our words (order details pages, 2026-06). */
const ORDER_STATUS = {
  live: "open",
  partially_filled: "open",
  filled: "filled",
  canceled: "canceled",
  mmp_canceled: "canceled",
} as const;

const ALGO_STATUS = {
  live: "open",
  pause: "open",
  partially_effective: "triggered",
  effective: "triggered",
  // Not on the page; seen in recorded frames.
  order_placed: "triggered",
  filled: "triggered",
  canceled: "canceled",
  order_failed: "rejected",
  partially_failed: "rejected",
} as const;

/** What lists, queries and frames tell of an order alike. */
export const orderRow = z.object({
  instId: text,
  ordId: text,
  clOrdId: textOrNull,
  algoId: textOrNull,
  algoClOrdId: textOrNull,
  side,
  sz: wireDec,
  accFillSz: wireDec,
  px: wireDecOrNull,
  ordType: text,
  reduceOnly: flag,
  state: z.enum(Object.keys(ORDER_STATUS) as [keyof typeof ORDER_STATUS]),
  uTime: instant,
});
export type OrderRow = z.infer<typeof orderRow>;

/** A change to less than had filled: the venue calls it filled, to us it is the end of the rest. */
export function wasCutShort({ state, accFillSz, sz }: Pick<OrderRow, "state" | "accFillSz" | "sz">): boolean {
  return state === "filled" && compareDec(accFillSz, sz) > 0;
}

/** An order that came of a conditional one bears that one's name here. */
export function orderOf(row: OrderRow, contract: Contract): VenueOrder {
  const isBorn = row.algoId !== null;
  const isCutShort = wasCutShort(row);
  const status = isCutShort ? "canceled" : ORDER_STATUS[row.state];
  return {
    clientOrderId: (isBorn ? row.algoClOrdId : row.clOrdId) ?? `venue${row.ordId}`,
    venueOrderId: isBorn ? (row.algoId ?? row.ordId) : row.ordId,
    symbol: contract.symbol,
    conditional: isBorn,
    side: row.side,
    qty: toBase(isCutShort ? row.accFillSz : row.sz, contract),
    filledQty: toBase(row.accFillSz, contract),
    price: row.ordType === "market" || isBorn ? null : row.px,
    reduceOnly: row.reduceOnly,
    closePosition: false,
    status: isBorn && status === "open" ? "triggered" : status,
    triggeredOrderId: isBorn ? row.ordId : null,
    atMs: row.uTime,
  };
}

export const algoRow = z.object({
  instId: text,
  algoId: text,
  algoClOrdId: textOrNull,
  ordId: textOrNull,
  ordIdList: z.array(text).optional(),
  side,
  sz: wireDecOrNull,
  closeFraction: textOrNull,
  reduceOnly: flag,
  state: z.enum(Object.keys(ALGO_STATUS) as [keyof typeof ALGO_STATUS]),
  uTime: instant.optional(),
  cTime: instant,
});
export type AlgoRow = z.infer<typeof algoRow>;

/** Nothing has filled as far as this row knows: what it became tells that. */
export function algoOrderOf(row: AlgoRow, contract: Contract): VenueOrder {
  const closesAll = row.closeFraction !== null;
  return {
    clientOrderId: row.algoClOrdId ?? `venue${row.algoId}`,
    venueOrderId: row.algoId,
    symbol: contract.symbol,
    conditional: true,
    side: row.side,
    qty: closesAll || row.sz === null ? null : toBase(row.sz, contract),
    filledQty: ZERO,
    price: null,
    // A stop for the whole position is reduce-only by its nature, and says so.
    reduceOnly: row.reduceOnly && !closesAll,
    closePosition: closesAll,
    status: ALGO_STATUS[row.state],
    triggeredOrderId: row.ordIdList?.at(-1) ?? row.ordId,
    atMs: row.uTime ?? row.cTime,
  };
}

const fillRow = z.object({
  instId: text,
  tradeId: text,
  billId: text,
  ordId: text,
  side,
  fillPx: wireDec,
  fillSz: wireDec,
  fee: wireDecOrNull,
  feeCcy: textOrNull,
  execType: textOrNull,
  ts: instant,
});
export type FillRow = z.infer<typeof fillRow>;

/** The venue writes what it takes as a negative fee. One in another currency costs nothing here: the bills tell it. */
export function tradeOf(row: FillRow, contract: Contract): VenueTrade {
  const inSettlement = row.feeCcy !== null && contract.symbol.endsWith(row.feeCcy);
  return {
    symbol: contract.symbol,
    tradeId: row.tradeId,
    venueOrderId: row.ordId,
    side: row.side,
    price: row.fillPx,
    qty: toBase(row.fillSz, contract),
    fee: inSettlement && row.fee !== null ? negDec(row.fee) : ZERO,
    liquidity: row.execType === "M" ? "maker" : "taker",
    atMs: row.ts,
  };
}

export const orderSchema = rowOf(orderRow);
export const ordersSchema = rowsOf(orderRow);
export const algoOrderSchema = rowOf(algoRow);
export const algoOrdersSchema = rowsOf(algoRow);
export const fillsSchema = rowsOf(fillRow);

/** The least that proves that a write was taken; what became of it the stream and queries tell. */
export const orderAckSchema = rowOf(z.object({ ordId: text, clOrdId: text, ts: instant.optional() }));
export const algoAckSchema = rowOf(z.object({ algoId: text, algoClOrdId: text.optional() }));
