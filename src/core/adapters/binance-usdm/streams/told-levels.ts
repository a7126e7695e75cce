import type { BookLevel } from "../../../domain/book.js";

/** What of a book's side is told. */
export interface ToldDepth {
  /** Best levels told one by one. */
  readonly levels: number;
  /** Distance from the mid up to which the rest is told; 0: nothing but the best levels. */
  readonly reachBps: number;
}

/** A side as it is kept: best price first. */
interface KeptSide {
  readonly prices: readonly number[];
  readonly qtys: readonly number[];
}

/**
 * The best levels as they are; then, up to the reach and one level past it, those between two whole basis points from the mid
 * together, at the farthest price of them. A band of whole basis points holds what it held, taking costs at most a basis point too
 * much and never too little, and a book of a thousand levels is told in some sixty. The level past the reach is proof that nothing
 * of the reach is missing: where the last one told lies inside, the book known to us ends there.
 */
export function toldLevels({ prices, qtys }: KeptSide, mid: number, { levels, reachBps }: ToldDepth): BookLevel[] {
  const told: BookLevel[] = [];
  const single = Math.min(levels, prices.length);
  for (let at = 0; at < single; at++) told.push({ price: prices[at] ?? Number.NaN, qty: qtys[at] ?? 0 });
  const last = prices[single - 1] ?? Number.NaN;
  if (!(bpsOf(last, mid) <= reachBps)) return told;
  let step = Number.NaN;
  /** Nearer to the mid than this a level surely lies in the same step: most need no division. */
  let surely = Number.NaN;
  let price = Number.NaN;
  let qty = 0;
  for (let at = single; at < prices.length; at++) {
    const next = prices[at] ?? Number.NaN;
    if (!(Math.abs(next - mid) < surely)) {
      const distanceBps = bpsOf(next, mid);
      const stepOfNext = Math.ceil(distanceBps);
      if (stepOfNext !== step && qty > 0) {
        told.push({ price, qty });
        qty = 0;
      }
      step = stepOfNext;
      surely = (Math.min(step, reachBps) / 10_000) * mid * (1 - 1e-9);
      if (!(distanceBps <= reachBps))
        return [...told, ...(qty > 0 ? [{ price, qty }] : []), { price: next, qty: qtys[at] ?? 0 }];
    }
    price = next;
    qty += qtys[at] ?? 0;
  }
  if (qty > 0) told.push({ price, qty });
  return told;
}

function bpsOf(price: number, mid: number): number {
  return (Math.abs(price - mid) / mid) * 10_000;
}
