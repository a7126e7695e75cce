import { compareDec } from "../../lib/decimal.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import { fillGap } from "./gap-filler.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { nameOrder } from "./name-order.js";

/**
 * Brings an order to what the venue says of it: first its names, then its trades, then its end. False while trades that
 * the venue counts could not be read: the end is not told then.
 */
export async function settleOrder(context: LiveContext, order: KnownOrder, found: VenueOrder): Promise<boolean> {
  const { words } = context;
  const { clientOrderId, symbol } = order.ref;
  const { atMs, status } = found;
  nameOrder(context, order, found);
  // Somebody else's change of our order, or one whose frame was lost.
  if (found.price !== null && found.qty !== null && order.changing === null && !found.conditional) {
    words.modified(order, { price: found.price, qty: found.qty, atMs });
  }
  if (status === "open" && Number(found.filledQty) === 0) return true;
  const gap = await fillGap(context, { symbol, urgent: true, ...(status === "filled" ? { completes: order } : {}) });
  if (gap === null) return false;
  // The list of trades may lag behind the order: the end is told with its last fill. What the Algo service counts of a
  // conditional order is not always what has filled.
  if (!found.conditional && compareDec(order.filledQty, found.filledQty) < 0) return false;
  if (status === "open" || status === "triggered") return true;
  if (status === "filled") completeOrder(context, order, { atMs, told: gap.completed });
  else if (status === "rejected") {
    words.ended(order, { type: "order.rejected", atMs, clientOrderId, code: 0, reason: "rejected at the venue" });
  } else words.ended(order, { type: `order.${status}`, atMs, clientOrderId, reason: "ended at the venue" });
  return true;
}

/**
 * The books end an order by its quantity. One without (closePosition), and a stop that was larger than what was left of
 * its position, need a word where no trade carried it.
 */
function completeOrder(
  { orders, words }: LiveContext,
  order: KnownOrder,
  { atMs, told }: { readonly atMs: number; readonly told: boolean },
): void {
  const { qty } = order.request;
  const isShort = qty === null || compareDec(order.filledQty, qty) < 0;
  if (isShort && !told) {
    words.ended(order, {
      type: "order.expired",
      atMs,
      clientOrderId: order.ref.clientOrderId,
      reason: "filled before",
    });
  } else orders.end(order);
}
