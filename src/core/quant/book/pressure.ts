import { balanceOf, distanceBps, midPrice } from "../order-book.js";
import type { BookSides, Level } from "../order-book.js";

/**
 * Imbalance of all levels, those near the mid weighing most: one that lies `halvingBps` further away counts half. Unlike an
 * imbalance of n levels or of a band it has no edge for an order to step over.
 *
 * Units:   (B − A)/(B + A) of weighted quantities, −1…1; NaN for a book without a mid.
 */
export function bookPressure(book: BookSides, halvingBps: number): number {
  const mid = midPrice(book);
  return balanceOf(weightedQty(book.bids, mid, halvingBps), weightedQty(book.asks, mid, halvingBps));
}

function weightedQty(side: readonly Level[], mid: number, halvingBps: number): number {
  return side.reduce((sum, { price, qty }) => sum + qty * 2 ** (-distanceBps(price, mid) / halvingBps), 0);
}
