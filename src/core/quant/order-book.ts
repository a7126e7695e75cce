/** One price level: price in quote currency, quantity in base currency. */
export interface Level {
  readonly price: number;
  readonly qty: number;
}

/** Both sides of an order book, best level first. */
export interface BookSides {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Spread in basis points of the mid; NaN for an empty side or crossed prices. */
export function spreadBps(bestBid: number | undefined, bestAsk: number | undefined): number {
  if (bestBid === undefined || bestAsk === undefined) return Number.NaN;
  const ordered = bestBid > 0 && bestAsk >= bestBid;
  return ordered ? ((bestAsk - bestBid) / ((bestAsk + bestBid) / 2)) * 10_000 : Number.NaN;
}

/** Half way between best bid and best ask; NaN for an empty side or crossed prices. */
export function midPrice({ bids, asks }: BookSides): number {
  const [bid, ask] = [bids[0]?.price ?? Number.NaN, asks[0]?.price ?? Number.NaN];
  const ordered = bid > 0 && ask >= bid;
  return ordered ? (bid + ask) / 2 : Number.NaN;
}

/** Distance of a price from the mid, in basis points of the mid. */
export function distanceBps(price: number, mid: number): number {
  return (Math.abs(price - mid) / mid) * 10_000;
}

/** (B − A)/(B + A) of the quantities of the top levels: 1 is bids only, −1 asks only; NaN for an empty book. */
export function imbalance(bids: readonly Level[], asks: readonly Level[], levels: number): number {
  return balanceOf(qtyOf(bids, levels), qtyOf(asks, levels));
}

/** (B − A)/(B + A): 1 is all on the bid side, −1 all on the ask side; NaN if there is nothing. */
export function balanceOf(bidPart: number, askPart: number): number {
  return (bidPart - askPart) / (bidPart + askPart);
}

/** Mid weighted by the quantity of the other side: it leans towards the thinner side. NaN for an empty side. */
export function microprice(bids: readonly Level[], asks: readonly Level[]): number {
  const bid = bids[0];
  const ask = asks[0];
  if (bid === undefined || ask === undefined) return Number.NaN;
  // From the bid up, so that rounding can't lead out of the spread.
  return bid.price + (ask.price - bid.price) * (bid.qty / (bid.qty + ask.qty));
}

/** Distance of the last level of a side that is known: what lies beyond may be anything. NaN for an empty side. */
export function knownReachBps(side: readonly Level[], mid: number): number {
  return distanceBps(side.at(-1)?.price ?? Number.NaN, mid);
}

/** Quote notional resting on one side within a distance of the mid. */
export function depthWithinUsd(side: readonly Level[], mid: number, distanceLimitBps: number): number {
  let notionalUsd = 0;
  for (const { price, qty } of side) {
    const near = distanceBps(price, mid) <= distanceLimitBps;
    if (!near) break;
    notionalUsd += price * qty;
  }
  return notionalUsd;
}

function qtyOf(side: readonly Level[], levels: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(levels, side.length); i++) sum += side[i]?.qty ?? 0;
  return sum;
}
