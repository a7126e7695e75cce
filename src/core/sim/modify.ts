import type { OrderChange } from "../domain/order.js";
import { compareDec, isZeroDec, subDec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { amendOrder } from "./amend.js";
import type { SimContext } from "./context.js";
import { removeOrder } from "./end-order.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";
import type { SimOrder } from "./state.js";

const WOULD_TAKE = -5022;
const BELOW_MIN_NOTIONAL = -4164;

/**
 * A change of a resting limit as it arrives ("Modify Order", developers.binance.com, 2026-10): it keeps its ids and
 * goes to the end of the queue. A refusal leaves it as it was; it ends where the new quantity has filled already, and
 * where a post-only order would take. What it has already is done without going to the end.
 */
export function modifyOrder(context: SimContext, change: OrderChange): void {
  const { out, state } = context;
  const { clientOrderId, price, qty } = change;
  const order = state.orders.find(({ request }) => request.clientOrderId === clientOrderId);
  const refusal = refusalOf(order, change);
  if (order === undefined || refusal !== null) {
    tellRefusal(context, clientOrderId, refusal ?? reject("-2013"));
    return;
  }
  const modified = { type: "order.modified", atMs: state.nowMs, clientOrderId, price, qty } as const;
  if (isSame(order, change)) {
    out.push(modified);
    return;
  }
  const filledQty = subDec(present(order.request.qty, "quantity of a limit"), present(order.leavesQty, "its leaves"));
  if (!isZeroDec(filledQty) && compareDec(qty, filledQty) <= 0) {
    end(context, order);
    return;
  }
  // What it takes at its new price follows from the change.
  const place = out.length;
  const rejection = amendOrder(context, { clientOrderId, price, qty, leavesQty: subDec(qty, filledQty) });
  if (rejection === null) out.splice(place, 0, modified);
  else if (rejection.code === WOULD_TAKE) end(context, order);
  else tellRefusal(context, clientOrderId, rejection.code === BELOW_MIN_NOTIONAL ? reject("-5029") : rejection);
}

function refusalOf(order: SimOrder | undefined, { side }: OrderChange): Rejection | null {
  if (order === undefined) return reject("-2013");
  if (order.request.type !== "limit") return reject("-5025");
  return order.request.side === side ? null : reject("-1117");
}

function isSame({ request }: SimOrder, { price, qty }: OrderChange): boolean {
  const now = { price: present(request.price, "price of a limit"), qty: present(request.qty, "its quantity") };
  return compareDec(now.price, price) === 0 && compareDec(now.qty, qty) === 0;
}

function end(context: SimContext, order: SimOrder): void {
  removeOrder(context, order);
  const { clientOrderId } = order.request;
  context.out.push({ type: "order.canceled", atMs: context.state.nowMs, clientOrderId, reason: "ended by its change" });
}

function tellRefusal({ out, state }: SimContext, clientOrderId: string, rejection: Rejection): void {
  out.push({ type: "modify.rejected", atMs: state.nowMs, clientOrderId, ...rejection });
}
