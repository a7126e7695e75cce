import { exact, isZeroDec, toNumber } from "../lib/decimal.js";
import type { OrderRecord } from "./order.js";

/** Average fill against the decision price in bps, fees apart, > 0 is worse for us; null without a fill. */
export function slippageBps(order: OrderRecord): number | null {
  if (isZeroDec(order.filledQty)) return null;
  const decision = toNumber(order.decisionPrice);
  const average = exact(order.filledQuote).dividedBy(exact(order.filledQty)).toNumber();
  const worse = (order.request.side === "buy" ? average - decision : decision - average) / decision;
  return Number.isFinite(worse) ? worse * 10_000 : null;
}
