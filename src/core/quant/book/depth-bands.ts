import { balanceOf, distanceBps, midPrice } from "../order-book.js";
import type { BookSides, Level } from "../order-book.js";

/** What rests within a distance of the mid on each side. */
export interface DepthBand {
  readonly distanceBps: number;
  readonly bidUsd: number;
  readonly askUsd: number;
  /** A whole side lies within the band: the book may go on, its levels known don't. */
  readonly bidsEnd: boolean;
  readonly asksEnd: boolean;
}

/** Depth within each of the distances; 0 on both sides of a book without a mid. */
export function depthBands(book: BookSides, distancesBps: readonly number[]): DepthBand[] {
  const mid = midPrice(book);
  return distancesBps.map((limitBps) => {
    const bids = levelsWithin(book.bids, mid, limitBps);
    const asks = levelsWithin(book.asks, mid, limitBps);
    return {
      distanceBps: limitBps,
      bidUsd: notionalUsdOf(bids),
      askUsd: notionalUsdOf(asks),
      bidsEnd: bids.length === book.bids.length,
      asksEnd: asks.length === book.asks.length,
    };
  });
}

/** (B − A)/(B + A) of the quantities within a distance of the mid; NaN if there are none, or no mid. */
export function bandImbalance(book: BookSides, limitBps: number): number {
  const mid = midPrice(book);
  return balanceOf(qtyOf(levelsWithin(book.bids, mid, limitBps)), qtyOf(levelsWithin(book.asks, mid, limitBps)));
}

/** Levels of a side, best first, up to a distance of the mid. */
function levelsWithin(side: readonly Level[], mid: number, limitBps: number): readonly Level[] {
  const beyond = side.findIndex(({ price }) => !(distanceBps(price, mid) <= limitBps));
  return beyond < 0 ? side : side.slice(0, beyond);
}

function notionalUsdOf(levels: readonly Level[]): number {
  return levels.reduce((sum, { price, qty }) => sum + price * qty, 0);
}

function qtyOf(levels: readonly Level[]): number {
  return levels.reduce((sum, { qty }) => sum + qty, 0);
}
