import { invariant } from "../../lib/invariant.js";
import { err, ok } from "../../lib/result.js";
import type { Result } from "../../lib/result.js";
import { distanceBps, midPrice } from "../order-book.js";
import type { BookSides, Level } from "../order-book.js";

type TakerSide = "buy" | "sell";

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
export function sweepBook(book: BookSides, side: TakerSide, notionalUsd: number): Result<Sweep, SweepRefusal> {
  invariant(notionalUsd > 0 && Number.isFinite(notionalUsd), `a sweep of ${notionalUsd} USD`);
  const mid = midPrice(book);
  if (Number.isNaN(mid)) return err({ code: "no_mid" });
  let takenUsd = 0;
  let baseQty = 0;
  let levels = 0;
  for (const { price, qty } of takenFrom(book, side)) {
    levels += 1;
    const levelUsd = price * qty;
    const leftUsd = notionalUsd - takenUsd;
    if (levelUsd >= leftUsd) {
      baseQty += leftUsd / price;
      const averagePrice = notionalUsd / baseQty;
      return ok({ baseQty, averagePrice, worstPrice: price, levels, slippageBps: against(averagePrice, mid, side) });
    }
    takenUsd += levelUsd;
    baseQty += qty;
  }
  return err({ code: "not_enough_depth", wantedUsd: notionalUsd, availableUsd: takenUsd });
}

/** Whether the known levels hold a notional: what a book can't fill has no slippage that it could tell. */
export function holdsUsd(book: BookSides, side: TakerSide, notionalUsd: number): boolean {
  return takenFrom(book, side).reduce((sum, { price, qty }) => sum + price * qty, 0) >= notionalUsd;
}

/**
 * Expected slippage of taking a notional at once, against the mid, at least: what the known levels don't hold counts at
 * the price of the last of them. A figure that is whole where `holdsUsd`, and proof enough to refuse by elsewhere.
 *
 * Units:   bps, > 0 is worse; NaN for a book without a mid and for a notional that is no positive number.
 */
export function leastSlippageBps(book: BookSides, side: TakerSide, notionalUsd: number): number {
  const usable = notionalUsd > 0 && Number.isFinite(notionalUsd);
  if (!usable) return Number.NaN;
  const whole = sweepBook(book, side, notionalUsd);
  if (whole.ok) return whole.value.slippageBps;
  if (whole.error.code !== "not_enough_depth") return Number.NaN;
  const { availableUsd } = whole.error;
  const levels = takenFrom(book, side);
  const last = levels.at(-1)?.price ?? Number.NaN;
  const known = levels.reduce((qty, level) => qty + level.qty, 0);
  const averagePrice = notionalUsd / (known + (notionalUsd - availableUsd) / last);
  return distanceBps(averagePrice, midPrice(book));
}

/**
 * Expected slippage of taking a base quantity at once, against the mid: what the router compares with a maker's cost.
 *
 * Units:   bps, > 0 is worse; Infinity where the known levels don't hold the quantity, NaN for a book without a mid.
 */
export function takingSlippageBps(book: BookSides, side: TakerSide, qty: number): number {
  let left = qty;
  let paid = 0;
  for (const level of takenFrom(book, side)) {
    const taken = Math.min(left, level.qty);
    paid += taken * level.price;
    left -= taken;
    if (left <= 0) break;
  }
  const filledAll = left <= 0;
  return filledAll ? against(paid / qty, midPrice(book), side) : Infinity;
}

function takenFrom({ asks, bids }: BookSides, side: TakerSide): readonly Level[] {
  return side === "buy" ? asks : bids;
}

function against(averagePrice: number, mid: number, side: TakerSide): number {
  return ((side === "buy" ? averagePrice - mid : mid - averagePrice) / mid) * 10_000;
}
