import type { SimContext } from "./context.js";
import type { SimOrder } from "./state.js";

export function removeOrder(context: SimContext, order: SimOrder): void {
  context.state.orders = context.state.orders.filter((other) => other !== order);
}

/** Ends a working order without a fill. */
export function expireOrder(context: SimContext, order: SimOrder, reason: string): void {
  removeOrder(context, order);
  const { clientOrderId } = order.request;
  context.out.push({ type: "order.expired", atMs: context.state.nowMs, clientOrderId, reason });
}
