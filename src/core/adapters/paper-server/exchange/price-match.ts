import type { Side } from "../../../domain/intent.js";
import { decFromNumber } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import type { ExchangeContext } from "./exchange-context.js";
import { refuse } from "./venue-error.js";
import type { Answer } from "./venue-error.js";

/** A price that the book names: of the other side or of the own one; behind the line the level, 1 without it. */
export const PRICE_MATCHES = [
  "OPPONENT",
  "OPPONENT_5",
  "OPPONENT_10",
  "OPPONENT_20",
  "QUEUE",
  "QUEUE_5",
  "QUEUE_10",
  "QUEUE_20",
] as const;
export type PriceMatch = (typeof PRICE_MATCHES)[number];

interface Matched {
  readonly symbol: string;
  readonly side: Side;
  /** Null: the price was sent. */
  readonly priceMatch: PriceMatch | null;
  readonly price: Dec | null;
}

/** The price of an order now: its own, or the one that the book has at its level (-5041 where it has none). */
export function matchedPrice({ market }: ExchangeContext, order: Matched): Answer<Dec | null> {
  if (order.priceMatch === null) return ok(order.price);
  const [which, level = "1"] = order.priceMatch.split("_");
  const takes = which === "OPPONENT";
  const price = market.bookPrice(order.symbol, (order.side === "buy") === takes ? "asks" : "bids", Number(level));
  return price === null ? refuse("-5041") : ok(decFromNumber(price));
}
