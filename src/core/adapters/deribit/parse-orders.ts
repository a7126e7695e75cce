import { z } from "zod";
import type { VenueOrder } from "../../domain/venue-order.js";
import { type Dec, signDec, ZERO } from "../../lib/decimal.js";
import type { VenueTrade } from "../../ports/venue-gateway.js";
import { baseOf } from "./amounts.js";
import type { Perpetual } from "./contracts.js";
import { instant, resultOf, rowsOf, side, text, textOrNull, wireDec } from "./wire.js";

const ORDER_STATUS = {
  open: "open",
  untriggered: "open",
  triggered: "triggered",
  filled: "filled",
  cancelled: "canceled",
  rejected: "rejected",
} as const;

export const orderRow = z.object({
  order_id: text,
  label: text.optional().transform((label) => label ?? ""),
  instrument_name: text,
  direction: side,
  amount: wireDec,
  filled_amount: wireDec.nullish(),
  average_price: wireDec.nullish(),
  price: z.union([wireDec, z.literal("market_price")]).nullish(),
  trigger_price: wireDec.nullish(),
  /** The waiting order that it came of. */
  trigger_order_id: textOrNull,
  reduce_only: z.boolean(),
  post_only: z.boolean().optional(),
  replaced: z.boolean().optional(),
  order_state: z.enum(Object.keys(ORDER_STATUS) as [keyof typeof ORDER_STATUS]),
  order_type: text,
  time_in_force: text.optional(),
  cancel_reason: textOrNull,
  is_liquidation: z.boolean().optional(),
  creation_timestamp: instant,
  last_update_timestamp: instant,
});
export type OrderRow = z.infer<typeof orderRow>;

/** Answers of buy, sell and edit have the order inside, those of cancel and query are the order. */
export const orderSchema = resultOf(z.union([z.object({ order: orderRow }).transform(({ order }) => order), orderRow]));
export const ordersSchema = rowsOf(orderRow);

/** The label is our client id. */
export function clientIdOf({ label, order_id }: Pick<OrderRow, "label" | "order_id">): string {
  return label === "" ? `${FOREIGN}${order_id}` : label;
}

/** Before the venue's id of an order without a label. */
export const FOREIGN = "venue";

/** Waits for its trigger, or has waited: what it becomes is an order of its own. */
export function isConditional({ trigger_price, trigger_order_id }: OrderRow): boolean {
  return trigger_price !== null && trigger_price !== undefined && trigger_order_id === null;
}

/** Ended by its own terms and by nobody's cancel: a remainder that may not rest. */
export function hasExpired({ order_state, order_type, time_in_force, cancel_reason }: OrderRow): boolean {
  const rests = order_type !== "market" && !["immediate_or_cancel", "fill_or_kill"].includes(time_in_force ?? "");
  return order_state === "cancelled" && !rests && cancel_reason === null;
}

/**
 * Amounts of inverse contracts become base coin at the price of their fills, else at the order's own; null where an
 * inverse order names no price at all.
 */
export function orderOf(row: OrderRow, contract: Perpetual): VenueOrder | null {
  const price = row.price === "market_price" ? null : (row.price ?? null);
  const filledAt = isPrice(row.average_price) ? row.average_price : null;
  const at = [price, row.trigger_price, filledAt].find(isPrice) ?? null;
  if (at === null && contract.isInverse) return null;
  const own = at ?? ZERO;
  const isBorn = row.trigger_order_id !== null;
  const status = hasExpired(row) ? "expired" : ORDER_STATUS[row.order_state];
  return {
    clientOrderId: clientIdOf(row),
    venueOrderId: row.trigger_order_id ?? row.order_id,
    symbol: contract.symbol,
    conditional: isBorn || isConditional(row),
    side: row.direction,
    qty: baseOf(row.amount, contract, own),
    filledQty: baseOf(row.filled_amount ?? ZERO, contract, filledAt ?? own),
    price: row.order_type === "limit" && !isBorn ? price : null,
    reduceOnly: row.reduce_only,
    closePosition: false,
    status: isBorn && status === "open" ? "triggered" : status,
    triggeredOrderId: isBorn ? row.order_id : null,
    atMs: row.last_update_timestamp,
  };
}

function isPrice(value: Dec | null | undefined): value is Dec {
  return value !== null && value !== undefined && signDec(value) > 0;
}

export const tradeRow = z.object({
  trade_id: text,
  order_id: text,
  label: text.optional().transform((label) => label ?? ""),
  instrument_name: text,
  direction: side,
  amount: wireDec,
  price: wireDec,
  fee: wireDec,
  fee_currency: text,
  liquidity: z.enum(["M", "T"]),
  /** Which of the two sides was being liquidated. */
  liquidation: z.enum(["M", "T", "MT"]).nullish(),
  timestamp: instant,
});
export type TradeRow = z.infer<typeof tradeRow>;

export const tradesSchema = resultOf(z.object({ trades: z.array(tradeRow).max(1_000), has_more: z.boolean() }));

/** Ids of trades are unique for a currency. */
export function tradeOf(row: TradeRow, contract: Perpetual): VenueTrade {
  return {
    symbol: contract.symbol,
    tradeId: row.trade_id,
    venueOrderId: row.order_id,
    side: row.direction,
    price: row.price,
    qty: baseOf(row.amount, contract, row.price),
    fee: row.fee_currency === contract.settlementAsset ? row.fee : ZERO,
    ...(contract.settledIn === null ? {} : { settledIn: contract.settledIn }),
    liquidity: row.liquidity === "M" ? "maker" : "taker",
    atMs: row.timestamp,
  };
}
