/**
 * Momentum over pairs of combinations, two at a time in the lanes of a vector. Bit for bit what `momentum-run.ts` computes;
 * the rules are told there. What happens on most bars (value, tally, nothing to decide) stays in registers; fills and
 * decisions are in `fills.ts`.
 */

import { decideBoth, openAll, startFlat, stopAll } from "./fills";
import * as at from "./layout";
import { legs, marketBytes, marketsAt, navStart } from "./setup";
import { mayDecide, mayStop, noteKept, walkFlat, walkHolding } from "./walk";

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
  noteKept(pair, f64x2.splat(0));
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

/** From one bar at which something happens to the next; compiled once for each kind (`walk.ts`). */
function runPair<OneMarket, Alike>(pair: usize, from: u32, to: u32): void {
  const warm = <u32>Math.min(load<f64>(pair, at.WARM_ROW), load<f64>(pair, at.WARM_ROW + 8));
  let pending = load<i32>(pair, at.PENDING) != 0;
  // Before the first decision nothing can happen.
  for (let row = <usize>max(from, warm); row < <usize>to; row++) {
    const fills = pending || reachesStop(pair, row);
    if (fills) {
      openAll(pair, row);
      stopAll(pair, row);
    }
    // Who ended flat at this open has a close to be valued at, with nothing in it.
    const values = fills || v128.any_true(v128.load(pair, at.POSITIONS));
    row = values ? walkHolding<OneMarket, Alike>(pair, row, to) : walkFlat<OneMarket, Alike>(pair, row, to);
    pending = decideAll<OneMarket>(pair, row);
  }
  store<i32>(pair, pending ? 1 : 0, at.PENDING);
}

function reachesStop(pair: usize, row: usize): bool {
  let leg = pair + at.LEGS;
  let bar = marketsAt + (row << at.BAR_SHIFT);
  for (let i = 0; i < legs; i++) {
    if (v128.any_true(mayStop(leg, bar + at.LOW, bar + at.HIGH))) return true;
    leg += at.LEG_BYTES;
    bar += marketBytes;
  }
  return false;
}

/** What a pair wants of each market at this close. Returns whether there is something to do at the next open. */
function decideAll<OneMarket>(pair: usize, row: usize): bool {
  if (isInteger<OneMarket>()) return decideBoth(pair, pair + at.LEGS, marketsAt, row);
  const fast = <usize>load<u32>(pair, at.FAST);
  const fast1 = <usize>load<u32>(pair, at.FAST + 4);
  const slow = <usize>load<u32>(pair, at.SLOW);
  const slow1 = <usize>load<u32>(pair, at.SLOW + 4);
  const range = <usize>load<u32>(pair, at.ATR);
  const range1 = <usize>load<u32>(pair, at.ATR + 4);
  let leg = pair + at.LEGS;
  let market = marketsAt;
  let pending = false;
  for (let i = 0; i < legs; i++) {
    const column = market + (row << at.ROW_SHIFT);
    if (v128.any_true(mayDecide<f64>(leg, column, fast, fast1, slow, slow1, range, range1))) {
      if (decideBoth(pair, leg, market, row)) pending = true;
    }
    leg += at.LEG_BYTES;
    market += marketBytes;
  }
  return pending;
}
