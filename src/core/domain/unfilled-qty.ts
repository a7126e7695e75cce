import { compareDec, type Dec, subDec, ZERO } from "../lib/decimal.js";
import type { OrderRecord } from "./order.js";

/** What has not filled of the quantity asked for, also of an order that is over; a closePosition stop asks for none. */
export function unfilledQty({ request, filledQty }: OrderRecord): Dec {
  if (request.qty === null) return ZERO;
  if (filledQty === ZERO) return request.qty;
  return compareDec(request.qty, filledQty) > 0 ? subDec(request.qty, filledQty) : ZERO;
}
