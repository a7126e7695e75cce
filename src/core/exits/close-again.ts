import { isClosingPurpose } from "../domain/intent.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import { isOnGrid, leastQty } from "../domain/venue-grid.js";
import { absDec, compareDec, isZeroDec } from "../lib/decimal.js";
import { exitOrder } from "./exit-order.js";
import { closingLot, type Guard, type ProtectionAction } from "./guard.js";
import { concerns, isLive } from "./protection.js";

/**
 * A close that was decided and that the venue's grid kept from being done goes out again: refused under rules that no
 * longer hold, or filled but for less than the venue's smallest order. Null: there is no such close, or its time has
 * not come yet, and the position keeps its exits.
 */
export function planCloseAgain(of: Guard): readonly ProtectionAction[] | null {
  const { position, orders, view, atMs } = of;
  if (view === undefined) return null;
  let newest: OrderRecord | null = null;
  for (const order of orders) {
    if (!isClosingPurpose(order.purpose) || !concerns(order, position)) continue;
    if (isLive(order)) return null;
    newest = order;
  }
  if (newest === null) return null;
  const because = reason(newest, of);
  if (because === null || atMs < of.mayCloseAtMs) return null;
  // A close by age has the bars of its position as part, and another id than this one must have.
  const part = -1 - position.barsHeld;
  const qty = closingLot(of);
  const sized = exitOrder({ position, view, purpose: "close", part, qty, triggerPrice: null, because });
  return [{ kind: "place", sized, because }];
}

function reason(newest: OrderRecord, { position, view }: Guard): string | null {
  if (view === undefined || !isFinal(newest.status)) return null;
  const { instrument } = view;
  const wasStopped = newest.status === "rejected" || newest.status === "abandoned";
  if (wasStopped && !isOnGrid(newest.request, instrument)) return "the close was refused under rules that have changed";
  const isRest = compareDec(absDec(position.qty), leastQty(instrument)) < 0;
  // Nothing of the position was left to a refused close; a filled one has left what no order of its own can hold.
  const hasFilled = newest.status === "filled" || !isZeroDec(newest.filledQty);
  return isRest && hasFilled ? "less than the venue's smallest order is left" : null;
}
