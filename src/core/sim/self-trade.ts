import { compareDec, isZeroDec, toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { isWorking } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import { bookFill, executableQty } from "./fills.js";
import type { SimOrder } from "./state.js";

/** `order.expired` of an order that would have traded with its own account. */
export const SELF_TRADE = "self_trade";

/**
 * Deals with the account's own resting orders that a taker meets on its way up to this price, best first, as the
 * taker's mode says. False where the taker is over.
 */
export function meetOwn(context: SimContext, taker: SimOrder, price: number): boolean {
  const mode = taker.request.stpMode;
  if (mode === undefined) return true;
  for (const maker of ownOpposite(context, taker, price)) {
    if (!isWorking(context, maker)) continue;
    if (mode === "NONE") tradeWithin(context, taker, maker);
    if (mode === "EXPIRE_MAKER" || mode === "EXPIRE_BOTH") expireOrder(context, maker, SELF_TRADE);
    if (mode === "EXPIRE_TAKER" || mode === "EXPIRE_BOTH") expireOrder(context, taker, SELF_TRADE);
    if (!isWorking(context, taker)) return false;
  }
  return true;
}

/** Resting limits of the other side that a price reaches. */
function ownOpposite(context: SimContext, taker: SimOrder, price: number): readonly SimOrder[] {
  const { account, symbol, side } = taker.request;
  const sign = side === "buy" ? 1 : -1;
  const met = context.state.orders.filter(
    ({ request, limitPrice }) =>
      request.account === account &&
      request.symbol === symbol &&
      request.type === "limit" &&
      request.side !== side &&
      limitPrice !== null &&
      sign * (price - limitPrice) >= 0,
  );
  return met.sort((a, b) => sign * ((a.limitPrice ?? 0) - (b.limitPrice ?? 0)));
}

function tradeWithin(context: SimContext, taker: SimOrder, maker: SimOrder): void {
  const [wanted, offered] = [executableQty(context, taker), executableQty(context, maker)];
  const qty = compareDec(wanted, offered) <= 0 ? wanted : offered;
  if (isZeroDec(qty) || toNumber(qty) < 0) return;
  const price = present(maker.request.price, "limit price");
  bookFill(context, maker, { qty, price, liquidity: "maker" });
  if (isWorking(context, taker)) bookFill(context, taker, { qty, price, liquidity: "taker" });
}
