import { toNumber } from "../lib/decimal.js";
import type { OrderChange, OrderRecord } from "./order.js";

/** What a limit order would be worth with other terms, in the valuation of its approval; NaN for another order. */
export function notionalAfter(
  { request: { price, qty }, notionalUsd }: Pick<OrderRecord, "request" | "notionalUsd">,
  change: Pick<OrderChange, "price" | "qty">,
): number {
  const worth = price === null || qty === null ? Number.NaN : toNumber(price) * toNumber(qty);
  return (notionalUsd * toNumber(change.price) * toNumber(change.qty)) / worth;
}
