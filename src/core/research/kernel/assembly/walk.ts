/**
 * The bars at which nothing is filled or decided, most of them: value, tally, and whether that ends. Nothing is called in
 * these loops, so that all of it stays in registers; `momentum.ts` does what they stop for.
 */

import * as at from "./layout";
import { legs, marketBytes, marketsAt } from "./setup";

/**
 * Values a pair at the closes from `row` on. Returns the row of the last one: at whose close something may be to decide, after
 * which a stop may be reached, or after which `to` comes. A type parameter that is an integer stands for "yes": whether there
 * is one market only, and whether both combinations read the same fast average and the same range. A question in the loop
 * would cost more than its answer.
 */
export function walkHolding<OneMarket, Alike>(pair: usize, row: usize, to: usize): usize {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let wallet = v128.load(pair, at.WALLET);
  let nav = v128.load(pair, at.NAV);
  let inverse = v128.load(pair, at.INVERSE);
  let sum = v128.load(pair, at.SUM);
  let squares = v128.load(pair, at.SQUARES);
  let downside = v128.load(pair, at.DOWNSIDE);
  let peak = v128.load(pair, at.PEAK);
  let exposure = v128.load(pair, at.EXPOSURE);
  const fast = <usize>load<u32>(pair, at.FAST);
  const fast1 = <usize>load<u32>(pair, at.FAST + 4);
  const slow = <usize>load<u32>(pair, at.SLOW);
  const slow1 = <usize>load<u32>(pair, at.SLOW + 4);
  const range = <usize>load<u32>(pair, at.ATR);
  const range1 = <usize>load<u32>(pair, at.ATR + 4);
  const firstLeg = pair + at.LEGS;
  const endLeg = firstLeg + <usize>legs * at.LEG_BYTES;
  const nextMarket = marketBytes;
  const lastBar = marketsAt + ((to - 1) << at.BAR_SHIFT);
  let firstBar = marketsAt + (row << at.BAR_SHIFT);
  let firstColumn = marketsAt + (row << at.ROW_SHIFT);

  for (;;) {
    let unrealized = zero;
    let gross = zero;
    let leg = firstLeg;
    let bar = firstBar;
    do {
      const qty = v128.load(leg, at.QTY);
      if (load<u64>(bar, at.HAS_FUNDING) != 0) {
        const pays = v128.load_splat<f64>(bar, at.LONG_PAYS);
        const gets = v128.load_splat<f64>(bar, at.SHORT_GETS);
        const cash = f64x2.mul(f64x2.neg(qty), v128.bitselect(pays, gets, f64x2.gt(qty, zero)));
        wallet = f64x2.add(wallet, cash);
        v128.store(leg, f64x2.add(v128.load(leg, at.PROFIT), cash), at.PROFIT);
        v128.store(pair, f64x2.add(v128.load(pair, at.FUNDING), cash), at.FUNDING);
      }
      const mark = v128.load_splat<f64>(bar, at.MARK);
      const gain = f64x2.mul(qty, f64x2.sub(mark, v128.load(leg, at.ENTRY)));
      const worth = f64x2.mul(f64x2.abs(qty), mark);
      if (isInteger<OneMarket>()) {
        unrealized = gain;
        gross = worth;
        break;
      }
      unrealized = f64x2.add(unrealized, gain);
      gross = f64x2.add(gross, worth);
      leg += at.LEG_BYTES;
      bar += nextMarket;
    } while (leg < endLeg);

    const now = f64x2.add(wallet, unrealized);
    const change = f64x2.mul(f64x2.sub(now, nav), inverse);
    nav = now;
    inverse = f64x2.div(one, now);
    sum = f64x2.add(sum, change);
    const square = f64x2.mul(change, change);
    squares = f64x2.add(squares, square);
    downside = f64x2.add(downside, v128.and(square, f64x2.lt(change, zero)));
    exposure = f64x2.add(exposure, f64x2.mul(gross, inverse));
    peak = f64x2.pmax(peak, now);
    if (lanes(f64x2.le(now, f64x2.mul(peak, v128.load(pair, at.KEPT))))) noteDrawdown(pair, now, peak);

    if (isInteger<OneMarket>()) {
      if (lanes(mayDecide<Alike>(firstLeg, firstColumn, fast, fast1, slow, slow1, range, range1))) break;
      if (firstBar == lastBar) break;
      if (lanes(mayStop(firstLeg, firstBar + at.NEXT + at.LOW, firstBar + at.NEXT + at.HIGH))) break;
    } else {
      let column = firstColumn;
      let event = zero;
      leg = firstLeg;
      bar = firstBar + at.NEXT;
      do {
        event = v128.or(event, mayStop(leg, bar + at.LOW, bar + at.HIGH));
        event = v128.or(event, mayDecide<Alike>(leg, column, fast, fast1, slow, slow1, range, range1));
        leg += at.LEG_BYTES;
        bar += nextMarket;
        column += nextMarket;
      } while (leg < endLeg);
      if (lanes(event)) break;
      if (firstBar == lastBar) break;
    }
    firstBar += at.NEXT;
    firstColumn += 8;
  }

  v128.store(pair, wallet, at.WALLET);
  v128.store(pair, nav, at.NAV);
  v128.store(pair, inverse, at.INVERSE);
  v128.store(pair, sum, at.SUM);
  v128.store(pair, squares, at.SQUARES);
  v128.store(pair, downside, at.DOWNSIDE);
  v128.store(pair, peak, at.PEAK);
  v128.store(pair, exposure, at.EXPOSURE);
  return (firstBar - marketsAt) >> at.BAR_SHIFT;
}

/** Takes the drawdown of this close where it is the deepest of a lane. */
function noteDrawdown(pair: usize, now: v128, peak: v128): void {
  const drawdown = f64x2.sub(f64x2.splat(1), f64x2.div(now, peak));
  const deepest = v128.load(pair, at.MAX_DRAWDOWN);
  const deeper = v128.bitselect(drawdown, deepest, f64x2.gt(drawdown, deepest));
  v128.store(pair, deeper, at.MAX_DRAWDOWN);
  noteKept(pair, deeper);
}

/** Share of a peak below which a drawdown is deeper, a little wider than the rule: what passes is judged exactly, what does not can't be it. */
export function noteKept(pair: usize, deepest: v128): void {
  v128.store(pair, f64x2.mul(f64x2.sub(f64x2.splat(1), deepest), f64x2.splat(1 + 1e-12)), at.KEPT);
}

/** One bit a lane: the test of it takes the processor less than the question whether any is set. */
function lanes(mask: v128): i32 {
  return i64x2.bitmask(mask);
}

/** Lanes whose stop lies at these prices or beyond; they are given by their places. */
export function mayStop(leg: usize, low: usize, high: usize): v128 {
  const longs = f64x2.le(v128.load_splat<f64>(low), v128.load(leg, at.LONG_STOP));
  return v128.or(longs, f64x2.ge(v128.load_splat<f64>(high), v128.load(leg, at.SHORT_STOP)));
}

/** The same while neither combination holds anything: its value stands still, and no stop lies anywhere. */
export function walkFlat<OneMarket, Alike>(pair: usize, row: usize, to: usize): usize {
  const fast = <usize>load<u32>(pair, at.FAST);
  const fast1 = <usize>load<u32>(pair, at.FAST + 4);
  const slow = <usize>load<u32>(pair, at.SLOW);
  const slow1 = <usize>load<u32>(pair, at.SLOW + 4);
  const range = <usize>load<u32>(pair, at.ATR);
  const range1 = <usize>load<u32>(pair, at.ATR + 4);
  const firstLeg = pair + at.LEGS;
  const endLeg = firstLeg + <usize>legs * at.LEG_BYTES;
  const nextMarket = marketBytes;
  for (; row + 1 < to; row++) {
    let leg = firstLeg;
    let column = marketsAt + (row << at.ROW_SHIFT);
    let event = mayDecide<Alike>(leg, column, fast, fast1, slow, slow1, range, range1);
    if (!isInteger<OneMarket>()) {
      for (leg += at.LEG_BYTES; leg < endLeg; leg += at.LEG_BYTES) {
        column += nextMarket;
        event = v128.or(event, mayDecide<Alike>(leg, column, fast, fast1, slow, slow1, range, range1));
      }
    }
    if (v128.any_true(event)) break;
  }
  return row;
}

/** Lanes with something to decide at a close, or hardly not: layout.ts says how one comparison tells. */
export function mayDecide<Alike>(
  leg: usize,
  column: usize,
  fast: usize,
  fast1: usize,
  slow: usize,
  slow1: usize,
  range: usize,
  range1: usize,
): v128 {
  const slows = v128.load_lane<f64>(column + slow1, v128.load_zero<f64>(column + slow), 1);
  const fasts = isInteger<Alike>()
    ? v128.load_splat<f64>(column + fast)
    : v128.load_lane<f64>(column + fast1, v128.load_zero<f64>(column + fast), 1);
  const ranges = isInteger<Alike>()
    ? v128.load_splat<f64>(column + range)
    : v128.load_lane<f64>(column + range1, v128.load_zero<f64>(column + range), 1);
  const turned = v128.xor(v128.or(f64x2.sub(fasts, slows), v128.load(leg, at.OR)), v128.load(leg, at.XOR));
  return f64x2.le(f64x2.pmin(turned, ranges), f64x2.mul(v128.load(leg, at.LIMIT), ranges));
}
