/**
 * Momentum over pairs of combinations, two at a time in the lanes of a vector. Bit for bit what `momentum-run.ts` computes;
 * the rules are told there. What happens on most bars (value, tally, nothing to decide) stays in registers; fills and
 * decisions are in `fills.ts`.
 */

import { decideBoth, openAll, startFlat, stopAll } from "./fills";
import * as at from "./layout";
import { legs, marketBytes, marketsAt, navStart } from "./setup";

export { setMarkets, setTerms } from "./setup";

/** Room that one pair takes. */
export function pairBytes(): u32 {
  return <u32>(at.LEGS + <usize>legs * at.LEG_BYTES);
}

/** Puts a pair whose parameters were written from outside at its start: no position, the money of the terms. */
export function reset(pair: usize): void {
  memory.fill(pair, 0, at.ENTRY_STRENGTH);
  memory.fill(pair + at.PENDING, 0, <usize>pairBytes() - at.PENDING);
  const nav = f64x2.splat(navStart);
  v128.store(pair, nav, at.WALLET);
  v128.store(pair, nav, at.NAV);
  v128.store(pair, nav, at.PEAK);
  v128.store(pair, f64x2.div(f64x2.splat(1), nav), at.INVERSE);
  for (let i = 0, leg = pair + at.LEGS; i < legs; i++, leg += at.LEG_BYTES) {
    startFlat(pair, leg);
    startFlat(pair + 8, leg + 8);
  }
}

/** Bars from one row up to another for pairs that lie one after the other: a block small enough that its columns stay near. */
export function run(pairs: usize, count: i32, from: u32, to: u32): void {
  const bytes = <usize>pairBytes();
  for (let i = 0; i < count; i++) {
    const pair = pairs + <usize>i * bytes;
    const sameFast = load<u32>(pair, at.FAST) == load<u32>(pair, at.FAST + 4);
    const alike = sameFast && load<u32>(pair, at.ATR) == load<u32>(pair, at.ATR + 4);
    if (legs == 1) {
      if (alike) runPair<i32, i32>(pair, from, to);
      else runPair<i32, f64>(pair, from, to);
    } else if (alike) runPair<f64, i32>(pair, from, to);
    else runPair<f64, f64>(pair, from, to);
  }
}

/**
 * Compiled once for each kind, an integer type standing for "yes": whether there is one market only, and whether both
 * combinations read the same fast average and the same range. A question in the loop would cost more than the answer.
 */
function runPair<OneMarket, Alike>(pair: usize, from: u32, to: u32): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let wallet = v128.load(pair, at.WALLET);
  let nav = v128.load(pair, at.NAV);
  let inverse = v128.load(pair, at.INVERSE);
  let sum = v128.load(pair, at.SUM);
  let squares = v128.load(pair, at.SQUARES);
  let downside = v128.load(pair, at.DOWNSIDE);
  let peak = v128.load(pair, at.PEAK);
  let deepest = v128.load(pair, at.MAX_DRAWDOWN);
  let exposure = v128.load(pair, at.EXPOSURE);
  // A little wider than the rule: what passes is judged exactly, what does not can't be it.
  const wide = f64x2.splat(1 + 1e-12);
  let kept = f64x2.mul(f64x2.sub(one, deepest), wide);
  const fast0 = <usize>load<u32>(pair, at.FAST);
  const fast1 = <usize>load<u32>(pair, at.FAST + 4);
  const slow0 = <usize>load<u32>(pair, at.SLOW);
  const slow1 = <usize>load<u32>(pair, at.SLOW + 4);
  const atr0 = <usize>load<u32>(pair, at.ATR);
  const atr1 = <usize>load<u32>(pair, at.ATR + 4);
  const warm = <usize>Math.min(load<f64>(pair, at.WARM_ROW), load<f64>(pair, at.WARM_ROW + 8));
  const firstLeg = pair + at.LEGS;
  const endLeg = firstLeg + <usize>legs * at.LEG_BYTES;
  const firstMarket = marketsAt;
  const nextMarket = marketBytes;
  let pending = load<i32>(pair, at.PENDING) != 0;
  let held = v128.any_true(v128.load(pair, at.POSITIONS));

  for (let row = <usize>from; row < <usize>to; row++) {
    let touched = held;
    let leg = firstLeg;
    let bar = firstMarket + (row << at.BAR_SHIFT);
    let reached = false;
    if (held) {
      let mask = zero;
      do {
        const longs = f64x2.le(v128.load_splat<f64>(bar, at.LOW), v128.load(leg, at.LONG_STOP));
        const shorts = f64x2.ge(v128.load_splat<f64>(bar, at.HIGH), v128.load(leg, at.SHORT_STOP));
        mask = v128.or(mask, v128.or(longs, shorts));
        if (isInteger<OneMarket>()) break;
        leg += at.LEG_BYTES;
        bar += nextMarket;
      } while (leg < endLeg);
      reached = v128.any_true(mask);
    }
    if (pending || reached) {
      v128.store(pair, wallet, at.WALLET);
      v128.store(pair, nav, at.NAV);
      openAll(pair, row);
      stopAll(pair, row);
      wallet = v128.load(pair, at.WALLET);
      held = v128.any_true(v128.load(pair, at.POSITIONS));
      pending = false;
      touched = true;
    }

    let unrealized = zero;
    let gross = zero;
    if (held) {
      leg = firstLeg;
      bar = firstMarket + (row << at.BAR_SHIFT);
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
        unrealized = f64x2.add(unrealized, f64x2.mul(qty, f64x2.sub(mark, v128.load(leg, at.ENTRY))));
        gross = f64x2.add(gross, f64x2.mul(f64x2.abs(qty), mark));
        if (isInteger<OneMarket>()) break;
        leg += at.LEG_BYTES;
        bar += nextMarket;
      } while (leg < endLeg);
    }

    if (touched) {
      const now = f64x2.add(wallet, unrealized);
      const change = f64x2.mul(f64x2.sub(now, nav), inverse);
      nav = now;
      inverse = f64x2.div(one, now);
      sum = f64x2.add(sum, change);
      const square = f64x2.mul(change, change);
      squares = f64x2.add(squares, square);
      downside = f64x2.add(downside, v128.and(square, f64x2.lt(change, zero)));
      peak = f64x2.pmax(peak, now);
      if (v128.any_true(f64x2.le(now, f64x2.mul(peak, kept)))) {
        const drawdown = f64x2.sub(one, f64x2.div(now, peak));
        deepest = v128.bitselect(drawdown, deepest, f64x2.gt(drawdown, deepest));
        kept = f64x2.mul(f64x2.sub(one, deepest), wide);
      }
      exposure = f64x2.add(exposure, f64x2.mul(gross, inverse));
    }

    if (row < warm) continue;
    leg = firstLeg;
    let market = firstMarket;
    do {
      const column = market + (row << at.ROW_SHIFT);
      const slow = v128.load_lane<f64>(column + slow1, v128.load_zero<f64>(column + slow0), 1);
      const fast = isInteger<Alike>()
        ? v128.load_splat<f64>(column + fast0)
        : v128.load_lane<f64>(column + fast1, v128.load_zero<f64>(column + fast0), 1);
      const range = isInteger<Alike>()
        ? v128.load_splat<f64>(column + atr0)
        : v128.load_lane<f64>(column + atr1, v128.load_zero<f64>(column + atr0), 1);
      const turned = v128.xor(v128.or(f64x2.sub(fast, slow), v128.load(leg, at.OR)), v128.load(leg, at.XOR));
      if (v128.any_true(f64x2.le(f64x2.pmin(turned, range), f64x2.mul(v128.load(leg, at.LIMIT), range)))) {
        if (decideBoth(pair, leg, market, row)) pending = true;
      }
      if (isInteger<OneMarket>()) break;
      leg += at.LEG_BYTES;
      market += nextMarket;
    } while (leg < endLeg);
  }

  v128.store(pair, wallet, at.WALLET);
  v128.store(pair, nav, at.NAV);
  v128.store(pair, inverse, at.INVERSE);
  v128.store(pair, sum, at.SUM);
  v128.store(pair, squares, at.SQUARES);
  v128.store(pair, downside, at.DOWNSIDE);
  v128.store(pair, peak, at.PEAK);
  v128.store(pair, deepest, at.MAX_DRAWDOWN);
  v128.store(pair, exposure, at.EXPOSURE);
  store<i32>(pair, pending ? 1 : 0, at.PENDING);
}
