/** What happens rarely: fills and decisions, one combination (`lane`: 0 or 8 bytes into a field) after the other. */

import * as at from "./layout";
import { legs, marketBytes, marketsAt, slippage, takerFee, weight } from "./setup";
import { mayStop } from "./walk";

const SIGN: u64 = 0x8000000000000000;

/** Fills at the open what the last close decided; a stop that the open has passed comes first. */
export function openAll(pair: usize, row: usize): void {
  let leg = pair + at.LEGS;
  let market = marketsAt;
  for (let i = 0; i < legs; i++) {
    const bar = market + (row << at.BAR_SHIFT);
    const decided = v128.or(v128.load(leg, at.SIDE), v128.load(leg, at.CLOSING));
    // Of many markets, few have something to do.
    if (v128.any_true(v128.or(decided, mayStop(leg, bar + at.OPEN, bar + at.OPEN)))) {
      for (let lane: usize = 0; lane < 16; lane += 8) {
        openOne(pair + lane, leg + lane, bar, row);
        store<f64>(leg + lane + at.SIDE, 0);
        store<f64>(leg + lane + at.CLOSING, 0);
      }
    }
    leg += at.LEG_BYTES;
    market += marketBytes;
  }
}

function openOne(account: usize, leg: usize, bar: usize, row: usize): void {
  const first = load<f64>(bar + at.OPEN);
  const held = load<f64>(leg + at.HELD);
  const side = load<f64>(leg + at.SIDE);
  if (held != 0) {
    if (first <= load<f64>(leg + at.LONG_STOP) || first >= load<f64>(leg + at.SHORT_STOP)) {
      store<f64>(leg + at.WAIT, held);
      close(account, leg, row, first * (1 - held * slippage));
    } else if (load<f64>(leg + at.CLOSING) != 0) {
      close(account, leg, row, first * (1 - held * slippage));
      if (side != 0) enter(account, leg, row, side, first, worth(account, row));
    }
  } else if (side != 0) enter(account, leg, row, side, first, load<f64>(account + at.NAV));
}

/** NAV now: who flips is sized by the money after its close, with the others at their last marks. */
function worth(account: usize, row: usize): f64 {
  let other = account + at.LEGS;
  let market = marketsAt;
  let unrealized: f64 = 0;
  for (let i = 0; i < legs; i++) {
    const qty = load<f64>(other + at.QTY);
    // What this open has filled is worth its price.
    if (qty != 0 && load<f64>(other + at.ENTERED) != <f64>row) {
      const mark = load<f64>(market + ((row - 1) << at.BAR_SHIFT) + at.MARK);
      unrealized += qty * (mark - load<f64>(other + at.ENTRY));
    }
    other += at.LEG_BYTES;
    market += marketBytes;
  }
  return load<f64>(account + at.WALLET) + unrealized;
}

function enter(account: usize, leg: usize, row: usize, side: f64, first: f64, nav: f64): void {
  const price = first * (1 + side * slippage);
  const qty = (side * (nav * weight * load<f64>(leg + at.STRENGTH))) / load<f64>(leg + at.DECIDED_MARK);
  const held: f64 = qty > 0 ? 1 : qty < 0 ? -1 : 0;
  const stop = price - side * load<f64>(leg + at.DISTANCE);
  const fee = Math.abs(qty) * price * takerFee;
  store<f64>(leg + at.QTY, qty);
  store<f64>(leg + at.ENTRY, price);
  store<f64>(leg + at.ENTERED, <f64>row);
  store<f64>(leg + at.HELD, held);
  store<f64>(leg + at.LONG_STOP, held > 0 ? stop : -Infinity);
  store<f64>(leg + at.SHORT_STOP, held < 0 ? stop : Infinity);
  watch(account, leg);
  if (held != 0) {
    if (load<f64>(account + at.POSITIONS) == 0) add(account + at.HELD_BARS, -(<f64>row));
    add(account + at.POSITIONS, 1);
    add(account + at.POSITION_BARS, -(<f64>row));
  }
  store<f64>(leg + at.PROFIT, -fee);
  store<f64>(account + at.WALLET, load<f64>(account + at.WALLET) - fee);
  add(account + at.FEES, fee);
  add(account + at.TRADED, Math.abs(qty) * price);
}

/** Stops that the bar reaches. */
export function stopAll(pair: usize, row: usize): void {
  let leg = pair + at.LEGS;
  let market = marketsAt;
  for (let i = 0; i < legs; i++) {
    const bar = market + (row << at.BAR_SHIFT);
    const reached = v128.any_true(mayStop(leg, bar + at.LOW, bar + at.HIGH));
    for (let lane: usize = 0; reached && lane < 16; lane += 8) {
      const one = leg + lane;
      const held = load<f64>(one + at.HELD);
      const stop = load<f64>(one + (held > 0 ? at.LONG_STOP : at.SHORT_STOP));
      const hit = held > 0 ? load<f64>(bar + at.LOW) <= stop : load<f64>(bar + at.HIGH) >= stop;
      if (held == 0 || !hit) continue;
      store<f64>(one + at.WAIT, held);
      close(pair + lane, one, row, stop * (1 - held * slippage));
    }
    leg += at.LEG_BYTES;
    market += marketBytes;
  }
}

function close(account: usize, leg: usize, row: usize, price: f64): void {
  const qty = load<f64>(leg + at.QTY);
  const size = Math.abs(qty);
  const realized = qty * (price - load<f64>(leg + at.ENTRY));
  const fee = size * price * takerFee;
  store<f64>(account + at.WALLET, load<f64>(account + at.WALLET) + (realized - fee));
  const profit = load<f64>(leg + at.PROFIT) + (realized - fee);
  add(account + at.FEES, fee);
  add(account + at.TRADED, size * price);
  add(account + at.TRADES, 1);
  if (profit > 0) {
    add(account + at.WINS, 1);
    add(account + at.GAINS, profit);
  } else store<f64>(account + at.LOSSES, load<f64>(account + at.LOSSES) - profit);
  store<f64>(leg + at.QTY, 0);
  store<f64>(leg + at.HELD, 0);
  store<f64>(leg + at.LONG_STOP, -Infinity);
  store<f64>(leg + at.SHORT_STOP, Infinity);
  watch(account, leg);
  add(account + at.POSITIONS, -1);
  add(account + at.POSITION_BARS, <f64>row);
  if (load<f64>(account + at.POSITIONS) == 0) add(account + at.HELD_BARS, <f64>row);
}

/** What both combinations want of one market at this close. Returns whether there is something to do at the next open. */
export function decideBoth(pair: usize, leg: usize, market: usize, row: usize): bool {
  const first = decideOne(pair, pair, leg, market, row);
  const second = decideOne(pair, pair + 8, leg + 8, market, row);
  return first || second;
}

function decideOne(pair: usize, account: usize, leg: usize, market: usize, row: usize): bool {
  store<f64>(leg + at.CLOSING, 0);
  store<f64>(leg + at.SIDE, 0);
  if (<f64>row < load<f64>(account + at.WARM_ROW)) return false;
  const which = pair + ((account - pair) >> 1);
  const column = market + (row << at.ROW_SHIFT);
  const range = load<f64>(column + load<u32>(which + at.ATR));
  const distance = load<f64>(column + load<u32>(which + at.FAST)) - load<f64>(column + load<u32>(which + at.SLOW));
  const x = range == 0 ? 0 : distance / range;
  const zone: f64 = x > 0 ? 1 : x < 0 ? -1 : 0;
  if (load<f64>(leg + at.WAIT) != zone) store<f64>(leg + at.WAIT, 0);
  const wait = load<f64>(leg + at.WAIT);
  const held = load<f64>(leg + at.HELD);
  watch(account, leg);
  if (held != 0 && zone != held) store<f64>(leg + at.CLOSING, 1);
  const leaves = held != 0 && zone != held;
  if (zone == held || !(Math.abs(x) >= load<f64>(account + at.ENTRY_STRENGTH) && range > 0)) return leaves;
  if (held == 0 && zone == wait) return false;
  store<f64>(leg + at.SIDE, zone);
  store<f64>(leg + at.STRENGTH, Math.min(1, Math.abs(x) / load<f64>(account + at.FULL_STRENGTH)));
  store<f64>(leg + at.DISTANCE, load<f64>(account + at.STOP_ATR) * range);
  store<f64>(leg + at.DECIDED_MARK, load<f64>(market + (row << at.BAR_SHIFT) + at.MARK));
  return true;
}

/** Notes from what on a decision is to be taken: the end of a side, or an entry. */
function watch(account: usize, leg: usize): void {
  const held = load<f64>(leg + at.HELD);
  const watched = held != 0 ? held : load<f64>(leg + at.WAIT);
  store<u64>(leg + at.OR, watched == 0 ? SIGN : 0);
  store<u64>(leg + at.XOR, watched < 0 ? SIGN : 0);
  // A little less than the rule: what passes is judged exactly, what does not can't be an entry.
  store<f64>(leg + at.LIMIT, watched == 0 ? -load<f64>(account + at.ENTRY_STRENGTH) * (1 - 1e-12) : 0);
}

/** Nothing held, nothing waited for. */
export function startFlat(account: usize, leg: usize): void {
  store<f64>(leg + at.LONG_STOP, -Infinity);
  store<f64>(leg + at.SHORT_STOP, Infinity);
  watch(account, leg);
}

function add(field: usize, value: f64): void {
  store<f64>(field, load<f64>(field) + value);
}
