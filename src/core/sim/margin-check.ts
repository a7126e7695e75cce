import type { OrderRequest } from "../domain/order.js";
import { toNumber, ZERO } from "../lib/decimal.js";
import { instrumentOf, leverageOf, markOf, marketOf, maxNotionalUsd } from "./context.js";
import type { SimContext } from "./context.js";
import { initialMarginUsd, marginFigures, worstNotionalUsd } from "./margin.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";

/** Margin and bracket of an order that may increase exposure. */
export function marginRejection(context: SimContext, request: OrderRequest): Rejection | null {
  const { instrument } = instrumentOf(context, request.symbol);
  const mark = markOf(marketOf(context, request.symbol));
  const qty = toNumber(request.qty ?? ZERO);
  const price = request.price === null ? mark : toNumber(request.price);
  const extra = { symbol: request.symbol, qty: request.side === "buy" ? qty : -qty, price };
  const before = worstNotionalUsd(context, request.account, request.symbol, null);
  const after = worstNotionalUsd(context, request.account, request.symbol, extra);
  if (after <= before) return null;
  const fitsBracket = after <= maxNotionalUsd(instrument, leverageOf(context, request.account, request.symbol));
  if (!fitsBracket) return reject("-2027");
  const { balanceUsd } = marginFigures(context, request.account, null);
  const requiredUsd = initialMarginUsd(context, request.account, extra) + qty * price * instrument.takerFeeRate;
  const isCovered = requiredUsd <= balanceUsd;
  return isCovered ? null : reject("-2019");
}
