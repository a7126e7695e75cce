import type { Side } from "../../../domain/intent.js";
import { exact, isZeroDec, toDec } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";

/** Places to which the venue writes money. */
const MONEY_PLACES = 8;

/** With at least so many decimals: the venue pads to the precision of a symbol and never cuts. */
export function padded(value: Dec, places: number): string {
  const fraction = value.split(".")[1] ?? "";
  if (fraction.length >= places || places === 0) return value;
  return `${value}${fraction === "" ? "." : ""}${"0".repeat(places - fraction.length)}`;
}

/** The limit of an order; a market order has none, and its zero is written without decimals. */
export function limitText({ type, price }: { readonly type: string; readonly price: Dec }, places: number): string {
  return type === "MARKET" ? "0" : padded(price, places);
}

export function money(value: Dec): string {
  return padded(value, MONEY_PLACES);
}

export function decimalsOf(step: Dec): number {
  return (step.split(".")[1] ?? "").replace(/0+$/, "").length;
}

/** Volume-weighted price to 8 places; zero without a quantity. */
export function averagePrice(quote: Dec, qty: Dec): Dec {
  if (isZeroDec(qty)) return qty;
  return toDec(exact(quote).dividedBy(exact(qty)).toDecimalPlaces(MONEY_PLACES));
}

export function wireSide(side: Side): "BUY" | "SELL" {
  return side === "buy" ? "BUY" : "SELL";
}
