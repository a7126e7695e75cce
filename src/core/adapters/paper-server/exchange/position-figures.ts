import { unrealizedPnl, FLAT } from "../../../domain/position.js";
import { absDec, addDec, exact, isZeroDec, mulDec, roundDec, toDec, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { markOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { ExchangePosition } from "./records.js";
import { averagePrice } from "./wire-numbers.js";

const MONEY_PLACES = 8;

export function positionOf(context: ExchangeContext, symbol: string): ExchangePosition {
  const known = context.books.positions.get(symbol);
  if (known !== undefined) return known;
  const position = { holding: FLAT, costs: ZERO, realized: ZERO, updatedMs: 0 };
  context.books.positions.set(symbol, position);
  return position;
}

export function isHeld(context: ExchangeContext, symbol: string): boolean {
  return !isZeroDec(context.books.positions.get(symbol)?.holding.qty ?? ZERO);
}

/** Rounded once, so that every sum of what the venue shows is exact. */
export function unrealizedOf(context: ExchangeContext, symbol: string): Dec {
  const { holding } = positionOf(context, symbol);
  return roundDec(unrealizedPnl(holding, markOf(context, symbol)), MONEY_PLACES, "half-even");
}

/** Signed. */
export function notionalOf(context: ExchangeContext, symbol: string): Dec {
  return roundDec(mulDec(positionOf(context, symbol).holding.qty, markOf(context, symbol)), MONEY_PLACES, "half-even");
}

export function entryPriceOf({ holding }: ExchangePosition): Dec {
  return averagePrice(holding.cost, holding.qty);
}

/** The price at which fees paid and funding received would be earned back. */
export function breakEvenPriceOf({ holding, costs }: ExchangePosition): Dec {
  if (isZeroDec(holding.qty)) return ZERO;
  const price = toDec(exact(addDec(holding.cost, costs)).dividedBy(exact(holding.qty)).toDecimalPlaces(MONEY_PLACES));
  return price.startsWith("-") ? ZERO : price;
}

export function heldQty(context: ExchangeContext, symbol: string): Dec {
  return absDec(positionOf(context, symbol).holding.qty);
}
