import { invariant } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import type { Result } from "../../lib/result.js";
import { midPrice } from "../order-book.js";
import type { BookSides } from "../order-book.js";

/** What taking a notional from the book would come to. */
export interface Sweep {
  readonly baseQty: number;
  readonly averagePrice: number;
  /** Price of the last level taken from. */
  readonly worstPrice: number;
  readonly levels: number;
  /** Average price against the mid, in basis points of it; the cost is positive on both sides. */
  readonly slippageBps: number;
}

/** Why it can't be said. */
export type SweepRefusal =
  | { readonly code: "not_enough_depth"; readonly wantedUsd: number; readonly availableUsd: number }
  | { readonly code: "no_mid" };

/**
 * Walks the book for a quote notional: a buy takes asks, a sell bids, best first. What the known levels don't hold is
 * refused: more would be a guess. So is a book with an empty side or crossed prices, which has no mid.
 *
 * Errors:  InvariantError unless notionalUsd > 0.
 */
export function sweepBook(book: BookSides, side: "buy" | "sell", notionalUsd: number): Result<Sweep, SweepRefusal> {
  invariant(notionalUsd > 0 && Number.isFinite(notionalUsd), `a sweep of ${notionalUsd} USD`);
  const mid = midPrice(book);
  if (Number.isNaN(mid)) return err({ code: "no_mid" });
  let takenUsd = 0;
  let baseQty = 0;
  let levels = 0;
  for (const { price, qty } of side === "buy" ? book.asks : book.bids) {
    levels += 1;
    const levelUsd = price * qty;
    const leftUsd = notionalUsd - takenUsd;
    if (levelUsd >= leftUsd) {
      baseQty += leftUsd / price;
      const averagePrice = notionalUsd / baseQty;
      const against = side === "buy" ? averagePrice - mid : mid - averagePrice;
      return ok({ baseQty, averagePrice, worstPrice: price, levels, slippageBps: (against / mid) * 10_000 });
    }
    takenUsd += levelUsd;
    baseQty += qty;
  }
  return err({ code: "not_enough_depth", wantedUsd: notionalUsd, availableUsd: takenUsd });
}
