import type { Dec } from "../lib/decimal.js";
import { compareDec, toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import type { SimContext } from "./context.js";
import { fillableQty } from "./fillable.js";
import { expireOrder, removeOrder } from "./end-order.js";
import { postOnlyRejection } from "./match-checks.js";
import { placeLimit } from "./meet-market.js";
import { reject } from "./rejection.js";
import type { SimRequest } from "./request.js";
import type { SimMarket, SimOrder } from "./state.js";

/**
 * A triggered stop or take-profit with a limit enters the market as a limit order of the same name. What its time in
 * force forbids ends it there: a fill-or-kill that can't fill whole, a post-only that would take.
 */
export function enterAsLimit(context: SimContext, order: SimOrder, market: SimMarket): void {
  const wanted = present(order.request.limitOnTrigger, "limit of a triggered order");
  const price = wanted.price ?? context.interference?.priceAtTrigger?.(order.request) ?? null;
  if (price === null) {
    removeOrder(context, order);
    const { clientOrderId } = order.request;
    context.out.push({ type: "order.rejected", atMs: context.state.nowMs, clientOrderId, ...reject("-5041") });
    return;
  }
  const request = limitRequest(order.request, price, wanted.timeInForce);
  removeOrder(context, order);
  const limit: SimOrder = { ...order, request, limitPrice: toNumber(price), triggerPrice: null };
  context.state.orders.push(limit);
  if (wanted.timeInForce === "FOK" && compareDec(fillableQty(context, request), present(limit.leavesQty, "leaves")) < 0)
    expireOrder(context, limit, "fok");
  else if (postOnlyRejection(request, market) !== null) expireOrder(context, limit, "post_only");
  else placeLimit(context, limit, market);
}

function limitRequest(
  { limitOnTrigger: _, ...request }: SimRequest,
  price: Dec,
  timeInForce: "GTC" | "IOC" | "FOK" | "GTX" | "GTD",
): SimRequest {
  return {
    ...request,
    type: "limit",
    price,
    triggerPrice: null,
    // Whether it fills whole has been asked: then it takes like any other.
    timeInForce: timeInForce === "FOK" ? "IOC" : timeInForce,
    postOnly: timeInForce === "GTX",
  };
}
