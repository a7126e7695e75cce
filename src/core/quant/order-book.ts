/** One price level: price in quote currency, quantity in base currency. */
export interface Level {
  readonly price: number;
  readonly qty: number;
}

/** Spread in basis points of the mid; NaN for an empty side or crossed prices. */
export function spreadBps(bestBid: number | undefined, bestAsk: number | undefined): number {
  if (bestBid === undefined || bestAsk === undefined) return Number.NaN;
  const ordered = bestBid > 0 && bestAsk >= bestBid;
  return ordered ? ((bestAsk - bestBid) / ((bestAsk + bestBid) / 2)) * 10_000 : Number.NaN;
}

/** (B − A)/(B + A) of the quantities of the top levels: 1 is bids only, −1 asks only; NaN for an empty book. */
export function imbalance(bids: readonly Level[], asks: readonly Level[], levels: number): number {
  const bidQty = qtyOf(bids, levels);
  const askQty = qtyOf(asks, levels);
  return (bidQty - askQty) / (bidQty + askQty);
}

/** Mid weighted by the quantity of the other side: it leans towards the thinner side. NaN for an empty side. */
export function microprice(bids: readonly Level[], asks: readonly Level[]): number {
  const bid = bids[0];
  const ask = asks[0];
  if (bid === undefined || ask === undefined) return Number.NaN;
  return (bid.price * ask.qty + ask.price * bid.qty) / (bid.qty + ask.qty);
}

/** Quote notional resting on one side within a distance of the mid. */
export function depthWithinUsd(side: readonly Level[], mid: number, distanceBps: number): number {
  let notionalUsd = 0;
  for (const { price, qty } of side) {
    const near = (Math.abs(price - mid) / mid) * 10_000 <= distanceBps;
    if (!near) break;
    notionalUsd += price * qty;
  }
  return notionalUsd;
}

/**
 * What taking a quote notional from one side costs against the mid, in basis points of it.
 * NaN when the levels known don't hold so much: more would be a guess.
 */
export function sweepSlippageBps(side: readonly Level[], mid: number, notionalUsd: number): number {
  let leftUsd = notionalUsd;
  let baseQty = 0;
  for (const { price, qty } of side) {
    const takenUsd = Math.min(leftUsd, price * qty);
    baseQty += takenUsd / price;
    leftUsd -= takenUsd;
    if (leftUsd <= 0) break;
  }
  const filled = notionalUsd > 0 && leftUsd <= 0;
  if (!filled) return Number.NaN;
  return (Math.abs(notionalUsd / baseQty - mid) / mid) * 10_000;
}

function qtyOf(side: readonly Level[], levels: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(levels, side.length); i++) sum += side[i]?.qty ?? 0;
  return sum;
}
